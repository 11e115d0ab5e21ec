import { type Node, unwrap, wrapped } from '../source/nodes';
import type { Evaluator } from './evaluator';
import { memberName } from './keys';

/** What calls its callback at once, for each item. */
const CALLERS: ReadonlySet<string> = new Set(['forEach', 'from', 'map']);

/** Whether a function is a callback of `forEach`, `map` or `Array.from`, which run it at once for each item. */
export function isCalledForEach(owner: Node, evaluator: Evaluator): boolean {
  const expression = wrapped(owner);
  const call = expression.parent;
  const callee = call?.type === 'CallExpression' && call.callee !== expression ? unwrap(call.callee) : undefined;
  return callee?.type === 'MemberExpression' && CALLERS.has(memberName(callee, evaluator) ?? '');
}
