import { noProcessThreadId as rule } from '../../../rules/no-process-thread-id';
import { cases } from './support/cases';

cases({
  rule,
  hits: [
    {
      code: "const { parentPort } = require('worker_threads');\nparentPort.postMessage(process.«threadId»);",
      fixed: "const { parentPort, threadId } = require('worker_threads');\nparentPort.postMessage(threadId);",
    },
    {
      code: "'use strict';\nconsole.log(process.«threadId», process?.«threadId»);",
      fixed: "'use strict';\nconst { threadId } = require('node:worker_threads');\nconsole.log(threadId, threadId);",
    },
    {
      file: 'a.mjs',
      code: "import { parentPort } from 'node:worker_threads';\nconst t = { id: process.«threadId» };",
      fixed: "import { parentPort, threadId } from 'node:worker_threads';\nconst t = { id: threadId };",
    },
    {
      file: 'a.mjs',
      code: "import process from 'node:process';\nexport const id = process[«'threadId'»];",
      fixed:
        "import process from 'node:process';\nimport { threadId } from 'node:worker_threads';\nexport const id = threadId;",
    },
    {
      code: "const { threadId: id } = require('worker_threads');\nlog(process.«threadId»);",
      fixed: "const { threadId: id } = require('worker_threads');\nlog(id);",
    },
    { code: 'const threadId = 1; log(process.«threadId»)', fixed: null },
    { code: 'const { «threadId» } = process;', fixed: null },
  ],
  misses: [
    "const { threadId } = require('worker_threads'); log(threadId)",
    'process.threadId = 1; log(process.threadId)',
    'const process = { threadId: 1 }; log(process.threadId)',
    'worker.threadId; process.pid',
    'function f(process) { return process.threadId }',
  ],
  whenFixed: [{ code: 'log(process.threadId)', logs: [0] }],
});
