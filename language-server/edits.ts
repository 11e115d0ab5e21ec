import { compatibleEdits, fixAll, type LintOptions } from '../rules/engine';
import { applyEdits } from '../rules/fixes/edits';
import type { Edit, Finding } from '../rules/rule';

/**
 * Small edits where one pass mends all; else the part of the text that changes, as edits of later passes don't fit it.
 * @param findings what is found in the text, at least all that has a fix
 */
export function editsOfAllFixes(
  findings: readonly Finding[],
  text: string,
  name: string,
  options: LintOptions,
): readonly Edit[] {
  const edits = compatibleEdits(findings);
  const once = applyEdits(text, edits);
  const fixed = fixAll(once, name, options);
  return fixed === once ? edits : [changedPart(text, fixed)];
}

function changedPart(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}
