import type { ModuleReferences, ModuleUse } from '../module-references';
import type { Edit } from '../rule';
import { type Node, type NodeOf, unwrap } from '../source/nodes';
import type { Variable } from '../source/source-file';
import { keyOf, memberName } from '../values/keys';
import { isModule } from '../values/value';
import { collapse, type Twins } from './collapse';
import { insertBefore, type Key, removeElement, renameKey, replace } from './edits';
import { canRename, renameUse, usesOf } from './rename-variable';

/** An export of a module that goes by another name now. */
export interface Rename {
  readonly module: string;
  readonly from: string;
  readonly to: string;
}

interface Task extends Rename {
  readonly references: ModuleReferences;
}

/**
 * The edits that make one use of an export take its new name, and change nothing else about the program. Null where the
 * use depends on the old name in a way that no edit here keeps.
 */
export function renameExport(use: ModuleUse, rename: Rename, references: ModuleReferences): Edit[] | null {
  const task = { ...rename, references };
  switch (use.form) {
    case 'member':
      return collapse(use.node, twinsOf(use.node, task)) ?? [renameKey(keyOfMember(use), rename.to, references.source)];
    case 'pattern':
      return renameInPattern(use.node, task);
    case 'import':
      return renameImport(use.node, task);
    case 'export':
      return [renameReexport(use.node, task)];
    case 'with':
      return [renameUse(use.node, rename.to)];
  }
}

/** In brackets anything but a string is an expression; `Reflect.get` and types have strings only. */
function keyOfMember({ key, node }: ModuleUse & { form: 'member' }): Key {
  return { node: key, computed: node.type === 'MemberExpression' && node.computed };
}

/** Of two different objects, one may be missing or another one where the program runs: they are no twins. */
function twinsOf(expression: Node, { module, from, to, references }: Task): Twins {
  const object = objectText(expression, references);
  const is = (node: Node, name: string) => {
    const other = objectText(node, references);
    const isSameObject = object === undefined || other === undefined || object === other;
    return isSameObject && isModule(references.valueOf(node), module, name);
  };
  return { isNew: (node) => is(node, to), isOld: (node) => is(node, from) };
}

function objectText(node: Node, { source }: ModuleReferences): string | undefined {
  const member = unwrap(node);
  return member.type === 'MemberExpression' ? source.textOf(unwrap(member.object)) : undefined;
}

function renameInPattern(property: NodeOf<'Property'>, task: Task): Edit[] | null {
  const pattern = property.parent as NodeOf<'ObjectPattern'>;
  if (!restAllowsRename(pattern, task)) return null;
  const typed = typeEdits(pattern, task);
  const target = targetOf(property);
  if (property.shorthand) {
    const siblings = pattern.properties.filter((sibling) => sibling.type === 'Property');
    const aliased = [insertBefore(property, `${task.to}: `)];
    return [...typed, ...(renameBinding(target, property, siblings, task) ?? aliased)];
  }
  const becomesShorthand = !property.computed && target.type === 'Identifier' && target.name === task.to;
  const keyEdit = becomesShorthand
    ? { start: property.key.range[0], end: property.value.range[0], text: '' }
    : renameKey({ node: property.key, computed: property.computed }, task.to, task.references.source);
  return [...typed, keyEdit];
}

/** What a pattern's property is bound to, without its default. */
function targetOf(property: NodeOf<'Property'>): Node {
  return property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
}

/**
 * `{ isMaster, ...rest }` leaves the old name out of `rest`; renamed, it leaves out the new one. That shows unless only
 * other names are read from it.
 */
function restAllowsRename(pattern: NodeOf<'ObjectPattern'>, { from, to, references }: Task): boolean {
  const rest = pattern.properties.find((property) => property.type === 'RestElement');
  if (!rest) return true;
  const variable = references.source.variableDeclaredBy(rest.argument);
  return variable !== undefined && usesOf(variable).every((use) => readsOther(use, [from, to], references));
}

function readsOther(use: Node, names: readonly string[], { evaluator }: ModuleReferences): boolean {
  const { parent } = use;
  if (parent?.type !== 'MemberExpression' || parent.object !== use) return false;
  const name = memberName(parent, evaluator);
  return name !== undefined && !names.includes(name);
}

