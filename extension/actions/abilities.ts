// What can be done to a row besides what its own kind says: see ROW_ABILITIES.
import type { Model } from '../../viewer/model';
import { ROW_ABILITIES } from '../ids';
import type { Node } from '../tree/nodes';

/** Abilities that a node has beyond those of its row. */
export function actionAbilities(_model: Model, node: Node): string[] {
  return node.kind === 'run' || node.kind === 'process' ? [ROW_ABILITIES.copyTree] : [];
}
