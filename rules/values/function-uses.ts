import { groupBy } from '../source/group-by';
import type { ClassNode, FunctionNode, Node, NodeOf } from '../source/nodes';
import { ancestorsOf, isClass, isFunction, unwrap, wrapped } from '../source/nodes';
import type { Variable } from '../source/source-file';
import { isGlobalNamed } from './calls';
import type { Evaluator } from './evaluator';
import { keyOf, memberName } from './keys';
import type { Value } from './value';

/** A place that makes a function run: a call, or one that hands it on to be called. */
export interface FunctionUse {
  readonly node: Node;
  /** Whether running the place surely leads into the function, but for what the function is called on. */
  readonly isCall: boolean;
}

/** A place that reads a property, and what makes the object, where that is told. */
interface Reader {
  readonly name: string;
  readonly node: Node;
  readonly owner: Node | undefined;
}

/** Stands for a name made at run time: no property has this one. */
const ANY = '';

/** What calls its argument at once, or a little later, and surely. */
const CALLERS = new Set([
  ...['every', 'filter', 'find', 'flatMap', 'forEach', 'map', 'reduce', 'some', 'from', 'then', 'finally'],
  ...['setTimeout', 'setImmediate', 'setInterval', 'nextTick', 'queueMicrotask'],
]);

/** Finds where functions are used. Nothing outside of the file can run one that the file never hands out. */
export class FunctionUses {
  #readers: Map<string, Reader[]> | undefined;
  readonly #byOwner = new Map<string, Map<Node | 'any', Reader[]>>();
  #exports: boolean | undefined;

  constructor(readonly evaluator: Evaluator) {}

  /**
   * All uses of a function in the file; undefined where not all can be seen, or where it has no name: then it is used
   * where it stands. A use that hands it out counts: to be run, it has to be handed out before.
   */
  usesOf(owner: FunctionNode): FunctionUse[] | undefined {
    if (owner.type === 'FunctionDeclaration') return owner.id ? this.#usesOfName(owner.id) : undefined;
    const expression = wrapped(owner);
    const holder = expression.parent;
    if (holder?.type === 'VariableDeclarator' && holder.id.type === 'Identifier') return this.#usesOfName(holder.id);
    const isMember =
      holder?.type === 'MethodDefinition' || holder?.type === 'Property' || holder?.type === 'PropertyDefinition';
    if (!isMember) return undefined;
    if (holder.type === 'MethodDefinition' && holder.kind === 'constructor') {
      return this.hasExports ? undefined : this.#usesOfClass(holder.parent.parent);
    }
    const isPlain = holder.type === 'PropertyDefinition' || holder.kind === 'method' || holder.kind === 'init';
    const name = isPlain ? keyOf(holder, this.evaluator) : undefined;
    return name === undefined || !this.isHidden(name)
      ? undefined
      : this.readersOf(name, ownerOfMember(holder, this.evaluator))?.map((node) => this.#useAt(node));
  }

  /** The call that an unnamed function is made for: where it is called at once, or by what surely calls it. */
  calledInPlace(owner: FunctionNode): Node | undefined {
    const expression = wrapped(owner);
    const call = expression.parent;
    if (call?.type !== 'CallExpression') return undefined;
    return call.callee === expression || this.#isCaller(call.callee) ? call : undefined;
  }

  #usesOfName(name: Node): FunctionUse[] | undefined {
    const variable = this.evaluator.source.variableDeclaredBy(name);
    if (!variable || variable.defs.length > 1 || isExported(variable)) return undefined;
    return variable.references
      .filter((reference) => reference.isRead())
      .map(({ identifier }) => this.#useAt(identifier));
  }

  #usesOfClass(owner: Node): FunctionUse[] | undefined {
    const name = 'id' in owner ? owner.id : undefined;
    return name ? this.#usesOfName(name as Node) : undefined;
  }

  /** Whether only this file can see properties of a name. */
  isHidden(name: string): boolean {
    return name.startsWith('#') || !this.hasExports;
  }

