import assert from 'node:assert/strict';
import { compatibleEdits, fixAll, lint } from '../../../rules/engine';

const C = "const cluster = require('cluster');\n";

describe('the engine', () => {
  it('finds nothing, and does not fail, where there is nothing to parse', () => {
    for (const text of [
      '',
      '\uFEFF',
      '}}}}',
      '<<<<<<< HEAD',
      '\u0000\u0001',
      '"',
      '`${',
      '/*',
      'class {',
      'import {',
    ]) {
      // What names nothing that rules are about is not even parsed.
      for (const whole of [text, `${text} cluster`]) assert.deepEqual(lint(whole, 'a.ts'), [], whole);
    }
  });

  it('checks what is complete in a half-typed file', () => {
    const count = (text: string) => lint(C + text, 'a.js').length;
    assert.equal(count('if (cluster.isMaster) {\n  cluster.\n}\ncluster.isMaster;'), 2);
    assert.equal(count('if (cluster.isMaster) {\n  start('), 1);
    assert.equal(count('const x = ;\ncluster.isMaster;'), 1);
    // The brackets that the comment swallowed are a finding of their own.
    assert.equal(count("cluster.on('online', () => {\n  cluster.isMaster; // });"), 2);
    assert.equal(count('start(a, ;\ncluster.isMaster;\n'), 1);
  });

  it('keeps places as they are in the text when it repairs', () => {
    const [finding] = lint(`${C}cluster.\nif (cluster.isMaster) { foo(`, 'a.js');
    assert.equal(finding?.line, 3);
    assert.equal(finding?.column, 13);
  });

  it('changes nothing beyond the end of a text that it closed', () => {
    const text = "const { Worker } = require('worker_threads');\nconst w = new Worker(f, { workerData: { a: 1";
    const [finding] = lint(text, 'a.js', { rules: ['require-worker-error-listener'] });
    assert.ok(finding && finding.end <= text.length);
    assert.deepEqual([finding.fix, finding.suggestions], [null, []]);
  });

  it('leaves a half-typed escape as it is', () => {
    for (const text of ['cluster.isMaster\\u{', 'cluster.isMaster\\u{r\\u{', 'cluster.isMaster\\u{110000000}']) {
      assert.deepEqual(lint(C + text, 'a.js'), [], text);
      assert.equal(fixAll(C + text, 'a.js'), C + text);
    }
  });

  it('survives what the parser itself stumbles over', () => {
    assert.deepEqual(lint("namespace import c = require('cluster'...); c.isMaster } enum E { A = = 1 }", 'a.ts'), []);
  });

  it('survives arguments that are not there yet', () => {
    const text = `${C}const { Worker } = require('worker_threads');\n`;
    const calls = [
      'cluster.on(, (worker) => { if (!worker.exitedAfterDisconnect) cluster.fork(); });',
      'const run = (file) => new Worker(file); run(, 1);',
      "const path = require('path'); new Worker(path.join(, 'a.js'));",
      'f?.(,);',
    ];
    for (const call of calls) {
      for (const name of ['a.js', 'a.ts'])
        assert.equal(lint(`${text}${call}\ncluster.isMaster;`, name).length > 0, true);
    }
  });

  it('survives any depth', () => {
    const depth = 10_000;
    const nested = (open: string, close: string) =>
      `${C}cluster.isMaster; x = ${open.repeat(depth)}1${close.repeat(depth)}`;
    for (const text of [
      nested('[', ']'),
      nested('(', ')'),
      nested('{a:', '}'),
      nested('f(', ')'),
      nested('()=>', ''),
    ]) {
      for (const name of ['a.js', 'a.ts', 'a.tsx']) assert.ok(Array.isArray(lint(text, name)));
    }
    lint(`${C}x = ${'1+'.repeat(depth)}1; y${'.a'.repeat(depth)}; z${'()'.repeat(depth)}`, 'a.js');
    lint(`${C}${'if (a) {} else '.repeat(depth)}{}`, 'a.js');
  });

  it('leaves out files of more than 2 MB', () => {
    assert.equal(lint(`${C}cluster.isMaster;`.padEnd(2 * 1024 * 1024), 'a.js').length, 1);
    assert.equal(lint(`${C}cluster.isMaster;`.padEnd(2 * 1024 * 1024 + 1), 'a.js').length, 0);
  });

  it('runs the rules that are asked for', () => {
    assert.equal(lint(`${C}cluster.isMaster`, 'a.js', { rules: [] }).length, 0);
    assert.equal(lint(`${C}cluster.isMaster`, 'a.js', { rules: ['no-deprecated-cluster-api'] }).length, 1);
  });

  it('finds as serious as a person says, and leaves out what is off', () => {
    const name = 'no-deprecated-cluster-api';
    const severities = (severity: 'error' | 'off') =>
      lint(`${C}cluster.isMaster`, 'a.js', { severities: { [name]: severity } });
    assert.deepEqual(
      severities('error').map(({ severity }) => severity),
      ['error'],
    );
    assert.deepEqual(severities('off'), []);
  });

  it('reads each dialect by its extension', () => {
    const count = (code: string, name: string) => lint(`import c from 'cluster';\n${code}`, name).length;
    for (const name of ['a.ts', 'a.mts', 'a.cts']) assert.equal(count('(<any>c).isMaster', name), 1, name);
    for (const name of ['a.js', 'a.mjs', 'a.jsx', 'a.tsx']) assert.equal(count('<a b={c.isMaster}/>', name), 1, name);
    assert.equal(count('type A = {| x: number |}; const y = (c: any).isMaster', 'flow.js'), 1);
    assert.equal(count('const y = (c as any).isMaster', 'typescript-in.js'), 1);
    assert.equal(count('@dec() class A { accessor x = c.isMaster }', 'a.ts'), 1);
  });

  it('says nothing of what is nested deeper than people nest, which the parser would take long for', () => {
    const count = (depth: number) => {
      const nested = `${'{a:'.repeat(depth)}0${'}'.repeat(depth)}`;
      return lint(`const c = require('cluster'); c.isMaster;\n${nested}`, 'a.js').length;
    };
    assert.deepEqual([count(200), count(501)], [1, 0]);
  });

  it('chooses fixes that do not meet', () => {
    const finding = (start: number, end: number) => ({ fix: { title: '', edits: [{ start, end, text: '' }] } });
    const edits = compatibleEdits([finding(0, 5), finding(3, 8), finding(5, 6), finding(7, 7), finding(7, 7)]);
    assert.deepEqual(
      edits.map(({ start }) => start),
      [0, 5, 7],
    );
  });

  it('counts lines at LF, CR LF and CR', () => {
    const text = "const c = require('cluster');\r\nc.isMaster;\rc.isMaster;\n\u2028c.isMaster";
    assert.deepEqual(
      lint(text, 'a.js').map(({ line, column }) => [line, column]),
      [
        [2, 3],
        [3, 3],
        [4, 4],
      ],
    );
  });

  it('leaves a file that needs no fix as it is', () => {
    assert.equal(fixAll('const a = 1', 'a.js'), 'const a = 1');
  });
});
