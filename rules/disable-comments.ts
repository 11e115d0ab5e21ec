import type { Finding } from './rule';
import type { SourceFile } from './source/source-file';

type Reach = 'disable' | 'enable' | 'disable-file' | 'disable-line' | 'disable-next-line';

interface Directive {
  readonly reach: Reach;
  /** The rules it is about; none means all. */
  readonly rules: readonly string[];
  readonly line: number;
  readonly endLine: number;
}

const DIRECTIVE = /^[\s*]*worker-lens-(disable-next-line|disable-line|disable-file|disable|enable)(?![\w-])([\s\S]*)$/;

/**
 * Leaves out the findings that a comment switches off: `worker-lens-disable-line`, `-disable-next-line`, `-disable-file`,
 * and `-disable`, which holds up to `-enable` or the end of the file. After it come rules, or none for all of them,
 * and a reason after `--`.
 */
export function withoutDisabled(findings: readonly Finding[], source: SourceFile): Finding[] {
  const directives = directivesOf(source);
  if (directives.length === 0) return [...findings];
  return findings.filter((finding) => !isDisabled(finding, directives));
}

/** The comment that switches a rule off, without what makes it a comment. */
export function disableDirective(reach: Reach, rule: string): string {
  return `worker-lens-${reach} ${rule}`;
}

/** Whether a comment switches rules on or off. */
export function hasDirective(comment: { readonly value: string }): boolean {
  return DIRECTIVE.test(comment.value);
}

function directivesOf(source: SourceFile): Directive[] {
  return source.comments.flatMap((comment) => {
    const match = DIRECTIVE.exec(comment.value);
    if (!match) return [];
    const [, reach, rest = ''] = match;
    const [start, end] = source.rangeOf(comment);
    const { line } = source.lines.positionAt(start);
    const { line: endLine } = source.lines.positionAt(end);
    return [{ reach: reach as Reach, rules: rulesNamedIn(rest), line, endLine }];
  });
}

function rulesNamedIn(rest: string): string[] {
  const [names = ''] = rest.split(/\s--/);
  return names.split(/[\s,*]+/).filter((name) => name !== '');
}

function isDisabled(finding: Finding, directives: readonly Directive[]): boolean {
  const relevant = directives.filter(({ rules }) => rules.length === 0 || rules.includes(finding.rule));
  return relevant.some((directive) => covers(directive, finding)) || isInDisabledBlock(finding, relevant);
}

function covers({ reach, line, endLine }: Directive, finding: Finding): boolean {
  if (reach === 'disable-file') return true;
  if (reach === 'disable-line') return finding.line >= line && finding.line <= endLine;
  return reach === 'disable-next-line' && finding.line === endLine + 1;
}

function isInDisabledBlock(finding: Finding, directives: readonly Directive[]): boolean {
  const switches = directives.filter(({ reach }) => reach === 'disable' || reach === 'enable');
  const last = switches.findLast(({ line }) => line <= finding.line);
  return last?.reach === 'disable';
}
