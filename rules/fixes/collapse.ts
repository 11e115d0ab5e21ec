import type { Edit } from '../rule';
import { childrenOf, type Node, type NodeOf, wrapped } from '../source/nodes';
import { remove } from './edits';

/** Tells what an expression is once all is renamed. */
export interface Twins {
  /** Whether this already is what the expression is renamed to. */
  isNew(node: Node): boolean;
  /** Whether this is going to be renamed as well. */
  isOld(node: Node): boolean;
}

/**
 * The edits that take an expression out of `new || old`, `new ?? old` and `test ? new : old`, which would say the same
 * twice once it is renamed. Null where there is nothing to collapse.
 */
export function collapse(node: Node, twins: Twins): Edit[] | null {
  const operand = wrapped(node);
  const { parent } = operand;
  if (isParenthesized(operand)) return null;
  if (parent?.type === 'LogicalExpression') return collapseChain(operand, parent, twins);
  return parent?.type === 'ConditionalExpression' ? collapseConditional(operand, parent, twins) : null;
}

function collapseChain(operand: Node, parent: NodeOf<'LogicalExpression'>, twins: Twins): Edit[] | null {
  const operands = operandsOf(topOf(parent), parent.operator);
  // The ranges of nodes leave their parentheses out, so what is to be removed could not be told.
  if (operands.some(isParenthesized)) return null;
  const index = operands.indexOf(operand);
  const isTwin = operands.some(
    (other, at) => at !== index && (twins.isNew(other) || (at < index && twins.isOld(other))),
  );
  if (!isTwin) return null;
  const [previous, next] = [operands[index - 1], operands[index + 1]];
  if (previous) return [remove(previous.range[1], operand.range[1])];
  return next ? [remove(operand.range[0], next.range[0])] : null;
}

function topOf(node: NodeOf<'LogicalExpression'>): NodeOf<'LogicalExpression'> {
  const { parent } = node;
  const continues = parent?.type === 'LogicalExpression' && parent.operator === node.operator && !isParenthesized(node);
  return continues ? topOf(parent) : node;
}

function operandsOf(node: Node, operator: string): Node[] {
  if (node.type !== 'LogicalExpression' || node.operator !== operator) return [node];
  return [node.left, node.right].flatMap((side) => (isParenthesized(side) ? [side] : operandsOf(side, operator)));
}

function collapseConditional(operand: Node, parent: NodeOf<'ConditionalExpression'>, twins: Twins): Edit[] | null {
  if (operand === parent.test) return null;
  const kept = operand === parent.consequent ? parent.alternate : parent.consequent;
  if (!twins.isNew(kept) || isParenthesized(kept) || hasEffects(parent.test)) return null;
  return [remove(parent.range[0], kept.range[0]), remove(kept.range[1], parent.range[1])];
}

const EFFECTS = /^(Call|New|Assignment|Update|Await|Yield|Import|TaggedTemplate)Expression$/;

/** Whether an expression does more than tell something: then it can't go away. */
function hasEffects(node: Node): boolean {
  const deletes = node.type === 'UnaryExpression' && node.operator === 'delete';
  return deletes || EFFECTS.test(node.type) || childrenOf(node).some(hasEffects);
}

function isParenthesized(node: Node): boolean {
  return (node as { extra?: { parenthesized?: boolean } }).extra?.parenthesized === true;
}
