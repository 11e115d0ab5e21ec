import type { Edit, Finding } from '../rules/rule';
import { Lines } from '../rules/source/lines';

export interface FileFindings {
  readonly file: string;
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** The findings as the array that `--json` promises. */
export function formatJson(results: readonly FileFindings[]): string {
  const rows = results.flatMap(({ file, text, findings }) => {
    const lines = new Lines(text);
    return findings.map((finding) => rowFor(file, finding, lines));
  });
  return `${JSON.stringify(rows, null, 2)}\n`;
}

function rowFor(file: string, finding: Finding, lines: Lines) {
  const { line, column, endLine, endColumn, rule, severity, message, fix } = finding;
  const edits = fix?.edits.map((edit) => editRow(edit, lines)) ?? null;
  return { file, line, column, endLine, endColumn, rule, severity, message, fix: edits };
}

function editRow({ start, end, text }: Edit, lines: Lines) {
  const { line, column } = lines.positionAt(start);
  const { line: endLine, column: endColumn } = lines.positionAt(end);
  return { line, column, endLine, endColumn, text };
}

/** The findings for people: a line for each, in the form that terminals make links of. */
export function formatText(results: readonly FileFindings[]): string {
  const all = results.flatMap(({ file, findings }) => findings.map((finding) => ({ file, finding })));
  if (all.length === 0) return '';
  const rows = all.map(
    ({ file, finding: { line, column, severity, message, rule } }) =>
      `${file}:${line}:${column}: ${severity}: ${message} (${rule})\n`,
  );
  return `${rows.join('')}\n${summaryOf(all.map(({ finding }) => finding))}\n`;
}

function summaryOf(findings: readonly Finding[]): string {
  const fixable = findings.filter(({ fix }) => fix).length;
  const found = `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`;
  return fixable > 0 ? `${found}, ${fixable} to be fixed with --fix.` : `${found}.`;
}
