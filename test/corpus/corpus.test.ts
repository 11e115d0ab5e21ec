// Programs that nobody here wrote: what the rules find in them, held against a list in which each finding was read and judged.
import assert from 'node:assert/strict';
import { RULES } from '../../rules/index';
import { fuzz, seedFor } from '../unit/rules/support/mutations';
import { filesOf, findingsIn, JUDGED, type Judged, PACKAGES, piecesOf, usesTheApis } from './support/packages';

/** With those of test/unit, 20,000. */
const MUTATED = 4_000;

describe('the packages of the corpus', function () {
  this.timeout(600_000);

  it('are at least 30 that use cluster or worker threads, and 30 that do not', () => {
    const users = PACKAGES.filter(usesTheApis);
    assert.deepEqual(
      users.map(({ name }) => name),
      PACKAGES.filter(({ uses }) => uses).map(({ name }) => name),
    );
    assert.ok(users.length >= 30 && PACKAGES.length - users.length >= 30);
  });

  for (const pinned of PACKAGES) {
    it(`${pinned.name} ${pinned.version} has the findings that were judged right`, () => {
      assert.deepEqual(findingsIn(pinned).sort(), judgedIn(pinned.name, pinned.version).sort());
    });
  }
});

describe('the list of judged findings', () => {
  it('holds none that is false: the rule is to be mended', () => {
    for (const { verdict, reason } of JUDGED) assert.ok(verdict === 'right' && reason.length > 10, reason);
  });

  it('holds none of a package that is not in the corpus', () => {
    const known = new Set(PACKAGES.map(({ name, version }) => `${name} ${version}`));
    for (const judged of JUDGED) assert.ok(known.has(`${judged.package} ${judged.version}`), judged.package);
  });
});

describe('mutated pieces of the packages', () => {
  it('never make the engine fail or hang', function () {
    this.timeout(600_000);
    fuzz(
      MUTATED,
      PACKAGES.filter(({ uses }) => uses)
        .flatMap(filesOf)
        .flatMap(piecesOf),
      seedFor('corpus'),
    );
  });
});

/** Of the rules that there are: the list may know more. */
function judgedIn(name: string, version: string): string[] {
  const rules = new Set(RULES.map((rule) => rule.name));
  return JUDGED.filter((judged) => judged.package === name && judged.version === version && rules.has(judged.rule)).map(
    ({ file, line, rule }: Judged) => `${file}:${line} ${rule}`,
  );
}
