import { withoutDisabled } from './disable-comments';
import { allowsNodeBefore } from './engines';
import { applyEdits, overlaps } from './fixes/edits';
import { RULES } from './index';
import { ModuleReferences } from './module-references';
import type { Edit, Finding, Report, Rule } from './rule';
import { SourceFile } from './source/source-file';

export interface LintOptions {
  /** The names of the rules to run; all where it is left out. */
  readonly rules?: readonly string[] | undefined;
  /** The Node versions that the file's package runs on, as its `engines.node` has them. */
  readonly nodeRange?: string | undefined;
}

const DOCS = 'https://github.com/worker-lens/worker-lens/blob/main/docs/rules';
const MAX_PASSES = 10;

/** Checks one file. What cannot be parsed, or is too big to be written by hand, has no findings. */
export function lint(text: string, fileName: string, options: LintOptions = {}): Finding[] {
  try {
    const source = SourceFile.from(text, fileName);
    return source ? check(source, options) : [];
  } catch (error) {
    // Expressions nested deeper than the call stack: nothing that a person wrote.
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** Applies all fixes, and those that only show up after them, until none is left. */
export function fixAll(text: string, fileName: string, options: LintOptions = {}): string {
  let current = text;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const edits = compatibleEdits(lint(current, fileName, options));
    if (edits.length === 0) break;
    current = applyEdits(current, edits);
  }
  return current;
}

/** The edits of the fixes that can be made at once: of two fixes that meet in a place, the first. */
export function compatibleEdits(findings: readonly Finding[]): Edit[] {
  const chosen: Edit[] = [];
  for (const { fix } of findings) {
    if (fix && !fix.some((edit) => chosen.some((other) => overlaps(edit, other)))) chosen.push(...fix);
  }
  return chosen;
}

function check(source: SourceFile, { rules, nodeRange }: LintOptions): Finding[] {
  const context = {
    source,
    references: new ModuleReferences(source),
    allowsNodeBefore: (version: string) => allowsNodeBefore(nodeRange, version),
  };
  const wanted = rules ? RULES.filter(({ name }) => rules.includes(name)) : RULES;
  const findings = wanted.flatMap((rule) => Array.from(rule.check(context), (report) => finding(rule, report, source)));
  return withoutDisabled(findings, source).sort((a, b) => a.start - b.start || a.end - b.end);
}

function finding(rule: Rule, { node, message, fix, fixTitle }: Report, { lines }: SourceFile): Finding {
  const [start, end] = node.range;
  const { line, column } = lines.positionAt(start);
  const { line: endLine, column: endColumn } = lines.positionAt(end);
  const place = { start, end, line, column, endLine, endColumn };
  const { name, severity, tags } = rule;
  return {
    rule: name,
    severity,
    message,
    tags,
    ...place,
    fix,
    fixTitle: fixTitle ?? null,
    url: `${DOCS}/${name}.md`,
  };
}
