import assert from 'node:assert/strict';
import { nameOf, referencesIn } from '../../../language-server/checker';
import { hoverFor } from '../../../language-server/hover';
import { cursorIn, samples } from './support';

const CLUSTER = "const cluster = require('node:cluster');\n";
const THREADS = "import { Worker, parentPort, MessageChannel, workerData } from 'node:worker_threads';\n";

/** The hover's text, and the word that it is about. */
function hover(text: string, languageId = 'javascript'): { value: string; word: string } | undefined {
  const { document, offset } = cursorIn(text, languageId);
  const references = referencesIn(document.getText(), nameOf(document));
  assert.ok(references, 'it parses');
  const found = hoverFor(offset, document, references);
  if (!found) return undefined;
  const { contents, range } = found;
  assert.ok(typeof contents === 'object' && 'value' in contents && range);
  return { value: contents.value, word: document.getText(range) };
}

describe('hover', () => {
  it('says what a member is, who has it, since when, and where to read on', () => {
    const { value, word } = hover(`${CLUSTER}if (cluster.isPrimary) cluster.fo|rk();`) ?? {};
    assert.equal(word, 'fork');
    assert.match(value ?? '', /^```js\ncluster\.fork\(\[env\]\)\n```\nMakes a worker: a process/);
    assert.match(
      value ?? '',
      /\nin the primary · since Node\.js 0\.6\.0 · \[Node\.js documentation\]\(https:\/\/nodejs\.org\/api\/cluster\.html#clusterforkenv\)$/,
    );
  });

  const known: [string, string, RegExp][] = [
    ['a deprecated name', `${CLUSTER}cluster.isMas|ter;`, /deprecated since Node\.js 16\.0\.0/],
    ['a name that is gone', `${CLUSTER}cluster.on('exit', (worker) => worker.sui|cide);`, /removed in Node\.js 9/],
    ['an import', "import { post|MessageToThread } from 'worker_threads';", /22\.5\.0 and later releases of 20/],
    ['a destructured name', "const { isMain|Thread } = require('worker_threads');", /no thread made by/],
    ['an alias, whatever its name', `${CLUSTER}const c = cluster;\nc.setup|Primary({});`, /forked from now on/],
    ['a key in brackets', `${CLUSTER}cluster['wor|kers'];`, /The workers that live/],
    ['what fork gives', `${CLUSTER}const w = cluster.fork();\nw.se|nd(1);`, /worker\.send/],
    ['what fork gives, followed on', `${CLUSTER}cluster.fork().on('online', f).se|nd(1);`, /worker\.send/],
    ['the worker in the worker', `${CLUSTER}cluster.worker.discon|nect();`, /Lets the worker go/],
    ['one of all workers', `${CLUSTER}for (const id in cluster.workers) cluster.workers[id].ki|ll();`, /SIGTERM/],
    ['each of all workers', `${CLUSTER}for (const w of Object.values(cluster.workers)) w.isDe|ad();`, /has ended/],
    ['each of all, by a method', `${CLUSTER}Object.values(cluster.workers).forEach((w) => w.i|d);`, /never used again/],
    [
      'a listener’s parameter',
      `${CLUSTER}cluster.on('exit', (gone) => gone.exitedAfter|Disconnect);`,
      /a wanted exit from a crash/,
    ],
    ['a thread', `${THREADS}const w = new Worker('./a.js');\nw.termin|ate();`, /no `finally` runs/],
    [
      'a thread in a field',
      `${THREADS}class A { constructor() { this.w = new Worker('a'); } f() { this.w.un|ref(); } }`,
      /still runs/,
    ],
    [
      'a thread that is declared',
      `${THREADS}class A { w = new Worker('a'); f() { this.w.postMes|sage(1); } }`,
      /Sends a copy/,
    ],
    [
      'threads in a list',
      `${THREADS}const all = [new Worker('a'), new Worker('b')];\nfor (const w of all) w.re|f();`,
      /waits for the thread/,
    ],
    [
      'threads that are made in a row',
      `${THREADS}const all = Array.from({ length: 4 }, () => new Worker('a'));\nall.map((w) => w.thread|Id);`,
      /-1 once it has ended/,
    ],
    [
      'what a function gives',
      `${THREADS}function make() { return new Worker('a'); }\nmake().std|out;`,
      /process\.stdout/,
    ],
    ['the port to the parent', `${THREADS}parentPort.postMess|age(1);`, /to the other side/],
    ['a port of a channel', `${THREADS}const { port1 } = new MessageChannel();\nport1.clo|se();`, /Closes the channel/],
    ['a port by its channel', `${THREADS}const c = new MessageChannel();\nc.port2.sta|rt();`, /addEventListener/],
    ['process', 'process.se|nd?.(1);', /undefined where there is none/],
    ['an event', `${CLUSTER}cluster.on('ex|it', () => {});`, /'exit', \(worker, code, signal\)\n/],
    ['an event of a thread', `${THREADS}new Worker('a').once('err|or', f);`, /ends the process/],
    ['an event of process', "process.on('mess|age', f);", /The parent sent a message/],
  ];
  for (const [what, text, pattern] of known) {
    it(`knows ${what}`, () => assert.match(hover(text)?.value ?? 'nothing', pattern));
  }

  it('knows a parameter by its type', () => {
    const cluster =
      "import cluster, { type Worker } from 'node:cluster';\nfunction f(w?: Worker) { w?.isConn|ected(); }";
    assert.match(hover(cluster, 'typescript')?.value ?? '', /worker\.isConnected/);
    const threads =
      "import type { MessagePort } from 'worker_threads';\nconst f = (p: MessagePort) => p.postM|essage(1);";
    assert.match(hover(threads, 'typescript')?.value ?? '', /port\.postMessage/);
  });

  it('stays on the word at every name of the samples', () => {
    let found = 0;
    for (const document of samples()) {
      const references = referencesIn(document.getText(), nameOf(document));
      for (const { property } of references?.source.nodes.ofType('MemberExpression') ?? []) {
        const hover = hoverFor(property.range[0] + 1, document, references!);
        if (!hover?.range) continue;
        assert.equal(document.getText(hover.range), references!.source.textOf(property));
        found++;
      }
    }
    assert.ok(found > 150, `${found} known`);
  }).timeout(20_000);

  const unknown: [string, string][] = [
    ['another object of the same name', 'const cluster = { fork() {} };\ncluster.fo|rk();'],
    ['a worker of another module', "const { Worker } = require('./mine');\nnew Worker().termi|nate();"],
    ['a member that Node has not', `${CLUSTER}cluster.nothi|ng;`],
    ['what has to do with nothing here', 'process.e|nv;'],
    ['a name of what every object has', `${CLUSTER}cluster.fork().to|String();`],
    ['an event of something else', "emitter.on('ex|it', f);"],
    ['a text that is no event', `${CLUSTER}cluster.fork({ a: 'ex|it' });`],
    ['what goes round in circles', 'let a = b, b = a;\na = a.filter(f); for (const x of a) x.se|nd();'],
  ];
  for (const [what, text] of unknown) it(`says nothing of ${what}`, () => assert.equal(hover(text), undefined));
});
