import { disableDirective, hasDirective } from '../disable-comments';
import type { Edit, Finding } from '../rule';
import type { SourceFile } from '../source/source-file';

type Place = Pick<Finding, 'rule' | 'start' | 'end' | 'line'>;

/** The edit that adds a comment which switches a finding's rule off for its line. */
export function disableForLine(finding: Place, source: SourceFile): Edit {
  const start = source.lines.startOf(finding.line);
  const above = source.comments.some(
    (comment) => hasDirective(comment) && endsOnLine(comment, finding.line - 1, source),
  );
  // A line put between would take the directive above off the line that it is for.
  if (above || isInText(start, source))
    return insert(finding.end, ` /* ${disableDirective('disable-line', finding.rule)} */`);
  const indent = indentAt(start, source.text);
  return insert(start, `${indent}// ${disableDirective('disable-next-line', finding.rule)}${lineBreakOf(source.text)}`);
}

/** The edit that adds a comment which switches a finding's rule off for the whole file, below the file's own header. */
export function disableForFile(finding: Place, source: SourceFile): Edit {
  const [first] = source.program.body;
  const comment = `// ${disableDirective('disable-file', finding.rule)}${lineBreakOf(source.text)}`;
  return insert(first ? first.range[0] : 0, comment);
}

function insert(at: number, text: string): Edit {
  return { start: at, end: at, text };
}

/** Whether a comment put at an offset would be part of a text: of a template, a string, or between JSX tags. */
function isInText(offset: number, { nodes }: SourceFile): boolean {
  const isTouched = ({ range: [start, end] }: { range: readonly [number, number] }) => start <= offset && offset <= end;
  const isCut = ({ range: [start, end] }: { range: readonly [number, number] }) => start < offset && offset < end;
  return (
    nodes.ofType('TemplateElement').some(isTouched) ||
    nodes.ofType('JSXText').some(isTouched) ||
    nodes.ofType('Literal').some(isCut)
  );
}

function endsOnLine(comment: SourceFile['comments'][number], line: number, source: SourceFile): boolean {
  return source.lines.positionAt(source.rangeOf(comment)[1]).line === line;
}

function indentAt(start: number, text: string): string {
  let end = start;
  while (text[end] === ' ' || text[end] === '\t') end++;
  return text.slice(start, end);
}

function lineBreakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
