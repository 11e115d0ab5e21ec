// The last events in the life of each process and thread: what a person asks for first when it has ended.
import * as path from 'node:path';
import type { AgentToHub, ErrorInfo, Site } from '../../protocol/agent';
import type { LifeEvent } from '../../protocol/viewer';
import { isNode } from './naming';
import { type ProcessRecord, spawnKey, type ThreadRecord } from './records';
import type { Store } from './store';

/** Events kept of each process and thread. */
export const KEPT_EVENTS = 10;
/** Longest detail kept, in characters. */
const LONGEST = 80;

type Event = LifeEvent['event'];

/** Keeps an event among the last ones. It may be told late, or again; what came after the end is no part of it. */
export function note(
  store: Store,
  record: ProcessRecord | ThreadRecord,
  time: number,
  event: Event,
  detail: string | null = null,
): void {
  const { state, history } = record;
  if (state.ended !== null && time > state.ended) return;
  if (history.some((known) => known.time === time && known.event === event)) return;
  const next = [...history, { time, event, detail: detail?.slice(0, LONGEST) ?? null }];
  record.history = next.sort((a, b) => a.time - b.time).slice(-KEPT_EVENTS);
  if (!state.end) return;
  state.end = { ...state.end, before: record.history };
  store.touch(record);
}

/** Whom a message is about, what happened, and which. */
type Told = [whom: ProcessRecord | ThreadRecord | undefined, event: Event, detail?: string | null];

interface Context {
  store: Store;
  /** The process that tells. */
  process: ProcessRecord;
  /** Its thread that tells; the process itself for the main thread. */
  teller: ProcessRecord | ThreadRecord;
}

type Readers = {
  [T in AgentToHub['type']]?: (context: Context, message: Extract<AgentToHub, { type: T }>) => Told;
};

const readers: Readers = {
  spawn: (context, { spawn, error }) => [
    context.teller,
    error === null ? 'spawn' : 'spawnFailed',
    childName(context, spawn),
  ],
  childExit: (context, { spawn, code, signal }) => [
    context.teller,
    'childExit',
    withOutcome(childName(context, spawn), signal ?? code),
  ],
  online: ({ process }, { worker }) => [process.cluster.workers.get(worker), 'online'],
  listening: ({ process }, { worker, address }) => [
    process.cluster.workers.get(worker),
    'listening',
    addressName(address),
  ],
  disconnect: ({ process }, { worker }) => [process.cluster.workers.get(worker), 'disconnect'],
  threadCreate: ({ teller }, { thread }) => [teller, 'threadCreate', String(thread)],
  threadExit: ({ teller }, { thread, code }) => [teller, 'threadExit', withOutcome(String(thread), code)],
  threadOnline: ({ process }, { thread }) => [process.threads.get(thread), 'online'],
  threadError: ({ process }, { thread, error }) => [process.threads.get(thread), 'uncaught', errorName(error)],
  uncaught: ({ teller }, { error }) => [teller, 'uncaught', errorName(error)],
  survived: ({ teller }) => [teller, 'survived'],
  abort: ({ teller }, { site }) => [teller, 'abort', siteName(site)],
};

/** Keeps what an agent told as an event in the life of whom it is about. */
export function noteTold(context: Context, message: AgentToHub): void {
  const read = readers[message.type] as ((context: Context, message: AgentToHub) => Told) | undefined;
  const [whom, event, detail] = read?.(context, message) ?? [];
  if (whom && event) note(context.store, whom, message.time, event, detail);
}

/** A child by its script where it is Node, by its command otherwise. */
function childName({ store, process }: Context, spawn: number): string {
  const child = store.bySpawn.get(spawnKey(process.agent!, spawn))?.state;
  const [command = ''] = child?.argv ?? [];
  return shortName(child && isNode(command, process.state.argv) ? child.script : command) || '?';
}

/** The command of `execSync` is a line of its own, not a path. */
function shortName(file: string): string {
  return file.includes(' ') ? file : path.posix.basename(file.replaceAll('\\', '/'));
}

/** A code that goes without saying is not said. */
function withOutcome(name: string, outcome: string | number | null): string {
  return outcome ? `${name} · ${outcome}` : name;
}

function addressName(told: Extract<AgentToHub, { type: 'listening' }>['address']): string | null {
  if (!told) return null;
  const { address, port } = told;
  return port !== null && port >= 0 ? `:${port}` : address;
}

function errorName({ name, message }: ErrorInfo): string {
  return `${name}: ${message}`.split('\n', 1)[0]!;
}

function siteName(site: Site | null): string | null {
  return site && `${shortName(site.file)}:${site.line}`;
}
