import type { ModuleReferences } from '../module-references';
import type { Edit } from '../rule';
import type { Node, NodeOf } from '../source/nodes';
import type { SourceFile } from '../source/source-file';
import { isModule } from '../values/value';
import { remove, removeElement } from './edits';
import { canRename, renameUse, usesOf } from './rename-variable';

/**
 * Takes a name out of an import's braces, and makes its uses members of the module, which is imported as a whole for it
 * where it is not yet. Null where the name is exported again, or the module's name stands for something else.
 */
export function importWholeInstead(
  specifier: NodeOf<'ImportSpecifier'>,
  module: string,
  references: ModuleReferences,
): Edit[] | null {
  const { source } = references;
  const variable = source.variableDeclaredBy(specifier.local);
  const whole = wholeImportOf(module, references);
  const name = whole?.name ?? module;
  if (!variable || !canRename(variable, source) || !(whole ? isSeenEverywhere(name, source) : !source.knowsName(name)))
    return null;
  const uses = usesOf(variable);
  if (uses.some(({ parent }) => parent.type === 'ExportSpecifier')) return null;
  const { imported } = specifier;
  const key = imported.type === 'Identifier' ? imported.name : imported.value;
  return [
    ...withoutSpecifier(specifier, whole ? undefined : name, source),
    ...uses.map((use) => renameUse(use, `${name}.${key}`)),
  ];
}

/** The name that an import gives the module as a whole. */
function wholeImportOf(
  module: string,
  { source: { nodes }, evaluator }: ModuleReferences,
): NodeOf<'Identifier'> | undefined {
  const specifiers: readonly { readonly local: NodeOf<'Identifier'> }[] = [
    ...nodes.ofType('ImportDefaultSpecifier'),
    ...nodes.ofType('ImportNamespaceSpecifier'),
    ...nodes.ofType('ImportSpecifier'),
  ];
  return specifiers.map(({ local }) => local).find((local) => isModule(evaluator.valueBoundTo(local), module));
}

function isSeenEverywhere(name: string, source: SourceFile): boolean {
  return source.scopes.filter(({ set }) => set.has(name)).length === 1;
}

function withoutSpecifier(
  specifier: NodeOf<'ImportSpecifier'>,
  whole: string | undefined,
  { text }: SourceFile,
): Edit[] {
  const { specifiers, range, source: from } = specifier.parent as NodeOf<'ImportDeclaration'>;
  const named = specifiers.filter(({ type }) => type === 'ImportSpecifier');
  const [first] = specifiers;
  const open = text.lastIndexOf('{', (named[0] as Node).range[0]);
  const close = text.indexOf('}', (named.at(-1) as Node).range[1]) + 1;
  if (named.length > 1) {
    const added = whole ? [{ start: open, end: open, text: `${whole}, ` }] : [];
    return [...added, removeElement(named, specifier)];
  }
  if (whole) return [{ start: open, end: close, text: whole }];
  if (first !== specifier) return [remove((first as Node).range[1], close)];
  // Another import names the module already.
  const lineEnd = /^[ \t]*(\r\n|\n)?/.exec(text.slice(Math.max(range[1], from.range[1])));
  return [remove(range[0], range[1] + (lineEnd?.[0].length ?? 0))];
}
