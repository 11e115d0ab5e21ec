// What threads are given: told by its shape, read without running the program's code; and which memory they share.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { nodeOf } from './support/nodes';
import { sameAsPlain, useStage } from './support/suite';

for (const major of [18, 20, 26] as const) {
  describe(`what threads are given: Node ${major}`, function () {
    this.timeout(60_000);
    const stage = useStage();

    async function run(code: string): Promise<void> {
      const file = path.join(stage.bench.folder, 'main.js');
      fs.writeFileSync(file, code);
      await sameAsPlain(stage, file, [], { node: await nodeOf(major), cwd: stage.bench.folder });
    }

    const shapes = () => stage.hub.all('threadCreate').map(({ workerData }) => workerData);

    it('the shape of its workerData, with getters called as often as Node does, and proxies left alone', async () => {
      await run(`
        const { Worker } = require('node:worker_threads');
        let looks = 0;
        const make = (workerData) => {
          try { new Worker('', { eval: true, workerData }); } catch (error) { console.log(error.name); }
        };
        make();
        make(null);
        make('secret');
        make({ text: 'secret', count: 3, big: 1n, on: true, rows: [1, 2, 3], none: null, missing: undefined });
        make({ map: new Map([[1, 2]]), set: new Set(), when: new Date(), of: /x/, no: new Error('secret'), bytes: new Uint8Array(5) });
        make({ a: { b: { c: { d: 1 } } } });
        make({ get seen() { looks++; return 1; } });
        make({ through: new Proxy({}, { ownKeys() { looks++; return []; }, getOwnPropertyDescriptor() { looks++; } }) });
        make(Object.fromEntries(Array.from({ length: 20 }, (_, i) => ['k' + i, i])));
        console.log(looks);`);
      assert.deepEqual(shapes(), [
        undefined,
        'null',
        'string',
        '{ text: string, count: number, big: bigint, on: boolean, rows: Array(3), none: null, missing: undefined }',
        '{ map: Map(1), set: Set(0), when: Date, of: RegExp, no: Error, bytes: Uint8Array(5) }',
        '{ a: { b: object } }',
        '{ seen: getter }',
        // The proxy could not be cloned: there is no such thread.
        `{ ${Array.from({ length: 12 }, (_, i) => `k${i}: number`).join(', ')}, … }`,
      ]);
    });

    it('the memory that it shares, by workerData and by its first messages', async () => {
      await run(`
        const { Worker } = require('node:worker_threads');
        const counter = new SharedArrayBuffer(16);
        const image = new SharedArrayBuffer(1024);
        const code = 'require("worker_threads").parentPort.once("message", () => {})';
        const make = (workerData) => new Worker(code, { eval: true, workerData });
        const all = [make({ counter, views: { image: new Uint8Array(image) } }), make(counter), make([new Int32Array(counter)]), make()];
        all[3].postMessage({ late: new DataView(image) });
        for (const worker of all) worker.postMessage('end');`);
      const counter = { buffer: 1, bytes: 16 };
      const image = { buffer: 2, bytes: 1024 };
      assert.deepEqual(
        stage.hub.all('threadCreate').map(({ shares }) => shares),
        [
          [
            { ...counter, name: 'counter' },
            { ...image, name: 'image' },
          ],
          [{ ...counter, name: null }],
          [{ ...counter, name: null }],
          undefined,
        ],
      );
      const [late] = stage.hub.all('threadShares');
      assert.deepEqual(late?.shares, [{ ...image, name: 'late' }]);
      assert.equal(
        shapes()[0],
        '{ counter: SharedArrayBuffer(16), views: { image: Uint8Array(1024) on SharedArrayBuffer(1024) } }',
      );
    });
  });
}
