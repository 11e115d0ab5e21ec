// Events of the cluster module, as a primary tells them.
import type { Address, AgentToHub } from '../../protocol/agent';
import { endProcess, leaveVoluntarily } from './ends';
import { scriptOfCommand } from './naming';
import { newProcess, type ProcessRecord, Source, spawnKey } from './records';
import { seat, slotUp } from './slots';
import type { Store } from './store';

type Of<T extends AgentToHub['type']> = Extract<AgentToHub, { type: T }>;

/** What the next workers run. */
export function clusterSetup(store: Store, primary: ProcessRecord, { exec, args, policy }: Of<'setup'>): void {
  primary.cluster.command = JSON.stringify([exec, args]);
  primary.state.scheduling = policy;
  store.touch(primary);
}

/** A worker was forked; its spawn was told before, if the agent saw it. */
export function workerForked(store: Store, primary: ProcessRecord, message: Of<'fork'>): void {
  const { spawn, worker, settings, time } = message;
  const spawned = spawn === null ? undefined : store.bySpawn.get(spawnKey(primary.agent!, spawn));
  const record = spawned ?? workerOf(store, primary, worker, time);
  // What the program asked of the cluster, in place of what Node made of it.
  record.state.settings = settings ?? record.state.settings;
  makeWorker(store, primary, record, worker, time);
  store.touch(record);
}

/** Makes a child a worker, and seats it; once, however often it is told. */
export function makeWorker(
  store: Store,
  primary: ProcessRecord,
  record: ProcessRecord,
  id: number,
  time: number,
): void {
  if (record.state.worker) return;
  primary.state.primary = true;
  store.touch(primary);
  record.state.kind = 'worker';
  record.command = primary.cluster.command ?? record.command;
  primary.cluster.workers.set(id, record);
  store.show(record);
  seat(store, primary, record, id, time);
}

/** A worker by its `worker.id`; made where nothing told of it before, as after a hub's restart. */
function workerOf(store: Store, primary: ProcessRecord, id: number, time: number): ProcessRecord {
  const known = primary.cluster.workers.get(id);
  if (known) return known;
  const record = newProcess(primary.run, primary, time);
  record.told = true;
  record.state.script = primary.cluster.command ? (JSON.parse(primary.cluster.command)[0] ?? '') : '';
  record.state.script ||= scriptOfCommand(primary.state.script, []);
  primary.children.add(record);
  primary.run.processes.add(record);
  makeWorker(store, primary, record, id, time);
  return record;
}

export function workerOnline(store: Store, primary: ProcessRecord, { worker, time }: Of<'online'>): void {
  const record = workerOf(store, primary, worker, time);
  advance(store, record, 'online');
  slotUp(record, time);
}

export function workerListening(store: Store, primary: ProcessRecord, message: Of<'listening'>): void {
  const record = workerOf(store, primary, message.worker, message.time);
  const { address } = message;
  if (address && !record.state.addresses.some((known) => isSame(known, address))) {
    record.state.addresses = [...record.state.addresses, address];
  }
  store.touch(record);
  advance(store, record, 'listening');
  slotUp(record, message.time);
}

function isSame(a: Address, b: Address): boolean {
  return a.address === b.address && a.port === b.port && a.addressType === b.addressType;
}

export function workerLeaving(
  store: Store,
  primary: ProcessRecord,
  { worker, time }: Pick<Of<'leaving'>, 'worker' | 'time'>,
): ProcessRecord {
  const record = workerOf(store, primary, worker, time);
  record.state.disconnecting ??= time;
  advance(store, record, 'disconnecting');
  return record;
}

export function workerDisconnected(store: Store, primary: ProcessRecord, message: Of<'disconnect'>): void {
  const record = workerLeaving(store, primary, message);
  if (message.voluntary) leaveVoluntarily(store, record, message.time);
}

export function workerExited(store: Store, primary: ProcessRecord, message: Of<'exit'>): void {
  const record = workerOf(store, primary, message.worker, message.time);
  const { code, signal, time } = message;
  if (message.voluntary) leaveVoluntarily(store, record, time);
  endProcess(store, record, Source.parent, { code, signal }, time);
}

const STATES = ['starting', 'online', 'listening', 'disconnecting', 'exited'] as const;

/** Moves a state on; events told late never move it back. */
export function advance(store: Store, record: ProcessRecord, to: (typeof STATES)[number]): void {
  if (STATES.indexOf(record.state.state) >= STATES.indexOf(to)) return;
  record.state.state = to;
  store.touch(record);
}
