import type { ModuleReferences } from '../module-references';
import type { Edit } from '../rule';
import type { Node, NodeOf } from '../source/nodes';
import { unwrap } from '../source/nodes';
import { isModule } from '../values/value';
import { lineBreakOf } from './statements';

/** How an export can be written at a place, and the edits that make it known there. */
export interface Imported {
  readonly text: string;
  readonly edits: readonly Edit[];
}

/**
 * Makes an export of a module known to a place: by a name that the file has for it already, by one more name in an
 * import or destructuring of the module, or by a new one at the top. Null where its name stands for something else.
 */
export function importExport(module: string, name: string, place: Node, references: ModuleReferences): Imported | null {
  const known = knownAs(module, name, references);
  if (known) return isHidden(known, place, references) ? null : { text: known.name, edits: [] };
  if (references.source.knowsName(name)) return null;
  return { text: name, edits: [extended(module, name, references) ?? added(module, name, references)] };
}

/**
 * The same for a place that uses another export of the module: `cluster.isPrimary` beside `cluster.fork`, by what the file
 * calls the module there.
 */
export function importBeside(use: Node, module: string, name: string, references: ModuleReferences): Imported | null {
  const member = unwrap(use);
  const object = member.type === 'MemberExpression' ? unwrap(member.object) : undefined;
  const isWhole = object?.type === 'Identifier' && !isRest(object, references);
  return isWhole ? { text: `${object.name}.${name}`, edits: [] } : importExport(module, name, use, references);
}

/** `{ isPrimary, ...rest }`, where the rest lacks what was taken out. */
function isRest(name: Node, { source }: ModuleReferences): boolean {
  const [definition] = source.referenceAt(name)?.resolved?.defs ?? [];
  return definition?.name.parent?.type === 'RestElement';
}

/** The name of a variable at the top of the file that holds the export. */
function knownAs(
  module: string,
  name: string,
  { source, evaluator }: ModuleReferences,
): NodeOf<'Identifier'> | undefined {
  const identifiers = [
    ...source.nodes.ofType('ImportSpecifier').map(({ local }) => local),
    ...source.nodes.ofType('Property').map(({ value }) => value),
  ].filter((node): node is NodeOf<'Identifier'> => node.type === 'Identifier');
  return identifiers.find((identifier) => {
    const variable = source.variableDeclaredBy(identifier);
    const isConstant = variable?.references.every((reference) => !reference.isWrite() || reference.init);
    return isConstant && isTop(variable!.scope) && isModule(evaluator.valueBoundTo(identifier), module, name);
  });
}

function isHidden({ name }: NodeOf<'Identifier'>, place: Node, { source }: ModuleReferences): boolean {
  return source.scopes.some(
    (scope) =>
      !isTop(scope) &&
      scope.set.has(name) &&
      scope.block.range[0] <= place.range[0] &&
      scope.block.range[1] >= place.range[1],
  );
}

function isTop({ type, upper, block }: { type: string; upper: unknown; block: Node }): boolean {
  return type === 'module' || type === 'global' || !upper || block.type === 'Program';
}

/** One more name between the braces of an import or a `require` at the top. */
function extended(module: string, name: string, references: ModuleReferences): Edit | undefined {
  for (const statement of references.source.program.body) {
    const last = lastNameIn(statement, module, references);
    if (last) return { start: last.range[1], end: last.range[1], text: `, ${name}` };
  }
  return undefined;
}

function lastNameIn(statement: Node, module: string, references: ModuleReferences): Node | undefined {
  if (statement.type === 'ImportDeclaration') {
    const isOfModule = statement.source.value.replace(/^node:/, '') === module && statement.importKind !== 'type';
    return isOfModule ? statement.specifiers.findLast(({ type }) => type === 'ImportSpecifier') : undefined;
  }
  if (statement.type !== 'VariableDeclaration') return undefined;
  for (const { id, init } of statement.declarations) {
    if (id.type !== 'ObjectPattern' || !init || unwrap(init).type !== 'CallExpression') continue;
    const last = id.properties.at(-1);
    if (last?.type === 'Property' && isModule(references.valueOf(init), module)) return last;
  }
  return undefined;
}

/** A statement of its own: after the imports, or after the directives of a script. */
function added(module: string, name: string, { source }: ModuleReferences): Edit {
  const { body, sourceType } = source.program;
  const isEsm = body.some(({ type }) => /^(Import|Export)/.test(type)) || /\.m[jt]s$/.test(source.fileName);
  const isUsable = isEsm || sourceType !== 'module';
  const line =
    isEsm || !isUsable ? `import { ${name} } from 'node:${module}';` : `const { ${name} } = require('node:${module}');`;
  const before = body.findLast(
    (statement) => isDirective(statement) || (isEsm && statement.type === 'ImportDeclaration'),
  );
  const lineBreak = lineBreakOf(source);
  if (before) return { start: before.range[1], end: before.range[1], text: `${lineBreak}${line}` };
  const at = source.text.startsWith('#!') ? source.lines.startOf(2) : 0;
  return { start: at, end: at, text: `${line}${lineBreak}` };
}

function isDirective(statement: Node): boolean {
  return (
    statement.type === 'ExpressionStatement' && 'directive' in statement && typeof statement.directive === 'string'
  );
}
