// What can be done to a row besides what its own kind says: see ROW_ABILITIES.
import type { Translate } from '../../adapter/texts';
import type { Model } from '../../viewer/model';
import { ROW_ABILITIES } from '../ids';
import { type Being, lives } from '../tree/beneath';
import type { Node } from '../tree/nodes';
import { BARE, type Followed, rowOf } from '../tree/row';
import type { OwnRuns } from '../tree/workers-tree';

/** Who knows of abilities that the model does not. */
export interface AbilityReaders {
  runs: OwnRuns;
  standing: Followed;
}

/** All that can be done to a node. */
export function abilitiesOf(model: Model, node: Node, { runs, standing }: AbilityReaders, t: Translate): string[] {
  const row = rowOf(model, node, t, { ...BARE, follows: (slot) => standing.follows(slot) });
  return [...(row?.abilities ?? []), ...actionAbilities(model, node), ...ownAbilities(model, node, runs)];
}

/** Only who started a run knows how to start it again. */
export function ownAbilities(model: Model, node: Node, runs: OwnRuns): string[] {
  const run = node.kind === 'run' ? model.runs.get(node.id) : undefined;
  if (!run || run.state === 'ended' || run.late === true) return [];
  return runs.ownerOf(run.id) === undefined ? [] : [ROW_ABILITIES.restart];
}

/** Abilities that a node has beyond those of its row. */
export function actionAbilities(model: Model, node: Node): string[] {
  switch (node.kind) {
    case 'run':
      return model.runs.get(node.id)?.state === 'ended' ? ofEndedRun : ofLivingRun;
    case 'process':
      return ofProcess(model, node.id);
    case 'thread':
      return ofThread(model, node.id);
    default:
      return [];
  }
}

const ofEndedRun = [ROW_ABILITIES.copyTree, ROW_ABILITIES.openTimeline];
const ofLivingRun = [...ofEndedRun, ROW_ABILITIES.whereAll];

function ofThread(model: Model, id: string): string[] {
  const sends = receives(model, model.threads.get(id));
  return [ROW_ABILITIES.showInTimeline, ...(sends ? [ROW_ABILITIES.sendMessage] : [])];
}

function ofProcess(model: Model, id: string): string[] {
  const process = model.processes.get(id);
  const always = [ROW_ABILITIES.copyTree, ROW_ABILITIES.showInTimeline];
  if (!process || !lives(process)) return always;
  const children = model.childrenOf(id).filter(lives);
  // Of one that stands alone "Where Is It?" tells the same.
  const hasMore = children.length > 0 || model.threadsOf(id).some(lives);
  const hasWorkers = process.connected && children.some(({ kind }) => kind === 'worker');
  return [
    ...always,
    ...(hasMore ? [ROW_ABILITIES.whereAll] : []),
    ...(hasWorkers ? [ROW_ABILITIES.restartAll] : []),
    ...(receives(model, process) ? [ROW_ABILITIES.sendMessage] : []),
  ];
}

/** Whoever started it can be asked, and has a channel to it. */
function receives(model: Model, target: Being | undefined): boolean {
  if (!target || !lives(target)) return false;
  if ('thread' in target) return model.processes.get(target.process)?.connected === true;
  const starter = target.parent === null ? undefined : model.processes.get(target.parent);
  // Of one that ran before the lens came it is not known what it was started with.
  const hasChannel = target.kind === 'worker' || (target.settings?.stdio?.includes('ipc') ?? true);
  return starter?.connected === true && hasChannel && target.state !== 'disconnecting';
}
