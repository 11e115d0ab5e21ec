// What can be done to a row besides what its own kind says: see ROW_ABILITIES.
import type { Model } from '../../viewer/model';
import { ROW_ABILITIES } from '../ids';
import { type Being, lives } from '../tree/beneath';
import type { Node } from '../tree/nodes';

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
