import { type Node, type NodeOf, unwrap } from '../source/nodes';
import type { Evaluator } from './evaluator';
import type { Value } from './value';

/** An assignment to a property of what a module exports. */
export interface Assigned {
  readonly assignment: NodeOf<'AssignmentExpression'>;
  readonly target: NodeOf<'MemberExpression'>;
  /** What may be put there: of `a ? b : c` and `a || b` each part that can be the value. */
  readonly values: readonly Node[];
}

/** The plain assignments to a property of a name, of objects that a test tells, in the order of the file. */
export function assignedTo(name: string, isObject: (value: Value) => boolean, evaluator: Evaluator): Assigned[] {
  const found = evaluator.assignmentsTo(name).flatMap((assignment) => {
    const target = unwrap(assignment.left);
    if (target.type !== 'MemberExpression' || assignment.operator !== '=') return [];
    return isObject(evaluator.valueOf(target.object))
      ? [{ assignment, target, values: leavesOf(assignment.right) }]
      : [];
  });
  return found.sort((a, b) => a.target.range[0] - b.target.range[0]);
}

function leavesOf(expression: Node): Node[] {
  const node = unwrap(expression);
  if (node.type === 'ConditionalExpression') return [node.consequent, node.alternate].flatMap(leavesOf);
  return node.type === 'LogicalExpression' ? [node.left, node.right].flatMap(leavesOf) : [node];
}
