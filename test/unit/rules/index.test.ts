import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { RULES } from '../../../rules/index';

describe('the list of rules', () => {
  const names = RULES.map(({ name }) => name);

  it('is sorted, and has each once', () => {
    assert.deepEqual(names, [...new Set(names)].sort());
  });

  it('has a test and a page for each rule, and no page of another', () => {
    const tests = readdirSync('test/unit/rules');
    for (const name of names) assert.ok(tests.includes(`${name}.test.ts`), `${name} has no test`);
    const pages = readdirSync('docs/rules').filter((page) => page !== 'README.md');
    assert.deepEqual(
      pages.sort(),
      names.map((name) => `${name}.md`),
    );
  });

  it('says of each in one line what it finds', () => {
    for (const { name, description } of RULES) assert.match(description, /^[^\n]{10,120}[^.\n]$/, name);
  });
});
