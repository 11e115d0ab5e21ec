import { groupBy } from './source/group-by';
import type { Node, NodeOf } from './source/nodes';
import { unwrap } from './source/nodes';
import type { SourceFile } from './source/source-file';
import { typeOf } from './values/builtins';
import { isGlobalNamed, rootOf } from './values/calls';
import { Evaluator, withObjectAround } from './values/evaluator';
import { keyOf, memberName } from './values/keys';
import { type BuiltinType, isModule, type Value } from './values/value';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;

/**
 * One place that names an export of a module. `key` is what names it: an identifier, or a string in brackets.
 *
 * - `member`: `cluster.fork`, `cluster['fork']`, in types too, and `Reflect.get(cluster, 'fork')`
 * - `pattern`: the property of a destructuring, `{ fork }` or `{ fork: f }`
 * - `import` and `export`: a specifier between the braces
 * - `with`: a bare name that a `with` statement finds in the module
 */
export type ModuleUse =
  | { readonly form: 'member'; readonly name: string; readonly key: Node; readonly node: Node }
  | { readonly form: 'pattern'; readonly name: string; readonly key: Node; readonly node: NodeOf<'Property'> }
  | { readonly form: 'import'; readonly name: string; readonly key: Node; readonly node: NodeOf<'ImportSpecifier'> }
  | { readonly form: 'export'; readonly name: string; readonly key: Node; readonly node: NodeOf<'ExportSpecifier'> }
  | { readonly form: 'with'; readonly name: string; readonly key: Node; readonly node: NodeOf<'Identifier'> };

/** Finds where a file uses what a module exports, however it got hold of the module. */
export class ModuleReferences {
  readonly evaluator: Evaluator;
  #allCalls: readonly Call[] | undefined;
  #callsByExport: Map<string, Call[]> | undefined;
  #callsByType: Map<BuiltinType, Call[]> | undefined;
  #membersByName: Map<string, NodeOf<'MemberExpression'>[]> | undefined;
  #patternsByName: Map<string, NodeOf<'Property'>[]> | undefined;
  #reflecting: NodeOf<'CallExpression'>[] | undefined;

  constructor(readonly source: SourceFile) {
    this.evaluator = new Evaluator(source);
  }

  /** The uses of exports of a module (named without `node:`) in the order of the file. */
  uses(module: string, names: ReadonlySet<string>): ModuleUse[] {
    const found = [
      ...this.#members(module, names),
      ...this.#typeMembers(module, names),
      ...this.#reflected(module, names),
      ...this.#patterns(module, names),
      ...this.#imports(module, names),
      ...this.#exports(module, names),
      ...this.#inWith(module, names),
    ];
    return found.sort(byPlace);
  }

