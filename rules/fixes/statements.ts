import type { Edit } from '../rule';
import { ancestorsOf, isFunction, type Node } from '../source/nodes';
import type { SourceFile } from '../source/source-file';
import { isDeclaration } from './declarations';

/** The statement that a node is part of; of several in each other, the innermost. */
export function statementAround(node: Node): Node {
  let current = node;
  for (const ancestor of ancestorsOf(node)) {
    if (isListOfStatements(ancestor)) return current;
    current = ancestor;
  }
  return current;
}

/** The statement that a node is part of and that stands directly in the function (or file) around it. */
export function outermostStatementAround(node: Node): Node {
  let current = node;
  for (const ancestor of ancestorsOf(node)) {
    if (isFunction(ancestor) && ancestor.body?.type === 'BlockStatement') break;
    if (isListOfStatements(ancestor)) {
      const isBody = ancestor.type === 'Program' || (ancestor.parent && isFunction(ancestor.parent));
      if (isBody) return current;
    }
    current = ancestor;
  }
  return current;
}

/** Puts a statement on a line of its own after another one, indented like it. */
export function insertAfter(statement: Node, text: string, source: SourceFile): Edit {
  const at = statement.range[1];
  const lineBreak = lineBreakOf(source);
  const indented = text.replaceAll('\n', `${lineBreak}${indentOf(statement, source)}`);
  return { start: at, end: at, text: `${lineBreak}${indentOf(statement, source)}${indented}` };
}

/**
 * Puts a statement into the block of an `if`, indented one step deeper. Null where it declares what others use, or
 * where a text over several lines in it would change with the indentation.
 */
export function wrapInIf(statement: Node, condition: string, source: SourceFile): Edit[] | null {
  if (isDeclaration(statement) || hasTextOverLines(statement, source)) return null;
  const indent = indentOf(statement, source);
  const step = /^\t/m.test(source.text) ? '\t' : indentStep(source);
  const lineBreak = lineBreakOf(source);
  const [start, end] = statement.range;
  const body = source.textOf(statement).replaceAll(/(\r\n|\n)(?=[^\r\n])/g, `$1${step}`);
  return [{ start, end, text: `if (${condition}) {${lineBreak}${indent}${step}${body}${lineBreak}${indent}}` }];
}

/** The white space before a statement's line. */
export function indentOf(node: Node, source: SourceFile): string {
  const lineStart = source.lines.startOf(source.lines.positionAt(node.range[0]).line);
  return /^[ \t]*/.exec(source.text.slice(lineStart))![0];
}

export function lineBreakOf({ text }: SourceFile): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function isListOfStatements(node: Node): boolean {
  return ['BlockStatement', 'Program', 'StaticBlock', 'SwitchCase', 'TSModuleBlock'].includes(node.type);
}

/** The smallest indentation in the file; two spaces where there is none. */
function indentStep({ text }: SourceFile): string {
  const indents = [...text.matchAll(/^( {2,8})\S/gm)].map(([, indent = '']) => indent.length);
  return ' '.repeat(indents.length > 0 ? Math.min(...indents) : 2);
}

function hasTextOverLines(statement: Node, source: SourceFile): boolean {
  const { nodes } = source;
  return [...nodes.ofType('TemplateElement'), ...nodes.ofType('JSXText'), ...nodes.ofType('Literal')].some(
    ({ range: [start, end] }) =>
      start >= statement.range[0] && end <= statement.range[1] && source.text.slice(start, end).includes('\n'),
  );
}
