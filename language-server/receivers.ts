// Which of Node's objects around clusters and threads an expression stands for.
import type { Node, NodeOf } from '../rules/source/nodes';
import { unwrap } from '../rules/source/nodes';
import { typeOf } from '../rules/values/builtins';
import type { Evaluator } from '../rules/values/evaluator';
import { memberName } from '../rules/values/keys';
import type { BuiltinType, Value } from '../rules/values/value';
import type { OwnerName } from './node-api';

const MODULES: Readonly<Record<string, OwnerName>> = {
  cluster: 'cluster',
  worker_threads: 'worker_threads',
  process: 'process',
};
const OBJECTS: Readonly<Partial<Record<BuiltinType, OwnerName>>> = {
  worker: 'clusterWorker',
  thread: 'thread',
  port: 'messagePort',
  channel: 'messageChannel',
  broadcast: 'broadcastChannel',
};
/** What a name of a module means as a type. */
const TYPES: Readonly<Record<string, OwnerName>> = {
  'cluster.Worker': 'clusterWorker',
  'worker_threads.Worker': 'thread',
  'worker_threads.MessagePort': 'messagePort',
  'worker_threads.MessageChannel': 'messageChannel',
  'worker_threads.BroadcastChannel': 'broadcastChannel',
};
const SUBSCRIBING = new Set([
  ...['on', 'once', 'addListener', 'prependListener', 'prependOnceListener', 'off', 'removeListener'],
]);

/** The object that an expression stands for; undefined where it is none, or the file does not tell. */
export function receiverOf(node: Node, evaluator: Evaluator): OwnerName | undefined {
  const inner = unwrap(node);
  const value = evaluator.valueOf(inner);
  const type = typeOf(value);
  if (type) return OBJECTS[type];
  return moduleIn(value) ?? subscribedTo(inner, evaluator) ?? declaredType(inner, evaluator);
}

/** Whether a method of this name takes an event and a listener. */
export function isListening(method: string | undefined): boolean {
  return method !== undefined && SUBSCRIBING.has(method);
}

function moduleIn(value: Value): OwnerName | undefined {
  return value.kind === 'module' && value.path.length === 0 ? MODULES[value.name] : undefined;
}

/** `worker.on(…)` gives the worker back, for the next call. */
function subscribedTo(node: Node, evaluator: Evaluator): OwnerName | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const callee = unwrap(node.callee);
  if (callee.type !== 'MemberExpression' || !isListening(memberName(callee, evaluator))) return undefined;
  return receiverOf(callee.object, evaluator);
}

/** What TypeScript says that a variable or parameter is, where nothing shows what is put into it. */
function declaredType(node: Node, evaluator: Evaluator): OwnerName | undefined {
  if (node.type !== 'Identifier') return undefined;
  const [definition] = evaluator.source.referenceAt(node)?.resolved?.defs ?? [];
  const name = definition?.name;
  return name?.type === 'Identifier' ? namedByType(name.typeAnnotation?.typeAnnotation, evaluator) : undefined;
}

function namedByType(type: Node | undefined, evaluator: Evaluator): OwnerName | undefined {
  if (type?.type === 'TSUnionType') {
    return type.types.map((each) => namedByType(each, evaluator)).find((found) => found !== undefined);
  }
  return type?.type === 'TSTypeReference' ? TYPES[pathOf(type.typeName, evaluator)] : undefined;
}

function pathOf(name: NodeOf<'TSTypeReference'>['typeName'], evaluator: Evaluator): string {
  if (name.type === 'TSQualifiedName') {
    const module = evaluator.valueOfType(name.left);
    return module.kind === 'module' ? [module.name, ...module.path, name.right.name].join('.') : '';
  }
  const value = name.type === 'Identifier' ? evaluator.valueOf(name) : undefined;
  return value?.kind === 'module' ? [value.name, ...value.path].join('.') : '';
}
