import type { TSESTree } from '@typescript-eslint/types';

export type Node = TSESTree.Node;
export type NodeType = `${TSESTree.Node['type']}`;
export type NodeOf<T extends NodeType> = Extract<Node, { type: T }>;
export type FunctionNode = NodeOf<'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression'>;
export type ClassNode = NodeOf<'ClassDeclaration' | 'ClassExpression'>;

const NOT_CHILDREN = new Set(['parent', 'loc', 'range', 'extra', 'type', 'comments', 'tokens', 'errors']);

/** The nodes of a tree by their type. Building it gives each node its `parent`. */
export class NodeIndex {
  readonly #byType = new Map<string, Node[]>();

  constructor(program: TSESTree.Program) {
    // A stack of its own, as a tree can be deeper than the call stack allows.
    const pending: Node[] = [program];
    for (let node = pending.pop(); node; node = pending.pop()) this.#add(node, pending);
  }

  /** All nodes of a type, in no order to rely on. */
  ofType<T extends NodeType>(type: T): readonly NodeOf<T>[] {
    return (this.#byType.get(type) ?? []) as NodeOf<T>[];
  }

  #add(node: Node, pending: Node[]): void {
    const known = this.#byType.get(node.type);
    if (known) known.push(node);
    else this.#byType.set(node.type, [node]);
    const first = pending.length;
    pushChildren(node, pending);
    for (let at = first; at < pending.length; at++) pending[at]!.parent = node;
    fillIn(node);
  }
}

/** The scope analysis reads lists of each of these, which the parser leaves out in JavaScript. */
function fillIn(node: Node): void {
  if ('params' in node && Array.isArray(node.params)) for (const param of node.params) withDecorators(param);
  if (isClass(node)) {
    withDecorators(node);
    node.implements ??= [];
    for (const member of node.body.body) withDecorators(member);
  }
}

function withDecorators(node: Node | { decorators?: unknown }): void {
  const decorated = node as { decorators?: unknown };
  decorated.decorators ??= [];
}

/** The nodes directly below a node. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  pushChildren(node, children);
  return children;
}

/** Runs for every node of a file, so it makes no lists of its own. */
function pushChildren(node: Node, into: Node[]): void {
  const fields = node as unknown as Record<string, unknown>;
  for (const key in fields) {
    const value = fields[key];
    if (typeof value !== 'object' || value === null || NOT_CHILDREN.has(key)) continue;
    if (isNode(value)) into.push(value);
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) into.push(item);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

export function isFunction(node: Node): node is FunctionNode {
  return (
    node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
  );
}

export function isClass(node: Node): node is ClassNode {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
}

/** The nodes around a node, innermost first, without itself. */
export function* ancestorsOf(node: Node): Generator<Node> {
  for (let parent = node.parent; parent; parent = parent.parent) yield parent;
}

/** The function that a node's code belongs to, or undefined at the top of the file. */
export function functionAround(node: Node): FunctionNode | undefined {
  let around = node.parent;
  while (around && !isFunction(around)) around = around.parent;
  return around;
}

export function isInside(node: Node, outer: Node): boolean {
  return node.range[0] >= outer.range[0] && node.range[1] <= outer.range[1];
}

const WRAPPERS = new Set<string>([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
  'TSNonNullExpression',
  'TSInstantiationExpression',
  'ChainExpression',
  // Flow's cast, which typescript-eslint's types don't know.
  'TypeCastExpression',
]);

/** Takes off what changes nothing about a value at run time: casts, `!` and optional chains. */
export function unwrap(node: Node): Node {
  return WRAPPERS.has(node.type) && 'expression' in node ? unwrap(node.expression as Node) : node;
}

/** The node as its parent sees it: with the casts, `!` and chains around it. */
export function wrapped(node: Node): Node {
  let outer = node;
  while (outer.parent && unwrap(outer.parent) !== outer.parent) outer = outer.parent;
  return outer;
}
