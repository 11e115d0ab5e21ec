// What the documents name is there.
import assert from 'node:assert/strict';
import { missingTests, testsNamedIn } from './support/named-tests';

describe('documents', () => {
  for (const page of ['docs/complaints.md', 'docs/debugging.md']) {
    it(`${page} names tests that there are`, () => {
      assert.ok(testsNamedIn(page).length > 0);
      assert.deepEqual(missingTests(page), []);
    });
  }
});
