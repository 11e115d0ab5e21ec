// Which processes and threads a viewer means when it speaks of those that are still to start.
import * as path from 'node:path';
import { minimatch } from 'minimatch';
import type { ProcessState, TargetMatch, ThreadState } from '../../protocol/viewer';
import type { Model } from '../model/model';

/** What a target is known by as it starts. */
export interface Starter extends Omit<TargetMatch, 'kinds' | 'script'> {
  run: string;
  kind: TargetMatch['kinds'][number];
  script: string;
}

/** `null` for what is no program: a launcher; and where no inspector can be opened. */
export function starterOf(model: Model, target: string): Starter | null {
  const state = model.target(target)?.state;
  if (!state || state.inspector.state === 'forbidden') return null;
  return 'pid' in state ? starterProcess(model, state) : starterThread(model, state);
}

export function matches(match: TargetMatch, starter: Starter): boolean {
  return (
    match.kinds.includes(starter.kind) &&
    (['maker', 'worker', 'slot'] as const).every((key) => match[key] === null || match[key] === starter[key]) &&
    (match.script === null || isLike(match.script, starter.script)) &&
    (match.name === null || (starter.name !== null && isLike(match.name, starter.name)))
  );
}

function starterProcess(model: Model, state: ProcessState): Starter | null {
  if (state.launcher !== null) return null;
  const kind = state.worker ? 'worker' : isFirst(model, state) ? 'primary' : 'child';
  const { run, parent: maker, script } = state;
  return { run, kind, maker, worker: state.worker?.id ?? null, slot: state.worker?.slot ?? null, script, name: null };
}

function starterThread(model: Model, { process, script, name }: ThreadState): Starter | null {
  const { run, worker, cwd } = model.process(process)!;
  const file = /^\.\.?[\\/]/.test(script) ? path.resolve(cwd ?? '', script) : script;
  const place = { maker: process, worker: worker?.id ?? null, slot: worker?.slot ?? null };
  return { run, kind: 'thread', ...place, script: file, name };
}

/** Nothing but launchers stands above it. */
function isFirst(model: Model, { parent }: ProcessState): boolean {
  const above = parent === null ? undefined : model.process(parent);
  return !above || (above.launcher !== null && isFirst(model, above));
}

function isLike(glob: string, text: string): boolean {
  // A pattern without a slash is held against the last part of a path.
  return minimatch(text.replaceAll('\\', '/'), glob, { matchBase: true, dot: true, nocomment: true });
}
