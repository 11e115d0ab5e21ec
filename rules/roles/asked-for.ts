import { type Node, wrapped } from '../source/nodes';

/** Whether a place only looks whether it is there: `if (cluster.workers)`, `cluster.fork?.()`, `x ?? y`. */
export function isAskedFor(node: Node): boolean {
  const expression = wrapped(node);
  const { parent } = expression;
  switch (parent?.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return parent.test === expression;
    case 'LogicalExpression':
      return parent.left === expression;
    case 'UnaryExpression':
    case 'BinaryExpression':
      return true;
    default:
      return isOptional(node.parent);
  }
}

/** `cluster.fork?.()` and `cluster.workers?.[1]`: what is asked for is the node itself. */
function isOptional(parent: Node | undefined): boolean {
  return (parent?.type === 'CallExpression' || parent?.type === 'MemberExpression') && parent.optional;
}
