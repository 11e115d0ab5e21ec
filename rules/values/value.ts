import type { ClassNode, FunctionNode, Node, NodeOf } from '../source/nodes';

/**
 * What an expression stands for, as far as the file alone tells.
 *
 * - `unknown` is something else than all below, `opaque` a value that callers hand in (a parameter, or a part of one):
 *   where code falls back from it to a module, that module is what it means.
 * - `nullish` also stands for a variable that nothing was put into yet.
 * - `module` is what a module exports, or with a path, a part of that.
 */
export type Value =
  | { readonly kind: 'unknown' | 'opaque' | 'nullish' | 'require' | 'moduleObject' | 'exports' | 'global' }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'module'; readonly name: string; readonly path: readonly string[] }
  | { readonly kind: 'promise'; readonly of: Value }
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

/** Whether two values are the same thing. */
export function same(a: Value, b: Value): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'module' && b.kind === 'module') return a.name === b.name && a.path.join('.') === b.path.join('.');
  if (a.kind === 'string' && b.kind === 'string') return a.text === b.text;
  if (a.kind === 'promise' && b.kind === 'promise') return same(a.of, b.of);
  if ('node' in a && 'node' in b) return a.node === b.node;
  return a.kind !== 'list';
}

/**
 * The one value that stands for several that can reach a place. Null or undefined among them changes nothing, as nothing
 * can be read from it; nor does `{}`, which stands in for it; nor what callers may hand in, beside something known.
 */
export function merge(values: readonly Value[]): Value {
  const present = values.filter((value) => value.kind !== 'nullish');
  const [first, ...others] = present.filter((value) => !isStandIn(value));
  if (!first) return present[0] ?? NULLISH;
  return others.every((other) => same(first, other)) ? first : UNKNOWN;
}

/** Whether this is `module`, or its export `name` where one is given. */
export function isModule(value: Value, module: string, name?: string): boolean {
  return value.kind === 'module' && value.name === module && value.path.join('.') === (name ?? '');
}

function isStandIn(value: Value): boolean {
  return value.kind === 'opaque' || (value.kind === 'object' && value.node.properties.length === 0);
}
