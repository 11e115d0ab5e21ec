import { noMissingWorkerThreadsExport as rule } from '../../../rules/no-missing-worker-threads-export';
import { cases } from './support/cases';

cases({
  rule,
  hits: [
    {
      code: "const { Worker, «SharedArrayBuffer», «Atomics» } = require('worker_threads');\nnew SharedArrayBuffer(4);",
      says: /does not export (SharedArrayBuffer|Atomics): it is a global/,
      fixed: "const { Worker } = require('worker_threads');\nnew SharedArrayBuffer(4);",
    },
    {
      file: 'a.mjs',
      code: "import { «Atomics», Worker } from 'node:worker_threads';\nAtomics.load(view, 0);",
      fixed: "import { Worker } from 'node:worker_threads';\nAtomics.load(view, 0);",
    },
    {
      code: "const { «SharedArrayBuffer»: Shared } = require('worker_threads');\nnew Shared(4);\n",
      fixed: 'new SharedArrayBuffer(4);\n',
    },
    {
      code: "const threads = require('worker_threads');\nnew threads.«SharedArrayBuffer»(4); threads[«'Atomics'»]",
      fixed: "const threads = require('worker_threads');\nnew SharedArrayBuffer(4); Atomics",
    },
    {
      file: 'a.ts',
      code: "import * as threads from 'worker_threads';\nconst a = new threads.«SharedArrayBuffer»(4);",
      fixed: "import * as threads from 'worker_threads';\nconst a = new SharedArrayBuffer(4);",
    },
    {
      file: 'a.mjs',
      code: "import threads, { «Atomics» } from 'worker_threads';\nAtomics.wait(threads.x, 0, 0);",
      fixed: "import threads from 'worker_threads';\nAtomics.wait(threads.x, 0, 0);",
    },
    {
      code: "const { «Atomics»: A } = require('worker_threads');\n{ const Atomics = 1; A.load(x, Atomics) }",
      fixed: null,
    },
  ],
  misses: [
    "const { Worker, isMainThread } = require('worker_threads'); new SharedArrayBuffer(4)",
    "const { SharedArrayBuffer } = require('./worker_threads')",
    'const worker_threads = { Atomics }; worker_threads.Atomics',
    "const { Worker } = require('worker_threads'); const { Atomics } = globalThis",
    { file: 'a.ts', code: "import { Worker } from 'worker_threads'; let x: SharedArrayBuffer" },
  ],
  whenFixed: [
    {
      code: "const { SharedArrayBuffer } = require('worker_threads'); log(new SharedArrayBuffer(8).byteLength)",
      logs: [8],
    },
  ],
});
