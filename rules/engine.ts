import { withoutDisabled } from './disable-comments';
import { allowsNodeBefore } from './engines';
import { applyEdits, overlaps } from './fixes/edits';
import { withinText } from './fixes/within';
import { RULES } from './index';
import { Instances } from './instances';
import { concernsRules } from './mentions';
import { ModuleReferences } from './module-references';
import { Roles } from './roles';
import type { Edit, Finding, Place, Report, Rule, RuleContext, Severity } from './rule';
import type { Lines } from './source/lines';
import type { Node } from './source/nodes';
import { SourceFile } from './source/source-file';
import { NOTHING_KNOWN, type Surroundings } from './surroundings';
import { FunctionUses } from './values/function-uses';

export interface LintOptions {
  /** The names of the rules to run; all where it is left out. */
  readonly rules?: readonly string[] | undefined;
  /** How serious a person holds what a rule finds, or that it shall not run; by the rule's name. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>> | undefined;
  /** The Node versions that the file's package runs on, as its `engines.node` has them. */
  readonly nodeRange?: string | undefined;
  readonly surroundings?: Surroundings | undefined;
  /** Whether to run only the rules whose findings can have a fix. */
  readonly onlyFixes?: boolean;
}

const DOCS = 'https://github.com/worker-lens/worker-lens/blob/main/docs/rules';
const MAX_PASSES = 10;

/** Checks one file. What cannot be parsed, or is too big to be written by hand, has no findings. */
export function lint(text: string, fileName: string, options: LintOptions = {}): Finding[] {
  if (!concernsRules(text)) return [];
  try {
    const source = SourceFile.from(text, fileName);
    return source ? check(source, options) : [];
  } catch (error) {
    // Expressions nested deeper than the call stack: nothing that a person wrote.
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** Applies all fixes, and those that only show up after them, until none is left. Suggestions are not applied. */
export function fixAll(text: string, fileName: string, options: LintOptions = {}): string {
  let current = text;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const edits = compatibleEdits(lint(current, fileName, { ...options, onlyFixes: true }));
    if (edits.length === 0) break;
    current = applyEdits(current, edits);
  }
  return current;
}

/** The edits of the fixes that can be made at once: of two fixes that meet in a place, the first. */
export function compatibleEdits(findings: readonly Pick<Finding, 'fix'>[]): Edit[] {
  const chosen: Edit[] = [];
  for (const { fix } of findings) {
    if (fix && !fix.edits.some((edit) => chosen.some((other) => overlaps(edit, other)))) chosen.push(...fix.edits);
  }
  return chosen;
}

/** What ends with a bracket that is not typed yet is not done: nothing is said of it. */
function check(source: SourceFile, options: LintOptions): Finding[] {
  const context = contextFor(source, options);
  const findings = RULES.filter((rule) => isWanted(rule, options)).flatMap((rule) =>
    Array.from(rule.check(context))
      .filter(({ node }) => node.range[1] <= source.text.length)
      .map((report) => finding(rule, report, source, options)),
  );
  const real = withinText(findings, source.text.length);
  return withoutDisabled(real, source).sort((a, b) => a.start - b.start || a.end - b.end);
}

function contextFor(source: SourceFile, { nodeRange, surroundings = NOTHING_KNOWN }: LintOptions): RuleContext {
  const references = new ModuleReferences(source);
  const uses = new FunctionUses(references.evaluator);
  return {
    source,
    references,
    roles: new Roles(references.evaluator, uses),
    instances: new Instances(references.evaluator, uses),
    surroundings,
    allowsNodeBefore: (version) => allowsNodeBefore(nodeRange, version),
  };
}

function isWanted({ name, hasFixes }: Rule, { rules, severities, onlyFixes }: LintOptions): boolean {
  if (onlyFixes && !hasFixes) return false;
  return severities?.[name] !== 'off' && (rules?.includes(name) ?? true);
}

function finding(rule: Rule, report: Report, { lines }: SourceFile, { severities }: LintOptions): Finding {
  const chosen = severities?.[rule.name];
  return {
    rule: rule.name,
    severity: chosen && chosen !== 'off' ? chosen : (report.severity ?? rule.severity),
    message: report.message,
    tags: report.tags ?? rule.tags ?? [],
    ...placeOf(report.node, lines),
    fix: report.fix ?? null,
    suggestions: report.suggestions ?? [],
    related: (report.related ?? []).map(({ node, message }) => ({ ...placeOf(node, lines), message })),
    url: `${DOCS}/${rule.name}.md`,
  };
}

function placeOf(node: Node, lines: Lines): Place {
  const start = node.range[0];
  const end = Math.min(node.range[1], lines.text.length);
  const { line, column } = lines.positionAt(start);
  const { line: endLine, column: endColumn } = lines.positionAt(end);
  return { start, end, line, column, endLine, endColumn };
}