  /** The calls of a module's export, with or without `new`, and those that make one of a class that extends it. */
  callsOf(module: string, name: string): readonly Call[] {
    this.#callsByExport ??= groupBy(this.#calls(), ({ callee }) => {
      const value = this.valueOf(callee);
      const called = value.kind === 'class' ? rootOf(value.node, this.evaluator) : value;
      return called.kind === 'module' ? exportKey(called.name, called.path.join('.')) : undefined;
    });
    return this.#callsByExport.get(exportKey(module, name)) ?? [];
  }

  /** The expressions that make an object of a type, in the order of the file. */
  made(type: BuiltinType): readonly Call[] {
    this.#callsByType ??= groupBy(this.#calls(), (call) => {
      const value = this.valueOf(call);
      return value.kind === 'builtin' && value.origins[0] === call ? value.type : undefined;
    });
    return this.#callsByType.get(type) ?? [];
  }

  /** The member expressions that read one of these properties of an object of a type, in the order of the file. */
  membersOf(type: BuiltinType, names: ReadonlySet<string>): (ModuleUse & { form: 'member' })[] {
    const found: (ModuleUse & { form: 'member' })[] = [];
    for (const name of names) {
      for (const node of this.membersNamed(name)) {
        if (typeOf(this.valueOf(node.object)) !== type) continue;
        found.push({ form: 'member', name, key: unwrap(node.property), node });
      }
    }
    return found.sort(byPlace);
  }

  /** The properties of patterns that take one of these from an object of a type: `const { kill } = worker`. */
  takenFrom(type: BuiltinType, names: ReadonlySet<string>): (ModuleUse & { form: 'pattern' })[] {
    const found: (ModuleUse & { form: 'pattern' })[] = [];
    for (const name of names) {
      for (const node of this.patternsNamed(name)) {
        if (typeOf(this.evaluator.valueBoundTo(node.parent)) !== type) continue;
        found.push({ form: 'pattern', name, key: node.key, node });
      }
    }
    return found.sort(byPlace);
  }

  /** The member expressions that read a property of a name, whatever the object, in no order to rely on. */
  membersNamed(name: string): readonly NodeOf<'MemberExpression'>[] {
    this.#membersByName ??= groupBy(this.source.nodes.ofType('MemberExpression'), (node) =>
      memberName(node, this.evaluator),
    );
    return this.#membersByName.get(name) ?? [];
  }

  /** The properties of patterns that take a property of a name, whatever the object, in no order to rely on. */
  patternsNamed(name: string): readonly NodeOf<'Property'>[] {
    this.#patternsByName ??= groupBy(this.source.nodes.ofType('Property'), (node) =>
      node.parent.type === 'ObjectPattern' ? keyOf(node, this.evaluator) : undefined,
    );
    return this.#patternsByName.get(name) ?? [];
  }

  /** What an expression stands for. */
  valueOf(node: Node): Value {
    return this.evaluator.valueOf(node);
  }

  #calls(): readonly Call[] {
    this.#allCalls ??= [
      ...this.source.nodes.ofType('CallExpression'),
      ...this.source.nodes.ofType('NewExpression'),
    ].sort((a, b) => a.range[0] - b.range[0]);
    return this.#allCalls;
  }

  *#members(module: string, names: ReadonlySet<string>): Generator<ModuleUse> {
    for (const name of names) {
      for (const node of this.membersNamed(name)) {
        if (this.#finds(name, this.valueOf(node.object), module))
          yield { form: 'member', name, key: unwrap(node.property), node };
      }
    }
  }

  *#typeMembers(module: string, names: ReadonlySet<string>): Generator<ModuleUse> {
    for (const node of this.source.nodes.ofType('TSQualifiedName')) {
      const { name } = node.right;
      if (!names.has(name) || !isModule(this.evaluator.valueOfType(node.left), module)) continue;
      yield { form: 'member', name, key: node.right, node };
    }
    for (const node of this.source.nodes.ofType('TSIndexedAccessType')) {
      const name = this.evaluator.valueOfType(node.indexType);
      if (name.kind !== 'string' || !names.has(name.text)) continue;
      if (!isModule(this.evaluator.valueOfType(node.objectType), module)) continue;
      const key = node.indexType.type === 'TSLiteralType' ? node.indexType.literal : node.indexType;
      yield { form: 'member', name: name.text, key, node };
    }
    yield* this.#importTypes(module, names);
  }

  /** `typeof import('cluster').isPrimary`. */
  *#importTypes(module: string, names: ReadonlySet<string>): Generator<ModuleUse> {
    for (const node of this.source.nodes.ofType('TSImportType')) {
      const key = node.qualifier;
      if (key?.type !== 'Identifier' || !names.has(key.name)) continue;
      const isOfModule = node.source.value.replace(/^node:/, '') === module;
      if (isOfModule) yield { form: 'member', name: key.name, key, node };
    }
  }

  *#reflected(module: string, names: ReadonlySet<string>): Generator<ModuleUse> {
    for (const node of this.#readsByReflection()) {
      const [object, key] = node.arguments;
      if (!object || key?.type !== 'Literal' || typeof key.value !== 'string' || !names.has(key.value)) continue;
      if (isModule(this.valueOf(object), module)) yield { form: 'member', name: key.value, key, node };
    }
  }

  /** The calls of `Reflect.get`. */
  #readsByReflection(): readonly NodeOf<'CallExpression'>[] {
    this.#reflecting ??= this.source.nodes.ofType('CallExpression').filter(({ callee }) => {
      const member = unwrap(callee);
      if (member.type !== 'MemberExpression' || !isGlobalNamed(member.object, 'Reflect', this.evaluator)) return false;
      return memberName(member, this.evaluator) === 'get';
    });
    return this.#reflecting;
  }

  *#patterns(module: string, names: ReadonlySet<string>): Generator<ModuleUse> {
    for (const name of names) {
      for (const node of this.patternsNamed(name)) {
        if (isModule(this.evaluator.valueBoundTo(node.parent), module))
          yield { form: 'pattern', name, key: node.key, node };
      }
    }
  }

  *#imports(module: string, names: ReadonlySet<string>): Generator<ModuleUse> {
    for (const node of this.source.nodes.ofType('ImportSpecifier')) {
      if (node.parent.type !== 'ImportDeclaration' || !names.has(exportName(node.imported))) continue;
      if (!isSpecifier(node.parent.source, module)) continue;
      yield { form: 'import', name: exportName(node.imported), key: node.imported, node };
    }
  }

  *#exports(module: string, names: ReadonlySet<string>): Generator<ModuleUse> {
    for (const node of this.source.nodes.ofType('ExportSpecifier')) {
      const declaration = node.parent;
      if (declaration.type !== 'ExportNamedDeclaration' || !declaration.source) continue;
      if (!names.has(exportName(node.local)) || !isSpecifier(declaration.source, module)) continue;
      yield { form: 'export', name: exportName(node.local), key: node.local, node };
    }
  }

  *#inWith(module: string, names: ReadonlySet<string>): Generator<ModuleUse> {
    if (this.source.nodes.ofType('WithStatement').length === 0) return;
    for (const node of this.source.nodes.ofType('Identifier')) {
      if (!names.has(node.name) || !this.#isFree(node)) continue;
      const object = withObjectAround(node, this.source);
      if (object && isModule(this.valueOf(object), module)) yield { form: 'with', name: node.name, key: node, node };
    }
  }

  /** Whether a name is looked up in the module, or in a copy of it made by `{ ...module }`. */
  #finds(name: string, object: Value, module: string): boolean {
    if (object.kind !== 'object') return isModule(object, module);
    const source = object.node.properties.findLast(
      (property) => property.type === 'SpreadElement' || keyOf(property, this.evaluator) === name,
    );
    return source?.type === 'SpreadElement' && this.#finds(name, this.valueOf(source.argument), module);
  }

  #isFree(node: Node): boolean {
    const reference = this.source.referenceAt(node);
    return reference !== undefined && !reference.resolved;
  }
}

/** What stands for an export in a map; a module's own path is empty. */
function exportKey(module: string, path: string): string {
  return `${module}.${path}`;
}

function byPlace(a: ModuleUse, b: ModuleUse): number {
  return a.key.range[0] - b.key.range[0];
}

function exportName(node: NodeOf<'Identifier' | 'Literal'>): string {
  return node.type === 'Identifier' ? node.name : String(node.value);
}

function isSpecifier(source: NodeOf<'Literal'>, module: string): boolean {
  return source.value === module || source.value === `node:${module}`;
}
