// What becomes of an object that is handed to a function, or given back by one.
import type { FunctionNode, Node, NodeOf } from '../source/nodes';
import { isFunction, unwrap, wrapped } from '../source/nodes';
import { isGlobalNamed } from '../values/calls';
import { memberName } from '../values/keys';
import { isModule } from '../values/value';
import { bind, putInto } from './binding';
import { ADDERS } from './members';
import type { Trail } from './trail';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;

/** Nodes that do no more with a value than look at it. */
export const LOOKERS = new Set([
  ...['BinaryExpression', 'DoWhileStatement', 'ExpressionStatement', 'ForInStatement', 'ForStatement', 'IfStatement'],
  ...['SwitchCase', 'SwitchStatement', 'TemplateLiteral', 'ThrowStatement', 'UnaryExpression', 'WhileStatement'],
]);
/** Methods that put what they are given into the object they are called on. */
const PUT_IN = new Set(['add', 'fill', 'push', 'set', 'splice', 'unshift']);

/** Methods that only look for what they are given. */
const LOOK_FOR = new Set(['delete', 'get', 'has', 'includes', 'indexOf', 'lastIndexOf']);

/** Of these, and `Array.from`, those that give back what their callback gives. */
const GIVE_RESULTS = new Set(['flatMap', 'from', 'map', 'reduce', 'then']);

/** Calls that drop what their callback gives back. */
const DROP_RESULTS = new Set(['forEach', 'setTimeout', 'setImmediate', 'setInterval', 'nextTick', 'listen', ...ADDERS]);

export function argument(call: Call, expression: Node, isAround: boolean, trail: Trail): void {
  const callee = unwrap(call.callee);
  const index = call.arguments.indexOf(expression as never);
  if (callee.type === 'MemberExpression' && givenToMethod(callee, call, trail)) return;
  const target = trail.evaluator.valueOf(callee);
  if (target.kind === 'function') {
    passed(target.node, index, isAround, trail);
    return;
  }
  if (isModule(target, 'events', 'once') || isModule(target, 'events', 'on')) {
    awaited(call, trail);
    return;
  }
  const promise = promiseResolvedBy(callee, trail);
  if (promise) {
    trail.hold(promise, true);
    return;
  }
  trail.escapes.push(expression);
}

/** Whether a method of the language does no more with its arguments than what is followed here. */
function givenToMethod(callee: NodeOf<'MemberExpression'>, call: Call, trail: Trail): boolean {
  const name = memberName(callee, trail.evaluator) ?? '';
  const object = unwrap(callee.object);
  if (isGlobalNamed(object, 'console', trail.evaluator) || LOOK_FOR.has(name)) return true;
  const isStatic = ['Array', 'Object', 'Promise'].some((global) => isGlobalNamed(object, global, trail.evaluator));
  if (isStatic) trail.hold(call, true);
  else if (PUT_IN.has(name)) putInto(object, trail);
  return isStatic || PUT_IN.has(name);
}

function passed(owner: FunctionNode, index: number, isAround: boolean, trail: Trail): void {
  const last = owner.params.at(-1);
  const parameter = owner.params[index] ?? (last?.type === 'RestElement' ? last : undefined);
  if (parameter) bind(parameter, isAround, trail);
}

/** `once(worker, 'exit')` also listens to errors. */
function awaited(call: Call, trail: Trail): void {
  const event = trail.textOf(call.arguments[1]);
  for (const name of [event, 'error']) trail.listeners.push({ event: name, node: call, callback: undefined });
}

function promiseResolvedBy(callee: Node, trail: Trail): Node | undefined {
  const variable = callee.type === 'Identifier' ? trail.evaluator.source.referenceAt(callee)?.resolved : undefined;
  const definition = variable?.defs[0];
  const executor = definition?.node;
  if (!executor || !isFunction(executor) || executor.params[0] !== definition.name) return undefined;
  const creation = wrapped(executor).parent;
  if (creation?.type !== 'NewExpression') return undefined;
  return isGlobalNamed(creation.callee, 'Promise', trail.evaluator) ? creation : undefined;
}

export function returned(owner: FunctionNode | undefined, isAround: boolean, trail: Trail): void {
  if (!owner) return;
  const around = isAround || owner.async || owner.generator;
  const uses = trail.uses.usesOf(owner)?.map(({ node }) => node) ?? [owner];
  // What a function gives that nobody calls yet is for code that is not there.
  if (uses.length === 0) trail.escapes.push(owner);
  for (const use of uses) resultOf(use, around, trail);
}

/** Follows what a function gives back, at one of its uses: a call of it, or of what it is handed to. */
function resultOf(use: Node, isAround: boolean, trail: Trail): void {
  const expression = wrapped(use);
  const call = expression.parent;
  if (call?.type !== 'CallExpression' && call?.type !== 'NewExpression') {
    const isDropped = use.type === 'Property' || LOOKERS.has(call?.type ?? '');
    isDropped || trail.escapes.push(use);
    return;
  }
  if (call.callee === expression) {
    trail.hold(call, isAround);
    return;
  }
  const callee = unwrap(call.callee);
  const name = callee.type === 'MemberExpression' ? memberName(callee, trail.evaluator) : nameOf(callee);
  if (GIVE_RESULTS.has(name ?? '')) {
    trail.hold(call, true);
    return;
  }
  const isDropped = DROP_RESULTS.has(name ?? '') || isGlobalNamed(callee, 'Promise', trail.evaluator);
  if (!isDropped) trail.escapes.push(use);
}

function nameOf(callee: Node): string | undefined {
  return callee.type === 'Identifier' ? callee.name : undefined;
}