/** `{ isMaster }: { isMaster: boolean }` has to change on both sides. */
function typeEdits(pattern: NodeOf<'ObjectPattern'>, { from, to, references }: Task): Edit[] {
  const type = pattern.typeAnnotation?.typeAnnotation;
  if (type?.type !== 'TSTypeLiteral') return [];
  return type.members
    .filter((member) => member.type === 'TSPropertySignature')
    .filter((member) => keyOf(member, references.evaluator) === from)
    .map(({ key, computed }) => renameKey({ node: key, computed }, to, references.source));
}

function renameImport(specifier: NodeOf<'ImportSpecifier'>, task: Task): Edit[] {
  const { imported, local } = specifier;
  if (imported.type === 'Identifier' && imported.range[0] === local.range[0]) {
    const { specifiers } = specifier.parent as NodeOf<'ImportDeclaration'>;
    const named = specifiers.filter((sibling) => sibling.type === 'ImportSpecifier');
    return renameBinding(local, specifier, named, task) ?? [replace(imported, `${task.to} as ${local.name}`)];
  }
  if (local.name === task.to) return [{ start: imported.range[0], end: local.range[1], text: task.to }];
  return [renameKey({ node: imported, computed: false }, task.to, task.references.source)];
}

function renameReexport(specifier: NodeOf<'ExportSpecifier'>, { to, references }: Task): Edit {
  const { local, exported } = specifier;
  const isBare = local.range[0] === exported.range[0];
  if (isBare) return replace(local, `${to} as ${references.source.textOf(local)}`);
  const isNowBare = exported.type === 'Identifier' && exported.name === to;
  if (isNowBare) return { start: local.range[0], end: exported.range[1], text: to };
  return renameKey({ node: local, computed: false }, to, references.source);
}

/** Renames what a shorthand declares with all its uses, where nothing else goes by the new name. */
function renameBinding(target: Node, element: Node, siblings: readonly Node[], task: Task): Edit[] | null {
  const { source } = task.references;
  const variable = source.variableDeclaredBy(target);
  if (!variable || !canRename(variable, source)) return null;
  if (!source.knowsName(task.to)) {
    return [replace(target, task.to), ...renameUses(variable, task)];
  }
  return joinTwin(variable, element, siblings, task);
}

/** `{ isPrimary, isMaster }` declares the same twice once renamed: one goes, and its uses become those of the other. */
function joinTwin(variable: Variable, element: Node, siblings: readonly Node[], task: Task): Edit[] | null {
  const twin = variable.scope.set.get(task.to);
  const declared = twin && siblings.find((sibling) => sibling !== element && twin.identifiers.some(isWithin(sibling)));
  const uses = usesOf(variable);
  const container = element.parent!;
  if (!twin || !declared || !isTwinOf(twin, task) || uses.some((use) => isWithin(container)(use))) return null;
  if (variable.references.some(({ from }) => hidesName(from, variable, task.to))) return null;
  return [removeElement(siblings, element), ...renameUses(variable, task)];
}

function renameUses(variable: Variable, task: Task): Edit[] {
  return usesOf(variable).flatMap((use) => collapse(use, twinsOf(use, task)) ?? [renameUse(use, task.to)]);
}

function isTwinOf(twin: Variable, { module, to, references }: Task): boolean {
  const [name] = twin.identifiers;
  const isConstant = twin.references.every((reference) => !reference.isWrite() || reference.init);
  return name !== undefined && isConstant && isModule(references.evaluator.valueBoundTo(name), module, to);
}

/** Whether a scope between a use and its variable has something of the name already. */
function hidesName(from: Variable['scope'], variable: Variable, name: string): boolean {
  for (let scope: Variable['scope'] | null = from; scope && scope !== variable.scope; scope = scope.upper) {
    if (scope.set.has(name)) return true;
  }
  return false;
}

function isWithin(outer: Node): (node: Node) => boolean {
  return (node) => node.range[0] >= outer.range[0] && node.range[1] <= outer.range[1];
}
