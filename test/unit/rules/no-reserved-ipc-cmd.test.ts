import { noReservedIpcCmd as rule } from '../../../rules/no-reserved-ipc-cmd';
import { cases } from './support/cases';

const C = "const cluster = require('cluster');\n";

cases({
  rule,
  hits: [
    {
      code: "process.send({ cmd: «'NODE_READY'» });",
      says: /no 'message' event comes: rename it/,
      fixed: null,
      suggested: ["process.send({ cmd: 'READY' });"],
    },
    {
      code: `${C}const worker = cluster.fork();\nworker.send({ cmd: «"NODE_STOP"», now: true });\nprocess.on('message', (m) => { if (m.cmd === 'NODE_STOP') stop() });`,
      suggested: [
        `${C}const worker = cluster.fork();\nworker.send({ cmd: "STOP", now: true });\nprocess.on('message', (m) => { if (m.cmd === 'STOP') stop() });`,
      ],
    },
    "const { fork } = require('child_process'); const child = fork('./a.js'); child.send({ 'cmd': «'NODE_X'» }, (error) => log(error));",
    "const message = { cmd: «'NODE_INFO'», load: 1 }; process.send?.(message);",
    { code: `process.send({ cmd: «\`NODE_APP_\${name}\`» });`, suggested: [] },
    { code: "const READY = 'NODE_READY'; process.send({ cmd: «READY» });", suggested: [] },
    `${C}cluster.worker.send({ cmd: «'NODE_DONE'» });`,
    `${C}cluster.on('online', (worker) => worker.send({ ...base, cmd: «'NODE_HELLO'» }));`,
    `${C}for (const id in cluster.workers) cluster.workers[id].process.send({ cmd: «'NODE_HELLO'» });`,
    { file: 'a.ts', code: "process.send!({ cmd: «'NODE_READY'» } as Message);" },
    {
      file: 'a.mjs',
      code: "import process from 'node:process';\nprocess.send({ cmd: «'NODE_NODE_READY'» });",
      suggested: ["import process from 'node:process';\nprocess.send({ cmd: 'READY' });"],
    },
  ],
  misses: [
    "process.send({ cmd: 'READY' });",
    "process.send({ cmd: 'node_ready' });",
    "process.send({ cmd: 'NODEREADY' });",
    // The prefix alone is let through.
    "process.send({ cmd: 'NODE_' });",
    "process.send({ type: 'NODE_READY' });",
    "process.send([{ cmd: 'NODE_READY' }]);",
    "process.send({ inner: { cmd: 'NODE_READY' } });",
    "process.send({ cmd: 'NODE_READY', ...message });",
    'process.send({ cmd: process.env.NODE_ENV });',
    "socket.send({ cmd: 'NODE_READY' });",
    "const { Worker } = require('worker_threads'); new Worker(f).postMessage({ cmd: 'NODE_READY' });",
    "process.on('internalMessage', (m) => { if (m.cmd === 'NODE_HANDLE') log() });",
  ],
});
