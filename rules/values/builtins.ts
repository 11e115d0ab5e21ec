import type { FunctionNode, Node, NodeOf } from '../source/nodes';
import { unwrap, wrapped } from '../source/nodes';
import type { Evaluator } from './evaluator';
import { memberName } from './keys';
import { type BuiltinType, isModule, itemOf, type Value } from './value';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;

/** What is made by calling an export, with or without `new`. */
const MADE_BY: Readonly<Record<string, BuiltinType>> = {
  'worker_threads.Worker': 'thread',
  'worker_threads.MessageChannel': 'channel',
  'worker_threads.BroadcastChannel': 'broadcast',
  'cluster.fork': 'worker',
  'child_process.fork': 'child',
  'child_process.spawn': 'child',
  'child_process.exec': 'child',
  'child_process.execFile': 'child',
  'os.cpus': 'cpus',
  'http.createServer': 'server',
  'http.Server': 'server',
  'http2.createServer': 'server',
  'http2.createSecureServer': 'server',
  'https.createServer': 'server',
  'https.Server': 'server',
  'net.createServer': 'server',
  'net.Server': 'server',
  'tls.createServer': 'server',
  'tls.Server': 'server',
  // What these give has Node's `listen`.
  'express.': 'server',
  'fastify.': 'server',
  'koa.': 'server',
};

/** Exports that are such an object themselves. */
const EXPORTED: Readonly<Record<string, BuiltinType>> = {
  'cluster.worker': 'worker',
  'worker_threads.parentPort': 'port',
};

/** Properties of such objects that are again one. */
const MEMBERS: Readonly<Record<string, BuiltinType>> = {
  'worker.process': 'child',
  'channel.port1': 'port',
  'channel.port2': 'port',
};

/** The events of `cluster` all hand the worker to their listeners first, but for `setup`. */
const WORKER_EVENTS = new Set(['disconnect', 'exit', 'fork', 'listening', 'message', 'online']);
const ADDERS = new Set(['addListener', 'on', 'once', 'prependListener', 'prependOnceListener']);
const COPIERS = new Set(['filter', 'slice', 'concat', 'reverse', 'sort', 'toSorted', 'toReversed']);
const PICKERS = new Set(['at', 'find', 'findLast', 'pop', 'shift']);

/** What type of object a value is, whether an expression made it or a module exports it; undefined for all else. */
export function typeOf(value: Value): BuiltinType | undefined {
  if (value.kind === 'builtin') return value.type;
  return value.kind === 'module' ? EXPORTED[nameOf(value)] : undefined;
}

/** What a call of a module's export makes; also with `new`, and for classes that extend one. */
export function madeBy(callee: Value, call: Call): Value | undefined {
  const type = callee.kind === 'module' ? MADE_BY[nameOf(callee)] : undefined;
  return type && { kind: 'builtin', type, origins: [call] };
}

/** A property of a known object. */
export function builtinMember(object: Value & { kind: 'builtin' }, name: string): Value | undefined {
  const type = MEMBERS[`${object.type}.${name}`];
  return type && { ...object, type };
}

/** `cluster.workers[id]`, whatever the id. */
export function workerIn(object: Value, member: Node): Value | undefined {
  return isModule(object, 'cluster', 'workers') ? { kind: 'builtin', type: 'worker', origins: [member] } : undefined;
}

/** What the event of `cluster` that a listener is added for hands it. */
export function handedToListener(owner: FunctionNode, index: number, evaluator: Evaluator): Value | undefined {
  const expression = wrapped(owner);
  const call = expression.parent;
  if (index !== 0 || call?.type !== 'CallExpression' || call.arguments[1] !== expression) return undefined;
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression' || !ADDERS.has(memberName(callee, evaluator) ?? '')) return undefined;
  const event = evaluator.valueOf(call.arguments[0]!);
  const isOfCluster = event.kind === 'string' && WORKER_EVENTS.has(event.text);
  if (!isOfCluster || !isModule(evaluator.valueOf(callee.object), 'cluster')) return undefined;
  return { kind: 'builtin', type: 'worker', origins: [owner.params[0] ?? owner] };
}

/** What array methods give for lists whose items are known objects: the items, or a list of what a callback makes. */
export function listMethod(
  list: Value,
  name: string,
  call: Call,
  resultOf: (callback: Node) => Value,
): Value | undefined {
  const [callback] = call.arguments;
  if (name === 'map' && callback) return listOf(resultOf(callback));
  const item = itemOf(list);
  if (item.kind !== 'builtin') return undefined;
  if (PICKERS.has(name)) return item;
  return COPIERS.has(name) ? { kind: 'items', of: item } : undefined;
}

/** A list of what is worth knowing; of anything else nothing is known. */
export function listOf(item: Value): Value | undefined {
  const known = item.kind === 'promise' ? item.of : item;
  return known.kind === 'builtin' ? { kind: 'items', of: item } : undefined;
}

function nameOf({ name, path }: Value & { kind: 'module' }): string {
  return `${name}.${path.join('.')}`;
}
