import type { Node, NodeOf } from '../source/nodes';
import { functionAround, isFunction, wrapped } from '../source/nodes';
import type { Evaluator } from '../values/evaluator';
import { type FunctionUses, ownerOfMember } from '../values/function-uses';
import { keyOf } from '../values/keys';
import { bind, keptUnder } from './binding';
import { argument, LOOKERS, returned } from './handing-on';
import { member } from './members';
import { type Budget, type Holder, Trail } from './trail';

/**
 * Follows an object forward through a file: from the expression that makes it to all that may hold it. What it can't
 * follow is an escape; what it follows too far only adds uses that may be of another object.
 */
export function trailOf(origin: Node, evaluator: Evaluator, uses: FunctionUses, budget: Budget): Trail {
  const trail = new Trail(evaluator, uses, budget);
  if (isParameter(origin)) bind(origin, false, trail);
  else trail.hold(origin, false);
  for (let holder = trail.next(); holder; holder = trail.next()) follow(holder, trail);
  return trail;
}

function follow({ node, isAround }: Holder, trail: Trail): void {
  const expression = wrapped(node);
  const parent = expression.parent;
  switch (parent?.type) {
    case 'MemberExpression':
      if (parent.object === expression) member(parent, isAround, trail);
      return;
    case 'VariableDeclarator':
      bind(parent.id, isAround, trail);
      return;
    case 'AssignmentExpression':
      assigned(parent, expression, isAround, trail);
      return;
    case 'AssignmentPattern':
      bind(parent.left, isAround, trail);
      return;
    case 'CallExpression':
    case 'NewExpression':
      if (parent.callee !== expression) argument(parent, expression, isAround, trail);
      return;
    case 'ReturnStatement':
      returned(functionAround(parent), isAround, trail);
      return;
    case 'ArrowFunctionExpression':
      returned(parent, isAround, trail);
      return;
    default:
      followInto(parent, expression, isAround, trail);
      return;
  }
}

function followInto(parent: Node | undefined, expression: Node, isAround: boolean, trail: Trail): void {
  switch (parent?.type) {
    case 'ConditionalExpression':
      if (parent.test !== expression) trail.hold(parent, isAround);
      return;
    case 'AwaitExpression':
    case 'LogicalExpression':
    case 'SequenceExpression':
      trail.hold(parent, isAround);
      return;
    case 'ArrayExpression':
    case 'SpreadElement':
      trail.hold(parent, true);
      return;
    case 'Property':
      trail.hold(parent.parent, true);
      return;
    case 'PropertyDefinition':
      keptUnder(keyOf(parent, trail.evaluator), ownerOfMember(parent, trail.evaluator), parent, isAround, trail);
      return;
    case 'ForOfStatement':
      bind(loopTarget(parent.left), true, trail);
      return;
    default:
      if (!parent || !LOOKERS.has(parent.type)) trail.escapes.push(expression);
  }
}

function assigned(assignment: NodeOf<'AssignmentExpression'>, expression: Node, isAround: boolean, trail: Trail): void {
  if (assignment.right !== expression) return;
  bind(assignment.left, isAround, trail);
  trail.hold(assignment, isAround);
}

function isParameter(node: Node): boolean {
  return node.parent !== undefined && isFunction(node.parent) && node.parent.params.includes(node as never);
}

function loopTarget(left: Node): Node {
  return left.type === 'VariableDeclaration' ? left.declarations[0]!.id : left;
}
