import assert from 'node:assert/strict';
import { lint } from '../../../rules/engine';
import { disableForFile, disableForLine } from '../../../rules/fixes/disable';
import { applyEdits } from '../../../rules/fixes/edits';
import { SourceFile } from '../../../rules/source/source-file';

const RULE = 'no-deprecated-cluster-api';
const C = "const cluster = require('cluster');";

function linesFound(text: string, fileName = 'a.js'): number[] {
  return lint(text, fileName).map(({ line }) => line);
}

describe('comments that disable rules', () => {
  it('switch a line off', () => {
    assert.deepEqual(linesFound(`${C}\ncluster.isMaster; // worker-lens-disable-line ${RULE}\ncluster.isMaster`), [3]);
    assert.deepEqual(linesFound(`${C}\ncluster.isMaster; /* worker-lens-disable-line */`), []);
    assert.deepEqual(linesFound(`${C}\ncluster.isMaster; // worker-lens-disable-line other-rule`), [2]);
  });

  it('switch the next line off, with a reason or without', () => {
    const next = (comment: string) => linesFound(`${C}\n${comment}\ncluster.isMaster;\ncluster.isMaster`);
    assert.deepEqual(next(`// worker-lens-disable-next-line ${RULE}`), [4]);
    assert.deepEqual(next(`// worker-lens-disable-next-line other, ${RULE} -- Node 14 runs it`), [4]);
    assert.deepEqual(next(`/* worker-lens-disable-next-line\n * ${RULE} */`), [5]);
    assert.deepEqual(next('// worker-lens-disable-next-line other -- not no-deprecated-cluster-api'), [3, 4]);
    assert.deepEqual(next('// worker-lens-disable-next-lines'), [3, 4]);
  });

  it('switch a file or a part of it off', () => {
    assert.deepEqual(linesFound(`${C}\ncluster.isMaster\n// worker-lens-disable-file ${RULE}`), []);
    const part = `${C}\ncluster.isMaster\n/* worker-lens-disable ${RULE} */\ncluster.isMaster\n`;
    assert.deepEqual(linesFound(part), [2]);
    assert.deepEqual(linesFound(`${part}/* worker-lens-enable */\ncluster.isMaster`), [2, 6]);
  });

  it('are no comments inside a string', () => {
    assert.deepEqual(linesFound(`${C}\ncluster.isMaster; '// worker-lens-disable-line'`), [2]);
  });
});

const PLACES: readonly (readonly [fileName: string, text: string])[] = [
  ['a.js', `${C}\ncluster.isMaster;\n`],
  ['a.js', `${C}\r\nfunction f() {\r\n\t\tcluster.isMaster;\r\n}`],
  ['a.js', `#!/usr/bin/env node\n'use strict';\n// a header\n${C}\ncluster.isMaster`],
  ['a.js', `${C}\nconst text = \`one\ntwo \${cluster.isMaster} three\`;`],
  ['a.jsx', `${C}\nconst a = (\n  <div>\n    {cluster.isMaster && <b />}\n  </div>\n);`],
  ['a.jsx', `${C}\nconst a = <div\n  title={cluster.isMaster} />;`],
  ['a.js', "import {\n  isMaster,\n} from 'cluster';"],
  ['a.js', `${C}\nif (x)\n  cluster.isMaster\nelse\n  y()`],
  ['a.js', `${C}\n// worker-lens-disable-next-line other\ncluster.isMaster;`],
  ['a.js', `${C} cluster.isMaster`],
  ['a.js', `${C}\nconst s = 'a\\\nb' + cluster.isMaster`],
];

describe('the edits that add such a comment', () => {
  for (const [fileName, text] of PLACES) {
    it(`fit ${JSON.stringify(text)}`, () => {
      const source = SourceFile.from(text, fileName);
      const [finding, ...others] = lint(text, fileName);
      assert.ok(source && finding && others.length === 0);
      for (const edit of [disableForLine(finding, source), disableForFile(finding, source)]) {
        const edited = applyEdits(text, [edit]);
        assert.deepEqual(lint(edited, fileName), []);
        // The comment is one, and the rest is what it was.
        const uncommented = edited.replace(
          /\/\* worker-lens-disable-line no-[a-z-]+ \*\/|\/\/ worker-lens-disable-(next-line|file) no-.*/,
          '',
        );
        assert.equal(lint(uncommented, fileName).length, 1, edited);
      }
    });
  }
});
