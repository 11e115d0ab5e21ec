import type { ClassNode, FunctionNode, Node, NodeOf } from '../source/nodes';
import { isClass, unwrap, wrapped } from '../source/nodes';
import { handedToListener } from './builtins';
import type { Evaluator } from './evaluator';
import { keyOf, memberName } from './keys';
import { itemOf, merge, NULLISH, OPAQUE, same, UNKNOWN, type Value } from './value';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;

/** Methods of promises and arrays that hand what they hold to a function as its first argument. */
const HANDERS = new Set(['then', 'every', 'filter', 'find', 'flatMap', 'forEach', 'map', 'some']);

/** What a parameter gets from the calls in the file; `opaque` where there is none. */
export function parameterValue(owner: FunctionNode, index: number, evaluator: Evaluator): Value {
  if (index < 0) return UNKNOWN;
  const calls = argumentsOfCalls(owner, evaluator);
  const event = handedToListener(owner, index, evaluator);
  if (event) return event;
  const handed = index === 0 ? handedToCallback(owner, evaluator) : [];
  const all = [...calls.map((args) => argumentAt(args, index, evaluator)), ...handed];
  return all.length > 0 ? merge(all) : OPAQUE;
}

function argumentAt(args: readonly Node[], index: number, evaluator: Evaluator): Value {
  if (args.slice(0, index + 1).some((argument) => argument.type === 'SpreadElement')) return OPAQUE;
  const argument = args[index];
  return argument ? evaluator.valueOf(argument) : NULLISH;
}

/** The arguments of each call of a function in the file. */
function argumentsOfCalls(owner: FunctionNode, evaluator: Evaluator): (readonly Node[])[] {
  const immediate = immediateCall(owner);
  if (immediate) return [immediate];
  const names = namesOf(owner, evaluator);
  const viaParameter = callsThroughParameter(owner, evaluator);
  return [...names.flatMap((name) => callsOf(owner, name, evaluator)), ...viaParameter].map((call) => call.arguments);
}

/** `(function (x) {…})(y)`, also with `.call(this, y)`. */
function immediateCall(owner: FunctionNode): readonly Node[] | undefined {
  const expression = wrapped(owner);
  const { parent } = expression;
  const isCall = parent?.type === 'CallExpression' || parent?.type === 'NewExpression';
  if (isCall && parent.callee === expression) return parent.arguments;
  if (parent?.type !== 'MemberExpression' || parent.object !== expression) return undefined;
  const method = parent.property.type === 'Identifier' ? parent.property.name : undefined;
  const call = wrapped(parent).parent;
  return method === 'call' && call?.type === 'CallExpression' ? call.arguments.slice(1) : undefined;
}

/** The names a function can be called by: its own, its variable's, its property's, or its class's for a constructor. */
function namesOf(owner: FunctionNode, evaluator: Evaluator): string[] {
  const own = owner.id ? [owner.id.name] : [];
  const expression = wrapped(owner);
  const holder = expression.parent;
  const name = holder && nameGivenBy(holder, expression, evaluator);
  return name && !own.includes(name) ? [...own, name] : own;
}

function nameGivenBy(holder: Node, expression: Node, evaluator: Evaluator): string | undefined {
  switch (holder.type) {
    case 'VariableDeclarator':
      return holder.id.type === 'Identifier' ? holder.id.name : undefined;
    case 'AssignmentExpression':
      return holder.right === expression ? targetName(unwrap(holder.left), evaluator) : undefined;
    case 'MethodDefinition':
      return holder.kind === 'constructor' ? className(holder.parent.parent, evaluator) : keyOf(holder, evaluator);
    case 'Property':
    case 'PropertyDefinition':
      return keyOf(holder, evaluator);
    default:
      return undefined;
  }
}

function targetName(target: Node, evaluator: Evaluator): string | undefined {
  if (target.type === 'Identifier') return target.name;
  return target.type === 'MemberExpression' ? memberName(target, evaluator) : undefined;
}

function className(node: ClassNode, evaluator: Evaluator): string | undefined {
  if (node.id) return node.id.name;
  const expression = wrapped(node);
  return expression.parent && nameGivenBy(expression.parent, expression, evaluator);
}

/** The calls under a name that really reach the function: others can have a function of the same name. */
function callsOf(owner: FunctionNode, name: string, evaluator: Evaluator): Call[] {
  const called = calledAs(owner);
  return evaluator.callsNamed(name).filter((call) => same(evaluator.valueOf(call.callee), called));
}

/** The value whose calls run a function: for a constructor that is its class. */
function calledAs(owner: FunctionNode): Value {
  const holder = owner.parent;
  if (holder?.type === 'MethodDefinition' && holder.kind === 'constructor' && isClass(holder.parent.parent)) {
    return { kind: 'class', node: holder.parent.parent };
  }
  return { kind: 'function', node: owner };
}

/** `(function (factory) { factory(x) })(function (x) {…})`, as universal modules do. */
function callsThroughParameter(owner: FunctionNode, evaluator: Evaluator): Call[] {
  const expression = wrapped(owner);
  const call = expression.parent;
  if (call?.type !== 'CallExpression' || call.callee === expression) return [];
  const callee = unwrap(call.callee);
  const receiver = evaluator.valueOf(callee);
  if (receiver.kind !== 'function') return [];
  const parameter = receiver.node.params[call.arguments.indexOf(expression as never)];
  return parameter?.type === 'Identifier' ? callsOf(owner, parameter.name, evaluator) : [];
}

/** What `promise.then(…)` and the array methods hand to a function as its first argument, in place or by its name. */
function handedToCallback(owner: FunctionNode, evaluator: Evaluator): Value[] {
  const expression = wrapped(owner);
  const { parent } = expression;
  const inPlace = parent?.type === 'CallExpression' && parent.arguments[0] === expression ? [parent] : [];
  const byName = namesOf(owner, evaluator)
    .flatMap((name) => evaluator.callsHanding(name))
    .filter((call) => isNamedBy(call.arguments[0], owner, evaluator));
  return [...inPlace, ...byName].flatMap((call) => handedBy(call, evaluator) ?? []);
}

function isNamedBy(argument: Node | undefined, owner: FunctionNode, evaluator: Evaluator): boolean {
  return argument !== undefined && same(evaluator.valueOf(argument), { kind: 'function', node: owner });
}

function handedBy(call: Call, evaluator: Evaluator): Value | undefined {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  const name = memberName(callee, evaluator) ?? '';
  if (!HANDERS.has(name)) return undefined;
  const isThen = name === 'then';
  const subject = evaluator.valueOf(callee.object);
  if (subject.kind === 'promise') return isThen ? subject.of : undefined;
  const isList = subject.kind === 'list' || subject.kind === 'items';
  return isList && !isThen ? itemOf(subject) : undefined;
}
