import type { Node, NodeOf } from '../source/nodes';
import { unwrap } from '../source/nodes';
import type { Variable } from '../source/source-file';
import { isGlobalNamed } from './calls';
import type { Evaluator } from './evaluator';
import { memberName } from './keys';

const MAX_STEPS = 10;
const MADE_HERE = new Set([
  ...['ArrowFunctionExpression', 'ClassExpression', 'FunctionExpression', 'ImportExpression', 'NewExpression'],
]);

/**
 * Whether an expression always is what the evaluator says of it, and not only where the calls in this file lead to it:
 * nothing that callers or other files hand in takes part.
 */
export function isCertain(node: Node, evaluator: Evaluator, steps = 0): boolean {
  const expression = unwrap(node);
  if (steps > MAX_STEPS) return false;
  if (MADE_HERE.has(expression.type)) return true;
  switch (expression.type) {
    case 'Identifier':
      return isCertainName(expression, evaluator, steps + 1);
    case 'ThisExpression':
      return true;
    case 'MemberExpression':
      return isCertainMember(expression, evaluator, steps + 1);
    case 'CallExpression':
      return isCertain(expression.callee, evaluator, steps + 1);
    default:
      return false;
  }
}

function isCertainName(node: NodeOf<'Identifier'>, evaluator: Evaluator, steps: number): boolean {
  const variable = evaluator.source.referenceAt(node)?.resolved;
  if (!variable || variable.defs.length === 0) {
    return ['Promise', 'Symbol'].some((name) => isGlobalNamed(node, name, evaluator));
  }
  return isCertainVariable(variable, evaluator, steps);
}

function isCertainVariable({ defs, references }: Variable, evaluator: Evaluator, steps: number): boolean {
  return (
    defs.every(({ type, node }) => {
      if (type === 'FunctionName' || type === 'ClassName') return true;
      if (type !== 'Variable' || node.type !== 'VariableDeclarator') return false;
      return !node.init || isCertain(node.init, evaluator, steps);
    }) && references.every(({ init, writeExpr }) => init || !writeExpr || isCertain(writeExpr, evaluator, steps))
  );
}

/** A method, or a property of what Node makes: nothing is put there later. */
function isCertainMember(node: NodeOf<'MemberExpression'>, evaluator: Evaluator, steps: number): boolean {
  const name = memberName(node, evaluator);
  if (name === undefined || evaluator.assignmentsTo(name).length > 0) return false;
  return isCertain(node.object, evaluator, steps);
}
