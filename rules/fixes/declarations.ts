import type { Edit } from '../rule';
import type { Node, NodeOf } from '../source/nodes';
import type { SourceFile } from '../source/source-file';
import { remove, removeElement } from './edits';
import { canRename, renameUse, usesOf } from './rename-variable';

/** Whether a statement declares names for the statements around it. */
export function isDeclaration(statement: Node): boolean {
  const { type } = statement;
  return type === 'VariableDeclaration' || /^(Function|Class|TS\w+|Import|Export\w+)Declaration$/.test(type);
}

/**
 * Takes a name out of a destructuring or an import, with all that is left empty by it, and makes its uses those of a
 * global. Null where another variable of the global's name, or what the pattern does beside, is in the way.
 */
export function replaceBindingByGlobal(
  element: NodeOf<'Property' | 'ImportSpecifier'>,
  global: string,
  source: SourceFile,
): Edit[] | null {
  const target = element.type === 'Property' ? element.value : element.local;
  const variable = target.type === 'Identifier' ? source.variableDeclaredBy(target) : undefined;
  const removal = removalOf(element, source);
  if (!variable || !removal || !canRename(variable, source)) return null;
  const isTaken = source.scopes.some(({ set }) => set.has(global) && set.get(global) !== variable);
  if (isTaken) return null;
  const uses = variable.name === global ? [] : usesOf(variable).map((use) => renameUse(use, global));
  return [removal, ...uses];
}

function removalOf(element: NodeOf<'Property' | 'ImportSpecifier'>, source: SourceFile): Edit | null {
  if (element.type === 'ImportSpecifier') {
    const declaration = element.parent as NodeOf<'ImportDeclaration'>;
    const named = declaration.specifiers.filter(({ type }) => type === 'ImportSpecifier');
    if (named.length > 1) return removeElement(named, element);
    return declaration.specifiers.length === 1
      ? removeStatement(declaration, source)
      : removeBraces(declaration, element, source);
  }
  const pattern = element.parent as NodeOf<'ObjectPattern'>;
  if (pattern.properties.some(({ type }) => type === 'RestElement')) return null;
  if (pattern.properties.length > 1) return removeElement(pattern.properties, element);
  const declaration = pattern.parent?.parent;
  const isAlone = declaration?.type === 'VariableDeclaration' && declaration.declarations.length === 1;
  return isAlone ? removeStatement(declaration, source) : null;
}

/** `import x, { a }` without its braces. */
function removeBraces(declaration: NodeOf<'ImportDeclaration'>, element: Node, source: SourceFile): Edit | null {
  const [first] = declaration.specifiers;
  const close = source.text.indexOf('}', element.range[1]);
  return first && first !== element && close > 0 ? remove(first.range[1], close + 1) : null;
}

/** Takes out a statement, and its line where nothing else stands on it. */
function removeStatement(statement: Node, { text }: SourceFile): Edit {
  const [start, end] = statement.range;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const rest = /^[ \t]*(\r\n|\n|$)/.exec(text.slice(end));
  const isWholeLine = rest && text.slice(lineStart, start).trim() === '';
  return isWholeLine ? remove(lineStart, end + rest[0].length) : remove(start, end);
}
