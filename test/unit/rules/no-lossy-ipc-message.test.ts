import { noLossyIpcMessage as rule } from '../../../rules/no-lossy-ipc-message';
import { cases } from './support/cases';

const F = "const { fork } = require('child_process');\nconst child = fork('./a.js');\n";
const C = "const cluster = require('cluster');\n";

cases({
  rule,
  hits: [
    {
      code: `${F}child.send({ users: «new Map()» });`,
      says: /sent as JSON, in which a Map becomes \{\}: fork with serialization: 'advanced'/,
      fixed: null,
      suggested: [
        "const { fork } = require('child_process');\nconst child = fork('./a.js', { serialization: 'advanced' });\nchild.send({ users: new Map() });",
      ],
    },
    {
      code: "const { fork } = require('child_process');\nconst child = fork('./a.js', [], { silent: true });\nchild.send({ id: «12n» });",
      severity: 'error',
      says: /a BigInt throws a TypeError/,
      suggested: [
        "const { fork } = require('child_process');\nconst child = fork('./a.js', [], { silent: true, serialization: 'advanced' });\nchild.send({ id: 12n });",
      ],
    },
    {
      code: `${C}if (cluster.isPrimary) {\n  for (let i = 0; i < 4; i++) {\n    cluster.fork();\n  }\n} else {\n  process.send({ at: «new Date()» });\n}`,
      says: /a Date becomes a string/,
      suggested: [
        `${C}if (cluster.isPrimary) {\n  cluster.setupPrimary({ serialization: 'advanced' });\n  for (let i = 0; i < 4; i++) {\n    cluster.fork();\n  }\n} else {\n  process.send({ at: new Date() });\n}`,
      ],
    },
    {
      code: `${C}cluster.setupPrimary({ exec: 'a.js' });\nconst worker = cluster.fork();\nworker.send(«new Set([1])»);`,
      suggested: [
        `${C}cluster.setupPrimary({ exec: 'a.js', serialization: 'advanced' });\nconst worker = cluster.fork();\nworker.send(new Set([1]));`,
      ],
    },
    {
      code: `${C}if (cluster.isPrimary) cluster.fork(); else try { work() } catch (error) { process.send({ «error» }) }`,
      says: /an Error becomes \{\}/,
      suggested: [],
    },
    { code: `${F}child.send({ done: «() => log()» });`, says: /a function is left out: send something/, suggested: [] },
    { code: `${F}child.send([«undefined», 1]);`, says: /undefined becomes null/ },
    { code: `${F}child.send({ list: [«/x/»], data: «new Uint8Array(4)», text: «Buffer.from('x')» });` },
    { code: `${F}const id = BigInt(1); child.send({ id: «id» });`, severity: 'error' },
    `${F}const seen = new Set(); seen.add(1); child.send({ seen: «seen» });`,
    `${F}const message = { error: «new TypeError('x')» }; child.send(message);`,
    `${F}child.send({ error: failed ? «Error('x')» : null });`,
    "const { fork } = require('child_process'); if (process.send) process.send({ all: «new Map()» }); else fork(__filename);",
    `${C}const worker = cluster.fork(); worker.process.send({ m: 1 }); cluster.on('online', (w) => w.send({ m: «new Map()» }));`,
    {
      file: 'a.ts',
      code: "import { fork } from 'node:child_process';\nconst child = fork('./a.js');\nchild.send({ m: «new Map<string, number>()» as unknown });",
    },
  ],
  misses: [
    `${F}child.send({ users: [...new Map()], at: Date.now(), text: String(12n) });`,
    "const { fork } = require('child_process'); const child = fork('./a.js', { serialization: 'advanced' }); child.send(new Map());",
    "const { fork } = require('child_process'); const child = fork('./a.js', options); child.send(new Map());",
    `${C}cluster.setupPrimary({ serialization: 'advanced' }); cluster.fork().send(new Map());`,
    `${C}cluster.setupPrimary(settings); cluster.fork().send(new Map());`,
    `${C}cluster.settings.serialization = 'advanced'; cluster.fork().send(new Map());`,
    // Another file forks this one.
    'process.send({ m: new Map() });',
    `${C}cluster.worker.send({ m: new Map() });`,
    "const { fork } = require('child_process'); fork('./a.js'); process.send({ m: new Map() });",
    "const { Worker } = require('worker_threads'); new Worker(f).postMessage(new Map());",
    'socket.send(new Map());',
    `${F}class Map {} child.send(new Map());`,
    `${F}BigInt.prototype.toJSON = String; child.send({ id: 12n });`,
    `${F}child.send({ error: { message: error.message, stack: error.stack } });`,
    `${F}child.send(message); let map = new Map(); map = {}; child.send(map);`,
    `${F}child.send({ get at() { return 1 } });`,
  ],
});
