import type { ClassNode, FunctionNode, Node, NodeOf } from '../source/nodes';
import { unwrap } from '../source/nodes';
import { listMethod, listOf, madeBy, workerIn } from './builtins';
import type { Evaluator } from './evaluator';
import { importedFrom } from './expressions';
import { memberName } from './keys';
import { awaited, isModule, merge, NULLISH, OPAQUE, promiseOf, REQUIRE, same, UNKNOWN, type Value } from './value';

type Call = NodeOf<'CallExpression'>;

/** What compilers put around an import to give it the other module system's shape. `default` is followed anyway. */
const INTEROP_HELPERS = new Set([
  '__importDefault',
  '__importStar',
  '__toESM',
  '__toModule',
  '_interopDefault',
  '_interopDefaultLegacy',
  '_interopDefaultCompat',
  '_interopNamespace',
  '_interopNamespaceDefault',
  '_interopNamespaceCompat',
  '_interopRequireDefault',
  '_interopRequireWildcard',
  '_interop_require_default',
  '_interop_require_wildcard',
]);
/** The methods of `Object` that give back an object with what their last argument has. */
const COPIERS = new Set(['assign', 'create', 'freeze', 'preventExtensions', 'seal']);
const MOCK_LIBRARIES = new Set(['jest', 'vi', 'vitest']);

/** What a call gives back. */
export function callValue(node: Call, evaluator: Evaluator): Value {
  const callee = unwrap(node.callee);
  const known = libraryCall(node, callee, evaluator);
  if (known) return known;
  const target = evaluator.valueOf(callee);
  const [first] = node.arguments;
  if (target.kind === 'require') return importedFrom(first, evaluator);
  if (target.kind === 'function') return resultOf(target.node, evaluator);
  if (target.kind === 'opaque') return OPAQUE;
  if (isCreateRequire(target)) return REQUIRE;
  if (isModule(target, 'process', 'getBuiltinModule')) return importedFrom(first, evaluator);
  return madeBy(target, node) ?? UNKNOWN;
}

/** What `new` gives back. */
export function constructionValue(node: NodeOf<'NewExpression'>, evaluator: Evaluator): Value {
  const callee = unwrap(node.callee);
  const [first] = node.arguments;
  if (first && isGlobalNamed(callee, 'Proxy', evaluator)) return evaluator.valueOf(first);
  if (isGlobalNamed(callee, 'Promise', evaluator)) return promiseOf(UNKNOWN);
  const target = evaluator.valueOf(callee);
  if (target.kind === 'class')
    return madeBy(rootOf(target.node, evaluator), node) ?? { kind: 'instance', node: target.node };
  if (target.kind === 'function') return { kind: 'instance', node: target.node };
  return madeBy(target, node) ?? UNKNOWN;
}

/** What a class extends in the end, as far as the file tells: the class itself where that is nothing. */
export function rootOf(node: ClassNode, evaluator: Evaluator): Value {
  const seen = new Set<ClassNode>();
  let current: Value = { kind: 'class', node };
  while (current.kind === 'class' && current.node.superClass && !seen.has(current.node)) {
    seen.add(current.node);
    current = evaluator.valueOf(current.node.superClass);
  }
  return current;
}

/** What a function gives back to its caller, whatever it is called with. */
export function resultOf(node: FunctionNode, evaluator: Evaluator): Value {
  if (node.generator) return UNKNOWN;
  const result = returnedBy(node, evaluator);
  return node.async ? promiseOf(awaited(result)) : result;
}

function returnedBy(node: FunctionNode, evaluator: Evaluator): Value {
  const result =
    node.body?.type === 'BlockStatement' || !node.body
      ? merge(evaluator.returnsOf(node).map(({ argument }) => (argument ? evaluator.valueOf(argument) : NULLISH)))
      : evaluator.valueOf(node.body);
  if (result.kind === 'module' || !node.returnType) return result;
  const typed = evaluator.valueOfType(node.returnType.typeAnnotation);
  // What an async function gives is made a promise by who asks.
  if (typed.kind === 'unknown') return result.kind === 'promise' ? result : typed;
  return node.async ? awaited(typed) : typed;
}

