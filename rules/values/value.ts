import type { ClassNode, FunctionNode, Node, NodeOf } from '../source/nodes';

/**
 * Objects that rules know by what makes them.
 *
 * - `thread`: a `Worker` of `worker_threads`, in the code that makes it
 * - `worker`: a `Worker` of `cluster`, also `cluster.worker`
 * - `child`: a `ChildProcess`, also that of a worker
 * - `port`: an end of a channel of `worker_threads`, also `parentPort`
 * - `channel`: the `MessageChannel` with its two ports
 * - `broadcast`: a `BroadcastChannel`
 * - `cpus`: what `os.cpus()` gives
 * - `server`: what listens on a port by its `listen`: a server of Node, or the app of a framework
 */
export type BuiltinType = 'thread' | 'worker' | 'child' | 'port' | 'channel' | 'broadcast' | 'cpus' | 'server';

/**
 * What an expression stands for, as far as the file alone tells.
 *
 * - `unknown` is something else than all below, `opaque` a value that callers hand in (a parameter, or a part of one):
 *   where code falls back from it to a module, that module is what it means.
 * - `nullish` also stands for a variable that nothing was put into yet.
 * - `module` is what a module exports, or with a path, a part of that.
 * - `builtin` is an object that Node makes, by its type, and the expressions or parameters that it comes from.
 * - `items` is a list of any length of which only what all its items are is known.
 */
export type Value =
  | { readonly kind: 'unknown' | 'opaque' | 'nullish' | 'require' | 'moduleObject' | 'exports' | 'global' }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'module'; readonly name: string; readonly path: readonly string[] }
  | { readonly kind: 'builtin'; readonly type: BuiltinType; readonly origins: readonly Node[] }
  | { readonly kind: 'promise'; readonly of: Value }
  | { readonly kind: 'items'; readonly of: Value }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'function'; readonly node: FunctionNode }
  | { readonly kind: 'class'; readonly node: ClassNode }
  | { readonly kind: 'instance' | 'prototype'; readonly node: ClassNode | FunctionNode }
  | { readonly kind: 'object'; readonly node: NodeOf<'ObjectExpression'> }
  | { readonly kind: 'shape'; readonly members: readonly Node[]; readonly node: Node };

export const UNKNOWN: Value = { kind: 'unknown' };
export const OPAQUE: Value = { kind: 'opaque' };
export const NULLISH: Value = { kind: 'nullish' };
export const REQUIRE: Value = { kind: 'require' };

/** A module by the name it is asked for with; `node:` makes no difference. */
export function moduleValue(specifier: string): Value {
  return { kind: 'module', name: specifier.replace(/^node:/, ''), path: [] };
}

export function promiseOf(value: Value): Value {
  return value.kind === 'promise' ? value : { kind: 'promise', of: value };
}

export function awaited(value: Value): Value {
  return value.kind === 'promise' ? value.of : value;
}

/** What a value reads as a string; `undefined` where it is none, or not known. */
export function textOf(value: Value): string | undefined {
  return value.kind === 'string' ? value.text : undefined;
}

/** Whether two values are the same thing. */
export function same(a: Value, b: Value): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'module' && b.kind === 'module') return a.name === b.name && a.path.join('.') === b.path.join('.');
  if (a.kind === 'string' && b.kind === 'string') return a.text === b.text;
  if (a.kind === 'promise' && b.kind === 'promise') return same(a.of, b.of);
  if (a.kind === 'builtin' && b.kind === 'builtin') return a.type === b.type && sameItems(a.origins, b.origins);
  if (a.kind === 'items' && b.kind === 'items') return same(a.of, b.of);
  if ('node' in a && 'node' in b) return a.node === b.node;
  return a.kind !== 'list';
}

/**
 * The one value that stands for several that can reach a place. Null or undefined among them changes nothing, as nothing
 * can be read from it; nor does `{}`, which stands in for it; nor what callers may hand in, beside something known.
 */
export function merge(values: readonly Value[]): Value {
  let standIn: Value | undefined;
  const known = new Set<Value>();
  for (const value of values) {
    if (value.kind === 'nullish') continue;
    if (isStandIn(value)) standIn ??= value;
    else known.add(value);
  }
  const [first, ...others] = known;
  if (!first) return standIn ?? NULLISH;
  if (others.length === 0) return first;
  return mergedBuiltins([first, ...others]) ?? others.reduce(joined, first);
}

/** Objects of one type stay known by it, whichever it is. */
function mergedBuiltins(values: readonly Value[]): Value | undefined {
  const [first] = values;
  if (first?.kind !== 'builtin') return undefined;
  const origins = new Set<Node>();
  for (const value of values) {
    if (value.kind !== 'builtin' || value.type !== first.type) return undefined;
    for (const origin of value.origins) origins.add(origin);
  }
  return { ...first, origins: [...origins] };
}

/** Of anything else, two different things are neither. */
function joined(a: Value, b: Value): Value {
  if (a.kind === 'unknown' || same(a, b)) return a;
  const builtins = mergedBuiltins([a, b]);
  if (builtins) return builtins;
  if (a.kind === 'items' || b.kind === 'items') return joinedLists(a, b);
  return a.kind === 'promise' && b.kind === 'promise' ? promiseOf(joined(a.of, b.of)) : UNKNOWN;
}

function joinedLists(a: Value, b: Value): Value {
  const [of, other] = [itemOf(a), itemOf(b)];
  return of.kind === 'unknown' || other.kind === 'unknown' ? UNKNOWN : { kind: 'items', of: merge([of, other]) };
}

/** What each item of a list is, where that is one thing. */
export function itemOf(list: Value): Value {
  if (list.kind === 'items') return list.of;
  return list.kind === 'list' ? merge(list.items) : UNKNOWN;
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}

/** Whether this is `module`, or its export `name` where one is given. */
export function isModule(value: Value, module: string, name?: string): boolean {
  return value.kind === 'module' && value.name === module && value.path.join('.') === (name ?? '');
}

function isStandIn(value: Value): boolean {
  return value.kind === 'opaque' || (value.kind === 'object' && value.node.properties.length === 0);
}
