// What is done with an object through its properties and methods.
import type { NodeOf } from '../source/nodes';
import { wrapped } from '../source/nodes';
import { isCallee } from '../values/function-uses';
import { memberName } from '../values/keys';
import { bind } from './binding';
import type { Trail } from './trail';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;

/** Methods that add a listener. */
export const ADDERS = new Set([
  'addEventListener',
  'addListener',
  'on',
  'once',
  'prependListener',
  'prependOnceListener',
]);

/** Methods, besides these, that give back what they are called on. */
const GIVE_THEMSELVES = new Set(['off', 'removeAllListeners', 'removeListener', 'setMaxListeners']);

/** Methods of lists and promises that hand what is in them to a callback. */
const HAND_OUT = new Set([
  ...[
    'every',
    'filter',
    'find',
    'findIndex',
    'findLast',
    'flatMap',
    'forEach',
    'map',
    'reduce',
    'some',
    'sort',
    'then',
  ],
]);

export function member(member: NodeOf<'MemberExpression'>, isAround: boolean, trail: Trail): void {
  const name = memberName(member, trail.evaluator);
  const expression = wrapped(member);
  const { parent } = expression;
  if (isCallee(member)) {
    called(name, parent as Call, isAround, trail);
    return;
  }
  if (parent?.type === 'AssignmentExpression' && parent.left === expression) {
    written(name, parent, trail);
    return;
  }
  trail.access(name, member, false);
  if (isAround) trail.hold(member, true);
  else if (name === undefined || ADDERS.has(name)) trail.escapes.push(member);
}

function written(name: string | undefined, assignment: NodeOf<'AssignmentExpression'>, trail: Trail): void {
  trail.access(name, assignment, true);
  const event = name?.startsWith('on') ? name.slice(2) : undefined;
  if (event) trail.listeners.push({ event, node: assignment, callback: assignment.right });
}

function called(name: string | undefined, call: Call, isAround: boolean, trail: Trail): void {
  trail.calls.push({ name, call });
  const [first, second] = call.arguments;
  if (name !== undefined && ADDERS.has(name)) {
    trail.listeners.push({ event: trail.textOf(first), node: call, callback: second });
    trail.hold(call, isAround);
    return;
  }
  if (isAround) {
    takenOut(name, call, trail);
    return;
  }
  if (name === undefined) trail.escapes.push(call);
  else if (GIVE_THEMSELVES.has(name)) trail.hold(call, false);
}

/** A method of a list, a map or a promise that the object is in: what it gives may hold the object. */
function takenOut(name: string | undefined, call: Call, trail: Trail): void {
  trail.hold(call, true);
  if (name === undefined || !HAND_OUT.has(name)) return;
  for (const argument of call.arguments) {
    const callback = trail.evaluator.valueOf(argument);
    if (callback.kind !== 'function') continue;
    for (const parameter of callback.node.params) bind(parameter, true, trail);
  }
}
