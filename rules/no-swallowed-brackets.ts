import type { Report, Rule, RuleContext } from './rule';
import type { Node } from './source/nodes';

const BRACKETS = /[()[\]{}]/g;
const OPENING = '([{';

/** `cluster.on('online', () => { // … });`, where the brackets belong to the comment: often a program that was put on one line. */
export const noSwallowedBrackets: Rule = {
  name: 'no-swallowed-brackets',
  severity: 'error',
  description: 'Closing brackets that stand in a comment, and are missing in the code',
  hasFixes: true,
  check,
};

function* check({ source }: RuleContext): Generator<Report> {
  const missing = bracketsIn(source.closed);
  // Without a block's among them it may be a face.
  if (!missing.includes('}')) return;
  for (const comment of source.comments) {
    const [start, end] = source.rangeOf(comment);
    const swallowed = source.text.startsWith('//', start) ? endWith(missing, comment.value) : '';
    if (swallowed === '' || isBalanced(comment.value)) continue;
    const from = end - swallowed.length;
    yield {
      node: { range: [from, end] } as unknown as Node,
      message: `${source.text.slice(from, end).trim()} belongs to the comment before it: the brackets stay open, and the file does not start.`,
      fix: {
        title: 'Put the brackets on a line of their own',
        edits: [{ start: lineEnd(source.text, start, from), end: from, text: '\n' }],
      },
    };
  }
}

/** The end of a comment in which these brackets stand, and nothing else but blanks and semicolons; '' where they don't. */
function endWith(brackets: string, comment: string): string {
  let from = comment.length;
  for (let left = brackets.length; left > 0; ) {
    const last = comment[--from];
    if (last === brackets[left - 1]) left--;
    else if (last !== ';' && last?.trim() !== '') return '';
  }
  return comment.slice(from);
}

const bracketsIn = (text: string) => (text.match(BRACKETS) ?? []).join('');

/** Whether a comment opens as many brackets as it closes: those are its own. */
function isBalanced(comment: string): boolean {
  let open = 0;
  for (const bracket of bracketsIn(comment)) open += OPENING.includes(bracket) ? 1 : -1;
  return open >= 0;
}

/** Where what stands before the brackets ends. */
function lineEnd(text: string, start: number, from: number): number {
  return start + text.slice(start, from).trimEnd().length;
}
