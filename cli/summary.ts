// The tree of a run as text.
import type { End, ProcessState, ThreadState } from '../protocol/viewer';
import type { Model } from '../viewer/model';
import { notObservedWords } from '../viewer/not-observed';
import { whyWords } from '../viewer/why';

/** The whole model as an indented tree, one line for each process and thread. */
export function summary(model: Model): string {
  const lines = [...model.runs.values()].flatMap((run) => [
    run.name,
    ...model.rootsOf(run.id).flatMap((process) => processLines(model, process, 1)),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

function processLines(model: Model, process: ProcessState, depth: number): string[] {
  const threads = model.threadsOf(process.id).flatMap((thread) => threadLines(model, thread, depth + 1));
  const children = model.childrenOf(process.id).flatMap((child) => processLines(model, child, depth + 1));
  return [indent(depth, processLine(process)), ...threads, ...children];
}

function processLine(process: ProcessState): string {
  return [processName(process), `pid ${process.pid ?? '?'}`, stateWords(process), ...unobserved(process)].join(' · ');
}

function processName(process: ProcessState): string {
  if (process.worker) return `worker ${process.worker.id} (slot ${process.worker.slot})`;
  return process.primary ? 'primary' : (process.launcher ?? process.script);
}

function threadLines(model: Model, thread: ThreadState, depth: number): string[] {
  const words = [`thread ${thread.thread}`, thread.name ?? thread.script, stateWords(thread), ...unobserved(thread)];
  const below = model.threadsUnder(thread.id).flatMap((each) => threadLines(model, each, depth + 1));
  return [indent(depth, words.join(' · ')), ...below];
}

function stateWords(entity: { state: string; end: End | null }): string {
  return entity.end ? endWords(entity.end) : entity.state;
}

/** `not observed (Node.js v14.21.3)`. */
function unobserved({ notObserved }: ProcessState | ThreadState): string[] {
  return notObserved ? [`not observed (${notObservedWords(notObserved, english)})`] : [];
}

function english(message: string, ...args: string[]): string {
  return message.replace('{0}', args[0] ?? '');
}

/** How something ended, in words: `crashed (SIGABRT): it called process.abort()`, `exited (0)`. */
export function endWords(end: End): string {
  const result = end.signal ?? end.code;
  const how = end.how === 'asked' ? 'ended as asked' : end.how === 'voluntary' ? 'left voluntarily' : end.how;
  const why = whyWords(end, (english) => english);
  return `${how}${result === null ? '' : ` (${result})`}${why === null ? '' : `: ${why}`}`;
}

function indent(depth: number, line: string): string {
  return '  '.repeat(depth) + line;
}
