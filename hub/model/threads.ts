// Threads: told of by their creator, and by themselves once they have lived a while. Either may come first.
import type { AgentToHub, Hello, SharedBuffer } from '../../protocol/agent';
import { targetId } from '../../protocol/viewer';
import { inspectorForbidden, inspectorIs } from './inspectors';
import { scriptOf } from './naming';
import { newThread, type ProcessRecord, type ThreadRecord } from './records';
import type { Store } from './store';

type ThreadCreate = Extract<AgentToHub, { type: 'threadCreate' }>;

/** The record of a thread, made where it is new. */
export function threadOf(store: Store, process: ProcessRecord, thread: number, time: number): ThreadRecord {
  const known = process.threads.get(thread);
  if (known) return known;
  const record = newThread(process, targetId(process.state.id, thread), thread, time);
  process.threads.set(thread, record);
  store.threads.set(record.state.id, record);
  return record;
}

/** Its creator made it. */
export function threadCreated(store: Store, process: ProcessRecord, message: ThreadCreate): void {
  const record = threadOf(store, process, message.thread, message.time);
  const { file, name, creator, site, options: settings, time } = message;
  const started = Math.min(record.state.started, time);
  record.told = true;
  // Of a thread that its creator met late, it knows less than the thread itself.
  const known = record.state;
  Object.assign(record.state, {
    script: file || known.script,
    name: name ?? known.name,
    creator,
    site,
    settings,
    workerData: message.workerData ?? null,
    started,
  });
  threadShares(store, record, message.shares ?? []);
  store.touch(record);
}

/** It was given these shared buffers. */
export function threadShares(store: Store, { process, state }: ThreadRecord, buffers: readonly SharedBuffer[]): void {
  const giver = targetId(process.state.id, state.creator);
  const known = new Set(state.shares.map(({ id }) => id));
  const given = buffers.map(({ buffer, bytes, name }) => ({ id: `${giver}/${buffer}`, bytes, name }));
  const news = given.filter(({ id }) => !known.has(id));
  if (news.length === 0) return;
  state.shares = [...state.shares, ...news];
  store.touch(process.threads.get(state.thread)!);
}

/** It runs. */
export function threadUp(store: Store, record: ThreadRecord): void {
  if (record.state.state !== 'starting') return;
  record.state.state = 'online';
  store.touch(record);
}

/** It said hello on a connection of its own. */
export function threadHello(store: Store, process: ProcessRecord, hello: Hello): void {
  const record = threadOf(store, process, hello.thread, hello.started);
  record.state.script ||= scriptOf(hello.argv, []);
  record.state.connected = record.state.ended === null;
  record.state.notObserved = null;
  if (hello.late) record.state.late = true;
  if (hello.inspectable) inspectorIs(store, record, hello.inspector);
  else inspectorForbidden(store, record);
  threadUp(store, record);
  store.touch(record);
}
