// What a row shows. Knows the model, not the editor.
import { processName, scriptName, threadName } from '../../adapter/names';
import { exitStatus } from '../../adapter/run-watch';
import type { Translate } from '../../adapter/texts';
import type { End, Inspector, ProcessState, RunState, ThreadState } from '../../protocol/viewer';
import type { Model } from '../../viewer/model';
import { ROW_ABILITIES } from '../ids';
import { earlierUnder, type Node, slotShowing } from './nodes';
import { endWords, portWords, processWords, threadWords } from './words';

/** How a row looks, beyond its words. */
export type Look =
  | 'starting'
  | 'online'
  | 'listening'
  | 'disconnecting'
  | 'attached'
  | 'exited'
  | 'asked'
  | 'crashed'
  | 'unknown'
  | 'earlier'
  | 'run'
  | 'runEnded';

export interface Row {
  label: string;
  description: string;
  look: Look;
  /** Has ended: shown dimmed. */
  over: boolean;
  abilities: string[];
  /** Read out by a screen reader, after the label. */
  spoken: string;
}

/** A node's row; `undefined` where the model has forgotten it. */
export function rowOf(model: Model, node: Node, t: Translate): Row | undefined {
  switch (node.kind) {
    case 'run':
      return withState(model.runs.get(node.id), (run) => runRow(model, run, t));
    case 'process':
      return withState(model.processes.get(node.id), (process) => processRow(model, process, t));
    case 'past':
      return withState(model.processes.get(node.id), (process) => pastRow(process, t));
    case 'thread':
      return withState(model.threads.get(node.id), (thread) => threadRow(model, thread, t));
    case 'earlier':
      return earlierRow(model, node.id, t);
  }
}

function withState<S>(state: S | undefined, row: (state: S) => Row): Row | undefined {
  return state && row(state);
}

function runRow(model: Model, run: RunState, t: Translate): Row {
  const over = run.state === 'ended';
  const end = run.root ? (model.processes.get(run.root)?.end ?? null) : null;
  const crashed = over && end?.how === 'crashed';
  const words = over ? endWords(end, t) : run.state === 'starting' ? t('starting') : t('running');
  return {
    label: run.name,
    description: words,
    look: crashed ? 'crashed' : over ? 'runEnded' : 'run',
    over,
    abilities: over ? [] : [ROW_ABILITIES.stop],
    spoken: t('run, {0}', words),
  };
}

function processRow(model: Model, process: ProcessState, t: Translate): Row {
  const slot = slotShowing(model, process);
  const restarts = slot?.restarts ?? 0;
  const words = processWords(process, t);
  // A restarted one has more to say: that it listens goes without saying where its port stands.
  const state = restarts > 0 && process.state === 'listening' ? portWords(process) || words : words;
  const parts = [pidWords(process, t), state, attachedWords(process.inspector, t), restartWords(restarts, t)];
  return {
    label: processName(process, t),
    description: joined(parts),
    look: processLook(process),
    over: process.state === 'exited',
    abilities: processAbilities(process),
    spoken: joined([slot ? t('slot {0}', slot.slot) : '', words, ...parts.slice(2), pidWords(process, t)], ', '),
  };
}

function pastRow(process: ProcessState, t: Translate): Row {
  const words = endWords(process.end, t);
  const slot = process.worker?.slot ?? 0;
  return {
    label: t('before: pid {0}', process.pid ?? '?'),
    description: words,
    look: endLook(process.end),
    over: true,
    abilities: process.site ? [ROW_ABILITIES.revealFork] : [],
    spoken: t('was in slot {0} before, {1}', slot, words),
  };
}

function threadRow(model: Model, thread: ThreadState, t: Translate): Row {
  const name = thread.name ?? scriptName(thread.script);
  const words = threadWords(thread, t);
  const parts = [name, words, attachedWords(thread.inspector, t)];
  return {
    label: threadName(thread, t),
    description: joined(parts),
    look: thread.inspector.attached ? 'attached' : thread.state === 'exited' ? endLook(thread.end) : thread.state,
    over: thread.state === 'exited',
    abilities: threadAbilities(model, thread),
    spoken: joined(parts, ', '),
  };
}

function earlierRow(model: Model, owner: string, t: Translate): Row {
  const ended = earlierUnder(model, owner);
  const crashed = ended.filter((each) => each.end?.how === 'crashed').length;
  const description = joined([t('{0} ended', ended.length), crashed > 0 ? t('{0} crashed', crashed) : '']);
  return { label: t('earlier'), description, look: 'earlier', over: true, abilities: [], spoken: description };
}

function pidWords(process: ProcessState, t: Translate): string {
  return process.pid === null ? '' : t('pid {0}', process.pid);
}

function attachedWords(inspector: Inspector, t: Translate): string {
  return inspector.attached ? t('attached') : '';
}

function restartWords(restarts: number, t: Translate): string {
  return restarts > 0 ? t('restarted {0}×', restarts) : '';
}

function joined(parts: string[], separator = ' · '): string {
  return parts.filter(Boolean).join(separator);
}

function processLook(process: ProcessState): Look {
  if (process.state === 'exited') return endLook(process.end);
  return process.inspector.attached ? 'attached' : process.state;
}

function endLook(end: End | null): Look {
  if (end?.how === 'crashed') return 'crashed';
  if (end?.how === 'asked' || end?.how === 'voluntary') return 'asked';
  return exitStatus(end) === 0 ? 'exited' : 'unknown';
}

function processAbilities(process: ProcessState): string[] {
  const lives = process.state !== 'exited';
  const staysWorker = process.kind === 'worker' && process.state !== 'disconnecting';
  return [
    ...inspectorAbilities(process.inspector, lives && process.connected),
    ...(lives && process.pid !== null ? [ROW_ABILITIES.signal] : []),
    ...(lives && staysWorker ? [ROW_ABILITIES.disconnect] : []),
    ...(process.site ? [ROW_ABILITIES.revealFork] : []),
  ];
}

function threadAbilities(model: Model, thread: ThreadState): string[] {
  // A thread needs no connection of its own yet: asked for something, it makes one.
  const reachable = thread.state !== 'exited' && model.processes.get(thread.process)?.connected === true;
  const revealable = thread.site ? [ROW_ABILITIES.revealFork] : [];
  return [...inspectorAbilities(thread.inspector, reachable), ...revealable];
}

function inspectorAbilities(inspector: Inspector, reachable: boolean): string[] {
  if (!reachable) return [];
  return [
    inspector.attached ? ROW_ABILITIES.detach : ROW_ABILITIES.attach,
    ...(inspector.url ? [ROW_ABILITIES.copyInspectorUrl] : []),
  ];
}
