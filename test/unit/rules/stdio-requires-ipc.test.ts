import { stdioRequiresIpc as rule } from '../../../rules/stdio-requires-ipc';
import { cases } from './support/cases';

const C = "const cluster = require('cluster');\n";
const F = "const { fork } = require('child_process');\n";

cases({
  rule,
  hits: [
    {
      code: `${C}cluster.setupPrimary({ stdio: «['inherit', 'inherit', 'inherit']» });`,
      says: /throws ERR_CHILD_PROCESS_IPC_REQUIRED.*add 'ipc'/,
      fixed: `${C}cluster.setupPrimary({ stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });`,
    },
    {
      code: `${C}cluster.setupMaster({ stdio: «["pipe", 1, 2]» });`,
      fixed: `${C}cluster.setupMaster({ stdio: ["pipe", 1, 2, "ipc"] });`,
    },
    // In the place of a standard stream it would take that away.
    {
      code: `${C}cluster.setupPrimary({ stdio: «['ignore']» });`,
      fixed: `${C}cluster.setupPrimary({ stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });`,
    },
    {
      code: `${C}cluster.setupPrimary({ stdio: «[]» });`,
      fixed: `${C}cluster.setupPrimary({ stdio: ['pipe', 'pipe', 'pipe', 'ipc'] });`,
    },
    {
      code: `${F}fork('./a.js', ['x'], { stdio: «[0, 1, 2]» });`,
      fixed: `${F}fork('./a.js', ['x'], { stdio: [0, 1, 2, 'ipc'] });`,
    },
    `${F}fork('./a.js', { stdio: «['pipe', process.stdout, process.stderr]» });`,
    `${F}const out = require('fs').openSync('out.log', 'a'); fork('./a.js', [], { stdio: «['ignore', out, out]» });`,
    `${C}const settings = { exec: 'a.js', stdio: «['pipe', 'pipe', null]» }; cluster.setupPrimary(settings);`,
    `${C}const stdio = «['pipe', 'pipe', debug ? 'inherit' : 'ignore']»; cluster.setupPrimary({ stdio });`,
    { code: `${F}fork('./a.js', { stdio: «['pipe', 'pipe', ,]» });`, fixed: null },
    {
      file: 'a.ts',
      code: "import cluster from 'node:cluster';\ncluster.setupPrimary({ stdio: «['inherit', 'inherit', 'inherit']» as any });",
    },
  ],
  misses: [
    `${C}cluster.setupPrimary({ stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });`,
    // A text is made a list with 'ipc' by Node itself.
    `${C}cluster.setupPrimary({ stdio: 'inherit' });`,
    `${F}fork('./a.js', { stdio: 'pipe' });`,
    `${F}fork('./a.js', { silent: true });`,
    `${C}cluster.setupPrimary({ stdio });`,
    `${C}cluster.setupPrimary({ stdio: ['pipe', 'pipe', 'pipe', channel] });`,
    `${C}cluster.setupPrimary({ stdio: ['pipe', 'pipe', 'pipe', ...more] });`,
    `${C}const stdio = ['pipe', 'pipe', 'pipe']; stdio.push('ipc'); cluster.setupPrimary({ stdio });`,
    `${C}const settings = { stdio: ['pipe', 'pipe', 'pipe'] }; settings.stdio.push('ipc'); cluster.setupPrimary(settings);`,
    `${C}cluster.setupPrimary({ stdio: ['pipe'], ...settings });`,
    "const { spawn } = require('child_process'); spawn('node', ['a.js'], { stdio: ['pipe', 'pipe', 'pipe'] });",
    "const IPC = 'ipc'; const cluster = require('cluster'); cluster.setupPrimary({ stdio: [0, 1, 2, IPC] });",
    `${F}fork('./a.js', ['a', 'b']);`,
  ],
});
