import assert from 'node:assert/strict';
import { fixAll, lint } from '../../../rules/engine';
import { noDeprecatedClusterApi } from '../../../rules/no-deprecated-cluster-api';
import { type Case, HITS, MISSES } from './cluster-api-cases';
import { run } from './support/cases';
import { checkPage } from './support/page';

const ONLY = { rules: [noDeprecatedClusterApi.name] };
const C = "const cluster = require('cluster');\n";

/** Text before and after the fix. */
const FIXES: readonly (readonly [before: string, after: string])[] = [
  [
    "const {isMaster} = require('cluster'); f({isMaster})",
    "const {isPrimary} = require('cluster'); f({isMaster: isPrimary})",
  ],
  [
    "const {isMaster} = require('cluster'); const isPrimary = 1; f({isMaster})",
    "const {isPrimary: isMaster} = require('cluster'); const isPrimary = 1; f({isMaster})",
  ],
  ["const {isMaster: isPrimary} = require('cluster')", "const {isPrimary} = require('cluster')"],
  ["const {isMaster: isPrimary = true} = require('cluster')", "const {isPrimary = true} = require('cluster')"],
  [
    "const {isMaster = true} = require('cluster'); isMaster",
    "const {isPrimary = true} = require('cluster'); isPrimary",
  ],
  ["const {'isMaster': m} = require('cluster')", "const {'isPrimary': m} = require('cluster')"],
  [
    "const {isMaster, isPrimary} = require('cluster'); isPrimary || isMaster",
    "const {isPrimary} = require('cluster'); isPrimary",
  ],
  [
    "const {isPrimary, isMaster} = require('cluster'); isMaster ?? isPrimary",
    "const {isPrimary} = require('cluster'); isPrimary",
  ],
  [
    "const {isPrimary, isMaster} = require('cluster'); function f(isPrimary) { return isMaster }",
    "const {isPrimary, isPrimary: isMaster} = require('cluster'); function f(isPrimary) { return isMaster }",
  ],
  [
    "const {isMaster} = require('cluster'); eval('isMaster')",
    "const {isPrimary: isMaster} = require('cluster'); eval('isMaster')",
  ],
  ["let {isMaster} = require('cluster'); isMaster = 1", "let {isPrimary: isMaster} = require('cluster'); isMaster = 1"],
  [
    "const {isMaster, ...rest} = require('cluster'); rest.fork()",
    "const {isPrimary, ...rest} = require('cluster'); rest.fork()",
  ],
  [
    "const {isMaster, ...rest} = require('cluster'); f(rest)",
    "const {isMaster, ...rest} = require('cluster'); f(rest)",
  ],
  ["import {isMaster as x} from 'cluster'; x", "import {isPrimary as x} from 'cluster'; x"],
  ["import {isMaster as isPrimary} from 'cluster'", "import {isPrimary} from 'cluster'"],
  [
    "import {isMaster, isPrimary} from 'cluster'; isMaster || isPrimary",
    "import {isPrimary} from 'cluster'; isPrimary",
  ],
  [
    "import {isMaster} from 'cluster'; export {isMaster}",
    "import {isPrimary} from 'cluster'; export {isPrimary as isMaster}",
  ],
  ["export {isMaster} from 'cluster'", "export {isPrimary as isMaster} from 'cluster'"],
  ["export {isMaster as isPrimary} from 'cluster'", "export {isPrimary} from 'cluster'"],
  [`${C}export const {isMaster} = cluster`, `${C}export const {isPrimary: isMaster} = cluster`],
  [`${C}cluster.isPrimary || cluster.isMaster`, `${C}cluster.isPrimary`],
  [`${C}cluster.isMaster ?? cluster.isPrimary`, `${C}cluster.isPrimary`],
  [`${C}x || cluster.isPrimary || cluster.isMaster || y`, `${C}x || cluster.isPrimary || y`],
  [`${C}(cluster.isPrimary) || cluster.isMaster`, `${C}(cluster.isPrimary) || cluster.isPrimary`],
  [`${C}cluster.isMaster || cluster['isMaster']`, `${C}cluster.isPrimary`],
  [`${C}cluster?.isPrimary ?? cluster?.isMaster`, `${C}cluster?.isPrimary`],
  [`${C}'isPrimary' in cluster ? cluster.isPrimary : cluster.isMaster`, `${C}cluster.isPrimary`],
  [`${C}f() ? cluster.isPrimary : cluster.isMaster`, `${C}f() ? cluster.isPrimary : cluster.isPrimary`],
  [`${C}cluster["isMaster"]; cluster[\`isMaster\`]`, `${C}cluster["isPrimary"]; cluster[\`isPrimary\`]`],
  [`${C}const key = 'isMaster'; cluster[key]`, `${C}const key = 'isMaster'; cluster['isPrimary']`],
  [`${C}(a || cluster).isMaster || cluster.isMaster`, `${C}(a || cluster).isMaster || cluster.isPrimary`],
];

