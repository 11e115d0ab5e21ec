import { noClusterSettingsMutation as rule } from '../../../rules/no-cluster-settings-mutation';
import { cases } from './support/cases';

const C = "const cluster = require('cluster');\n";

cases({
  rule,
  hits: [
    {
      code: `${C}«cluster.settings.exec» = 'worker.js';`,
      says: /call cluster\.setupPrimary/,
      fixed: null,
      suggested: [`${C}cluster.setupPrimary({ exec: 'worker.js' });`],
    },
    { code: `${C}«cluster.settings» = settings;`, suggested: [`${C}cluster.setupPrimary(settings);`] },
    {
      code: `${C}«Object.assign(cluster.settings, { silent: true })»;`,
      suggested: [`${C}cluster.setupPrimary({ silent: true });`],
    },
    { code: `${C}«cluster.settings.args» = args;`, suggested: [`${C}cluster.setupPrimary({ args });`] },
    {
      code: `${C}«cluster.settings.exec» = 'worker.js';`,
      options: { nodeRange: '>=14' },
      suggested: [`${C}cluster.setupMaster({ exec: 'worker.js' });`],
    },
    { code: `${C}«cluster.settings.execArgv.push('--inspect')»;`, suggested: [] },
    { code: `${C}«cluster.settings.execArgv[0]» = '--inspect';`, suggested: [] },
    { code: `${C}const old = («cluster.settings.silent» = true);`, suggested: [] },
    { code: `${C}delete «cluster.settings.stdio»;`, suggested: [] },
    { code: `${C}const { settings } = cluster;\n«settings.silent» = true;`, suggested: [] },
    { code: `${C}«cluster['settings'].silent» = true;`, suggested: [`${C}cluster.setupPrimary({ silent: true });`] },
    `${C}«Object.defineProperty(cluster.settings, 'exec', { value: 'a.js' })»;`,
    { file: 'a.mjs', code: "import * as cluster from 'node:cluster';\n«cluster.default.settings.exec» = 'a.js';" },
    { file: 'a.ts', code: "import cluster from 'node:cluster';\n«(cluster.settings as any).exec» = 'a.js';" },
  ],
  misses: [
    `${C}cluster.setupPrimary({ exec: 'worker.js' });`,
    `${C}const { exec } = cluster.settings; log(exec);`,
    `${C}const settings = { ...cluster.settings, silent: true }; cluster.setupPrimary(settings);`,
    `${C}const settings = Object.assign({}, cluster.settings); settings.exec = 'a.js';`,
    `${C}if (cluster.settings.exec === 'a.js') log();`,
    `${C}log(cluster.settings.args.slice(1), cluster.settings.args.concat('x'));`,
    `${C}app.settings.exec = 'worker.js';`,
    "const cluster = { settings: {} }; cluster.settings.exec = 'worker.js';",
    "const cluster = require('./cluster'); cluster.settings.exec = 'worker.js';",
    `${C}cluster.schedulingPolicy = cluster.SCHED_RR;`,
  ],
});