/** Calls of what the language and the tools around it bring. */
function libraryCall(node: Call, callee: Node, evaluator: Evaluator): Value | undefined {
  const [first] = node.arguments;
  if (callee.type === 'Identifier') return calledByName(callee, first, evaluator);
  if (callee.type === 'SequenceExpression') {
    const last = callee.expressions.at(-1);
    return last && libraryCall(node, unwrap(last), evaluator);
  }
  return callee.type === 'MemberExpression' ? methodCall(node, callee, evaluator) : undefined;
}

function calledByName(callee: NodeOf<'Identifier'>, first: Node | undefined, evaluator: Evaluator): Value | undefined {
  if (!first) return undefined;
  if (INTEROP_HELPERS.has(callee.name)) return evaluator.valueOf(first);
  const evaluatesRequire = isGlobalNamed(callee, 'eval', evaluator) && isText(first, 'require', evaluator);
  return evaluatesRequire ? REQUIRE : undefined;
}

function methodCall(node: Call, callee: NodeOf<'MemberExpression'>, evaluator: Evaluator): Value | undefined {
  const name = memberName(callee, evaluator);
  const [first] = node.arguments;
  if (name === undefined) return undefined;
  if (first && INTEROP_HELPERS.has(name)) return evaluator.valueOf(first);
  const object = unwrap(callee.object);
  if (object.type === 'Identifier') {
    const known = staticCall(object, name, node.arguments, evaluator);
    if (known) return known;
  }
  const receiver = evaluator.valueOf(object);
  return (
    promiseMethod(receiver, name, first, evaluator) ??
    listMethod(receiver, name, node, (callback) => calledBack(callback, evaluator))
  );
}

function calledBack(callback: Node, evaluator: Evaluator): Value {
  const target = evaluator.valueOf(callback);
  return target.kind === 'function' ? resultOf(target.node, evaluator) : UNKNOWN;
}

function staticCall(
  object: NodeOf<'Identifier'>,
  name: string,
  args: readonly Node[],
  evaluator: Evaluator,
): Value | undefined {
  const [first] = args;
  if (!first) return undefined;
  if (isGlobalNamed(object, 'Promise', evaluator)) return promiseFactory(name, first, evaluator);
  if (isGlobalNamed(object, 'Array', evaluator) && name === 'from' && args[1])
    return listOf(calledBack(args[1], evaluator));
  if (isGlobalNamed(object, 'Object', evaluator) && name === 'values') return workersIn(first, evaluator);
  if (isGlobalNamed(object, 'Object', evaluator) && COPIERS.has(name)) return evaluator.valueOf(args.at(-1) ?? first);
  if (!MOCK_LIBRARIES.has(object.name)) return undefined;
  if (name === 'requireActual') return importedFrom(first, evaluator);
  return name === 'importActual' ? promiseOf(importedFrom(first, evaluator)) : undefined;
}

/** `Object.values(cluster.workers)`. */
function workersIn(object: Node, evaluator: Evaluator): Value | undefined {
  const worker = workerIn(evaluator.valueOf(object), object);
  return worker && { kind: 'items', of: worker };
}

function promiseFactory(name: string, first: Node, evaluator: Evaluator): Value | undefined {
  const value = evaluator.valueOf(first);
  if (name === 'resolve') return promiseOf(value);
  if (name === 'all' && value.kind === 'items') return promiseOf({ kind: 'items', of: awaited(value.of) });
  if (name !== 'all' || value.kind !== 'list') return undefined;
  return promiseOf({ kind: 'list', items: value.items.map(awaited) });
}

function promiseMethod(
  promise: Value,
  name: string,
  callback: Node | undefined,
  evaluator: Evaluator,
): Value | undefined {
  if (promise.kind !== 'promise') return undefined;
  if (name === 'catch' || name === 'finally') return promise;
  if (name !== 'then' || !callback) return undefined;
  const handler = evaluator.valueOf(callback);
  return handler.kind === 'function' ? promiseOf(awaited(resultOf(handler.node, evaluator))) : undefined;
}

function isCreateRequire(value: Value): boolean {
  if (value.kind !== 'module' || value.name !== 'module') return false;
  return ['createRequire', 'createRequireFromPath'].includes(value.path.at(-1) ?? '');
}

/** Whether a name stands for the global of that name, not for something declared in the file. */
export function isGlobalNamed(node: Node, name: string, evaluator: Evaluator): boolean {
  return node.type === 'Identifier' && node.name === name && !evaluator.source.referenceAt(node)?.resolved;
}

function isText(node: Node, text: string, evaluator: Evaluator): boolean {
  return same(evaluator.valueOf(node), { kind: 'string', text });
}