/** Programs that tell what they see through `log`, to be run before and after the fix. */
const PROGRAMS: readonly string[] = [
  `${C}log(cluster.isMaster, cluster['isMaster'], cluster?.isMaster, typeof cluster.setupMaster)`,
  "const {isMaster, setupMaster: setup} = require('cluster'); log({isMaster}, typeof setup)",
  "const {isMaster, isPrimary} = require('cluster'); log({isMaster, isPrimary}, isMaster || isPrimary)",
  `${C}const f = ({isMaster} = cluster) => ({isMaster}); log(f(), f({isMaster: 1}))`,
  `${C}let isMaster; ({isMaster} = cluster); log({isMaster})`,
  `${C}const {isMaster, ...rest} = cluster; log(isMaster, 'isMaster' in rest, Object.keys(rest))`,
  `${C}const {isMaster, ...rest} = cluster; log(isMaster, typeof rest.fork)`,
  `${C}for (const {isMaster} of [cluster]) log((() => isMaster)(), [{isMaster}])`,
  `${C}{ const {isMaster} = cluster; const isPrimary = 2; log(isMaster, isPrimary) }`,
  `${C}log(cluster.isPrimary ?? cluster.isMaster, (cluster.isMaster || cluster.isPrimary) && 1)`,
  `${C}class A { #c = cluster; static s = cluster; get m() { return this.#c.isMaster } } log(new A().m, A.s.isMaster)`,
  `${C}const m = 'isMaster'; log(cluster[m], Reflect.get(cluster, 'isMaster'), m)`,
  `${C}const isPrimary = 'mine'; const {isMaster} = cluster; log(isPrimary, isMaster, {isMaster})`,
  `${C}const {isMaster: a, isMaster: b = 1, 'isMaster': c} = cluster; log(a, b, c)`,
  `const isMaster = 'outer'; function f() { const {isMaster} = require('cluster'); return {isMaster} } log(isMaster, f())`,
  `${C}const {setupMaster} = cluster; setupMaster({args: ['x']}); log(cluster.settings.args)`,
];

describe('no-deprecated-cluster-api', () => {
  for (const example of HITS) it(`finds ${titleOf(example)}`, () => checkHit(example));
  for (const example of MISSES) it(`leaves alone ${titleOf(example)}`, () => assert.deepEqual(findingsOf(example), []));

  it('has a page', () => checkPage(noDeprecatedClusterApi));

  it('fixes as written down', () => {
    for (const [before, after] of FIXES) assert.equal(fixAll(before, 'a.ts', ONLY), after);
  });

  it('gives what is fixed the same behaviour', () => {
    for (const program of PROGRAMS) {
      const fixed = fixAll(program, 'a.cjs', ONLY);
      assert.deepEqual(run(fixed), run(program), fixed);
    }
  });

  it('marks the name alone, as deprecated', () => {
    const [finding] = lint(`${C}if (cluster\n  .isMaster) {}`, 'a.js');
    assert.ok(finding);
    const { line, column, endLine, endColumn, severity, tags, rule } = finding;
    assert.deepEqual({ line, column, endLine, endColumn }, { line: 3, column: 4, endLine: 3, endColumn: 12 });
    assert.deepEqual(
      { severity, tags, rule },
      { severity: 'hint', tags: ['deprecated'], rule: 'no-deprecated-cluster-api' },
    );
    assert.match(finding.url, /docs\/rules\/no-deprecated-cluster-api\.md$/);
  });

  it('says nothing where the package still runs on Node before 16', () => {
    const count = (nodeRange: string) => lint(`${C}cluster.isMaster`, 'a.js', { nodeRange }).length;
    for (const range of ['>=14', '^14 || >=16', '*', '12.x', '>= 15.9.0 < 20']) assert.equal(count(range), 0, range);
    for (const range of ['>=16', '^18 || >=20', '16.x', '20.11.1', 'whatever']) assert.equal(count(range), 1, range);
  });
});

function titleOf([fileName, code]: Case): string {
  return `${fileName}: ${code.replaceAll('\n', ' ').slice(0, 120)}`;
}

function findingsOf([fileName, code]: Case) {
  return lint(code, fileName, ONLY);
}

/** All are found, each has a fix, and what is fixed has nothing left to find, in the very same tree otherwise. */
function checkHit(example: Case): void {
  const [fileName, code, count] = example;
  const findings = findingsOf(example);
  assert.equal(findings.length, count, findings.map(({ line, column }) => `${line}:${column}`).join());
  assert.ok(findings.every(({ fix }) => fix));
  const fixed = fixAll(code, fileName, ONLY);
  assert.deepEqual(lint(fixed, fileName, ONLY), []);
  // A fix that breaks the syntax would leave nothing to be found as well.
  assert.equal(lint(`${fixed}\n;require('cluster').isMaster`, fileName, ONLY).length, 1, fixed);
}
