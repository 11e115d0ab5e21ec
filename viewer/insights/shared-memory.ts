// Which threads hold the same memory: SharedArrayBuffers that one process or thread gave to several.
import type { SharedMemory, ThreadState } from '../../protocol/viewer';
import type { Model } from '../model';
import { groupedBy, type Insight, sentences, type Translate } from './insight';

/** Of one process so many buffers are said, the largest first. */
const MOST = 5;
/** So many threads are named. */
const NAMED = 4;

interface Held {
  memory: SharedMemory;
  thread: ThreadState;
}

/** One for each buffer that living threads were given, under their process. */
export function sharedMemoryInsights(model: Model, t: Translate): Insight[] {
  const held = [...model.threads.values()].filter(({ state }) => state !== 'exited').flatMap(holdings);
  const processes = groupedBy(held, ({ thread }) => thread.process);
  return [...processes].flatMap(([process, all]) => underProcess(process, all, t));
}

function holdings(thread: ThreadState): Held[] {
  return thread.shares.map((memory) => ({ memory, thread }));
}

function underProcess(process: string, held: readonly Held[], t: Translate): Insight[] {
  const buffers = [...groupedBy(held, ({ memory }) => memory.id).values()].filter((holders) => !isOfPackage(holders));
  buffers.sort((a, b) => bytesOf(b) - bytesOf(a));
  return buffers.slice(0, MOST).map((holders) => insightOf(process, holders, t));
}

/** What a package gives each of its threads, such as the flag that an idle one of piscina waits on, is no matter of the program's. */
function isOfPackage(held: readonly Held[]): boolean {
  return held.length === 1 && /[\\/]node_modules[\\/]/.test(held[0]!.thread.script);
}

function insightOf(process: string, held: readonly Held[], t: Translate): Insight {
  const { id, bytes } = held[0]!.memory;
  const name = held.find(({ memory }) => memory.name !== null)?.memory.name ?? t('shared memory');
  const threads = held.map(({ thread }) => thread);
  const numbers = threads.map(({ thread }) => thread).sort((a, b) => a - b);
  return {
    id: `shared ${id}`,
    owner: process,
    kind: 'shared-memory',
    severity: 'info',
    label: name,
    description: `${sizeWords(bytes)} · ${threadsWords(numbers, t)}`,
    detail: sentences(
      t('A SharedArrayBuffer of {0} bytes, given to {1}.', bytes, t('threads {0}', numbers.join(', '))),
      t('Whoever gave it to them can hold it too. What was given later than by the first 16 messages is not known.'),
    ),
    targets: threads.map(({ id: target }) => target),
  };
}

function bytesOf(held: readonly Held[]): number {
  return held[0]!.memory.bytes;
}

function threadsWords(numbers: readonly number[], t: Translate): string {
  if (numbers.length === 1) return t('thread {0}', numbers[0]!);
  return numbers.length > NAMED ? t('{0} threads', numbers.length) : t('threads {0}', numbers.join(', '));
}

/** `16 B`, `4 KB`, `12 MB`. */
function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${Math.round(kilobytes)} KB` : `${Math.round(kilobytes / 1024)} MB`;
}
