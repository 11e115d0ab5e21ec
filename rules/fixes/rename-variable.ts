import type { Edit } from '../rule';
import type { NodeOf } from '../source/nodes';
import type { Reference, SourceFile, Variable } from '../source/source-file';
import { replace } from './edits';

/**
 * Whether all uses of a variable can take another name: it is declared once, never written again, not exported by
 * its declaration, and no code is made at run time that could know it.
 */
export function canRename(variable: Variable, source: SourceFile): boolean {
  const [definition] = variable.defs;
  const isDeclaredOnce = variable.defs.length === 1 && variable.identifiers.length === 1;
  if (!definition || !isDeclaredOnce || callsEval(source)) return false;
  if (definition.parent?.parent?.type === 'ExportNamedDeclaration') return false;
  return variable.references.every((reference) => reference.identifier.type === 'Identifier' && !isRewrite(reference));
}

/** The uses of a variable, without its declaration. */
export function usesOf(variable: Variable): NodeOf<'Identifier'>[] {
  const used = variable.references.map(({ identifier }) => identifier);
  return used.filter(
    (identifier): identifier is NodeOf<'Identifier'> =>
      identifier.type === 'Identifier' && !variable.identifiers.includes(identifier),
  );
}

/** Gives one use of a variable its new name; a property or an export made of it keeps the old one. */
export function renameUse(use: NodeOf<'Identifier'>, name: string): Edit {
  const { parent } = use;
  if (parent?.type === 'Property' && parent.shorthand) return replace(use, `${use.name}: ${name}`);
  const isBareExport = parent?.type === 'ExportSpecifier' && parent.exported.range[0] === use.range[0];
  return replace(use, isBareExport ? `${name} as ${use.name}` : name);
}

function isRewrite(reference: Reference): boolean {
  return reference.isWrite() && !reference.init;
}

function callsEval(source: SourceFile): boolean {
  return source.nodes
    .ofType('CallExpression')
    .some(({ callee }) => callee.type === 'Identifier' && callee.name === 'eval');
}
