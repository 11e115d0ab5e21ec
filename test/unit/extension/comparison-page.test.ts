// Two recordings as a page: a table that holds whatever they are called.
import assert from 'node:assert/strict';
import { comparisonPage } from '../../../extension/timeline/comparison-page';
import type { ComparedRow } from '../../../viewer/trace/compare';
import { english } from '../../../viewer/trace/errors';

const row = (own: Partial<ComparedRow>): ComparedRow => ({
  key: 'x',
  label: 'X',
  unit: 'count',
  a: 1,
  b: 2,
  ratio: 2,
  ...own,
});

describe('the page of a comparison', () => {
  it('has a row for each figure that one of them has, and names the rest', () => {
    const rows = [row({ label: 'Crashed' }), row({ label: 'Tasks', a: null, ratio: null }), row({ a: null, b: null })];
    assert.equal(
      comparisonPage(['one', 'two'], rows, english),
      [
        '# one and two',
        '',
        '|  | one | two | second ÷ first |',
        '| --- | ---: | ---: | ---: |',
        '| Crashed | 1 | 2 | ×2.00 |',
        '| Tasks | – | 2 |  |',
        '',
        'Not measured in either: X.',
        '',
      ].join('\n'),
    );
  });

  it('takes no name for Markdown', () => {
    const [, , head] = comparisonPage(['a|b', '<img>\n*'], [], english).split('\n');
    assert.equal(head, '|  | a\\|b | \\<img\\> \\* | second ÷ first |');
  });
});
