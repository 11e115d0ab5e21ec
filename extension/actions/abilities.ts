// What can be done to a row besides what its own kind says: see ROW_ABILITIES.
import type { Model } from '../../viewer/model';
import { ROW_ABILITIES } from '../ids';
import type { Node } from '../tree/nodes';

/** Abilities that a node has beyond those of its row. */
export function actionAbilities(model: Model, node: Node): string[] {
  switch (node.kind) {
    case 'run':
      return model.runs.get(node.id)?.state === 'ended' ? [ROW_ABILITIES.copyTree] : ofLivingRun;
    case 'process':
      return ofProcess(model, node.id);
    default:
      return [];
  }
}

const ofLivingRun = [ROW_ABILITIES.copyTree, ROW_ABILITIES.whereAll];

function ofProcess(model: Model, id: string): string[] {
  const process = model.processes.get(id);
  const lives = process !== undefined && process.state !== 'exited';
  // Of one that stands alone "Where Is It?" tells the same.
  const hasMore = lives && (model.childrenOf(id).some(isLive) || model.threadsOf(id).some(isLive));
  return [ROW_ABILITIES.copyTree, ...(hasMore ? [ROW_ABILITIES.whereAll] : [])];
}

function isLive({ state }: { state: string }): boolean {
  return state !== 'exited';
}
