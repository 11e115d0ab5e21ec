import type { Change, Finding } from '../rule';

/**
 * Leaves out what is beyond the end of a text: a half-typed file is read with closing brackets that are not there, so a
 * statement can end after the text does. No place can be changed that does not exist.
 */
export function withinText(findings: readonly Finding[], length: number): Finding[] {
  const fits = ({ edits }: Change) => edits.every(({ end }) => end <= length);
  return findings
    .filter(({ start, end }) => start < end)
    .map((finding) => ({
      ...finding,
      fix: finding.fix && fits(finding.fix) ? finding.fix : null,
      suggestions: finding.suggestions.filter(fits),
      related: finding.related.filter(({ start, end }) => start < end),
    }));
}
