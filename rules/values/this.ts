import type { FunctionNode, Node, NodeOf } from '../source/nodes';
import { ancestorsOf, isClass, unwrap, wrapped } from '../source/nodes';
import type { Evaluator } from './evaluator';
import { UNKNOWN, type Value } from './value';

/** What `this` stands for. */
export function thisValue(node: Node, evaluator: Evaluator): Value {
  for (const ancestor of ancestorsOf(node)) {
    if (ancestor.type === 'FunctionDeclaration' || ancestor.type === 'FunctionExpression') {
      return receiverOf(ancestor, evaluator);
    }
    if (ancestor.type === 'StaticBlock') return ownerOf(ancestor, true);
    if (ancestor.type === 'PropertyDefinition' || ancestor.type === 'AccessorProperty') {
      return ownerOf(ancestor, ancestor.static);
    }
  }
  // At the top of a CommonJS file. In a module it is undefined, which nothing is read from.
  return { kind: 'exports' };
}

function receiverOf(owner: FunctionNode, evaluator: Evaluator): Value {
  const expression = wrapped(owner);
  const holder = expression.parent;
  if (holder?.type === 'MethodDefinition') return ownerOf(holder, holder.static);
  if (holder?.type === 'Property' && holder.parent.type === 'ObjectExpression') {
    return methodReceiver(holder.parent, evaluator);
  }
  const assigned = holder?.type === 'AssignmentExpression' && holder.right === expression ? unwrap(holder.left) : null;
  if (assigned?.type === 'MemberExpression') {
    const target = evaluator.valueOf(assigned.object);
    if (target.kind === 'prototype') return { kind: 'instance', node: target.node };
    if (target.kind === 'object') return target;
  }
  return { kind: 'instance', node: owner };
}

/** `this` in a method of an object; of `X.prototype = {…}` it is an instance of X. */
function methodReceiver(object: NodeOf<'ObjectExpression'>, evaluator: Evaluator): Value {
  const expression = wrapped(object);
  const holder = expression.parent;
  if (holder?.type === 'AssignmentExpression' && holder.right === expression) {
    const target = evaluator.valueOf(holder.left);
    if (target.kind === 'prototype') return { kind: 'instance', node: target.node };
  }
  return { kind: 'object', node: object };
}

/** The class or its instance that a member or static block belongs to. */
function ownerOf(member: Node, isStatic: boolean): Value {
  const owner = member.parent?.parent;
  if (!owner || !isClass(owner)) return UNKNOWN;
  return isStatic ? { kind: 'class', node: owner } : { kind: 'instance', node: owner };
}