  /**
   * The places that read a property of an object (by what makes it) or of any that is not told: member expressions, and
   * properties of patterns. Undefined where methods are called by keys made at run time, which can be any.
   */
  readersOf(name: string, owner: Node | undefined): readonly Node[] | undefined {
    this.#readers ??= groupBy(this.#allReaders(), ({ name }) => name);
    if (this.#readers.has(ANY) && !name.startsWith('#')) return undefined;
    const readers = this.#readers.get(name) ?? [];
    if (!owner) return readers.map(({ node }) => node);
    let byOwner = this.#byOwner.get(name);
    if (!byOwner) {
      byOwner = groupBy(readers, (reader) => reader.owner ?? 'any');
      this.#byOwner.set(name, byOwner);
    }
    return [...(byOwner.get(owner) ?? []), ...(byOwner.get('any') ?? [])].map(({ node }) => node);
  }

  /** What makes the object that a property is read from or put under: a class, a function or a literal. */
  ownerOf(object: Node): Node | undefined {
    return makerOf(this.evaluator.valueOf(object), this.evaluator);
  }

  #useAt(node: Node): FunctionUse {
    return { node, isCall: this.#calls(node) };
  }

  *#allReaders(): Generator<Reader> {
    for (const node of this.evaluator.source.nodes.ofType('MemberExpression')) {
      const name = memberName(node, this.evaluator);
      if (name !== undefined) yield { name, node, owner: this.ownerOf(node.object) };
      else if (isCallee(node)) yield { name: ANY, node, owner: undefined };
    }
    for (const node of this.evaluator.source.nodes.ofType('Property')) {
      if (node.parent.type !== 'ObjectPattern') continue;
      const name = keyOf(node, this.evaluator);
      const owner = makerOf(this.evaluator.valueBoundTo(node.parent), this.evaluator);
      if (name !== undefined) yield { name, node, owner };
    }
  }

  #calls(use: Node): boolean {
    if (isCallee(use)) return true;
    const expression = wrapped(use);
    const call = expression.parent;
    return call?.type === 'CallExpression' && call.callee !== expression && this.#isCaller(call.callee);
  }

  #isCaller(callee: Node): boolean {
    const node = unwrap(callee);
    if (node.type === 'Identifier') return CALLERS.has(node.name) && isGlobalNamed(node, node.name, this.evaluator);
    return node.type === 'MemberExpression' && CALLERS.has(memberName(node, this.evaluator) ?? '');
  }

  /** Whether the file exports anything: then other files can call methods of what it hands them. */
  get hasExports(): boolean {
    this.#exports ??= hasExports(this.evaluator);
    return this.#exports;
  }
}

/** Classes that extend each other make objects of one kind. */
function makerOf(value: Value, evaluator: Evaluator): Node | undefined {
  switch (value.kind) {
    case 'object':
      return value.node;
    case 'class':
    case 'instance':
    case 'prototype':
      return isClass(value.node) ? baseOf(value.node, evaluator) : value.node;
    default:
      return undefined;
  }
}

/** The last class of the file that a class extends. */
function baseOf(node: ClassNode, evaluator: Evaluator): ClassNode {
  const seen = new Set([node]);
  let current = node;
  while (current.superClass) {
    const next = evaluator.valueOf(current.superClass);
    if (next.kind !== 'class' || seen.has(next.node)) break;
    seen.add(next.node);
    current = next.node;
  }
  return current;
}

/** What makes the objects that a member is part of. */
export function ownerOfMember(
  member: NodeOf<'MethodDefinition' | 'PropertyDefinition' | 'Property'>,
  evaluator: Evaluator,
): Node | undefined {
  const owner = member.type === 'Property' ? member.parent : member.parent.parent;
  return isClass(owner) ? baseOf(owner, evaluator) : owner;
}

/** In either module system. */
function hasExports(evaluator: Evaluator): boolean {
  const { nodes } = evaluator.source;
  const declares = (['ExportNamedDeclaration', 'ExportDefaultDeclaration', 'ExportAllDeclaration'] as const).some(
    (type) => nodes.ofType(type).length > 0,
  );
  if (declares || nodes.ofType('TSExportAssignment').length > 0) return true;
  return nodes.ofType('AssignmentExpression').some(({ left }) => {
    const target = unwrap(left);
    if (target.type !== 'MemberExpression') return false;
    const isWhole = memberName(target, evaluator) === 'exports' && evaluator.valueOf(target).kind === 'exports';
    return isWhole || evaluator.valueOf(target.object).kind === 'exports';
  });
}

/** Whether a node is what a call calls, also with `new`. */
export function isCallee(use: Node): boolean {
  const expression = wrapped(use);
  const call = expression.parent;
  return (call?.type === 'CallExpression' || call?.type === 'NewExpression') && call.callee === expression;
}

/** Whether the declaration of a variable exports it. */
export function isExported(variable: Variable): boolean {
  const [name] = variable.identifiers;
  if (!name) return false;
  for (const ancestor of ancestorsOf(name)) {
    if (ancestor.type.startsWith('Export')) return true;
    if (isFunction(ancestor) ? ancestor.id !== name : /Statement$/.test(ancestor.type)) return false;
  }
  return false;
}
