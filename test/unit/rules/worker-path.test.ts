import type { LintOptions } from '../../../rules/engine';
import { workerPath as rule } from '../../../rules/worker-path';
import { cases } from './support/cases';

const W = "const { Worker } = require('worker_threads');\n";
const I = "import { Worker } from 'node:worker_threads';\n";
const C = "import cluster from 'node:cluster';\n";

/** A folder with these files, in a package of these dependencies. */
function beside(
  files: readonly string[],
  type: 'commonjs' | 'module' = 'commonjs',
  dependencies: string[] = [],
): LintOptions {
  const fileExists = (path: string) => files.includes(path.replace(/^\.\//, ''));
  return { surroundings: { fileExists, manifest: { type, dependencies: new Set(dependencies) } } };
}

const JS = beside(['worker.js']);
const OLD = { nodeRange: '>=18' };

cases({
  rule,
  hits: [
    {
      code: `${W}new Worker(«'./worker.js'»)`,
      says: /working directory.*__dirname/,
      options: JS,
      fixed: `${W}new Worker(require.resolve('./worker.js'))`,
    },
    {
      code: `${W}const path = require('node:path');\nnew Worker(«'./worker.js'»)`,
      options: JS,
      fixed: `${W}const path = require('node:path');\nnew Worker(path.join(__dirname, 'worker.js'))`,
    },
    {
      file: 'a.mjs',
      code: `${I}const worker = new Worker(«"./worker.js"»);`,
      says: /import\.meta\.url/,
      options: JS,
      fixed: `${I}const worker = new Worker(new URL("./worker.js", import.meta.url));`,
    },
    {
      code: `${W}new Worker(«'./worker.js'»)`,
      fixed: null,
      suggested: [`${W}new Worker(require.resolve('./worker.js'))`],
    },
    { code: `${W}new Worker(«'./src/worker.js'»)`, options: JS, fixed: null, suggested: [] },
    { code: `${W}const file = «'./worker.js'»;\nnew Worker(file)`, options: JS },
    {
      file: 'a.mjs',
      code: `${I}new Worker(«\`./workers/\${name}.js\`»)`,
      options: JS,
      fixed: null,
      suggested: [`${I}new Worker(new URL(\`./workers/\${name}.js\`, import.meta.url))`],
    },
    {
      code: `${W}new Worker(«'worker.js'»)`,
      severity: 'error',
      says: /This throws/,
      options: JS,
      fixed: `${W}new Worker(require.resolve('./worker.js'))`,
    },
    {
      file: 'a.mjs',
      code: `${I}new Worker(«import.meta.resolve('./worker.js')»)`,
      severity: 'error',
      options: JS,
      fixed: `${I}new Worker(new URL(import.meta.resolve('./worker.js')))`,
    },
    { file: 'a.mjs', code: `${I}new Worker(«import.meta.url»)`, severity: 'error' },
    { file: 'a.mjs', code: `${I}new Worker(«new URL('./worker.js', import.meta.url).href»)`, severity: 'error' },
    {
      code: `${W}new Worker(«'file:///app/worker.js'»)`,
      severity: 'error',
      fixed: `${W}new Worker(new URL('file:///app/worker.js'))`,
    },
    {
      code: `${W}const path = require('path');\nnew Worker(«path.join(__dirname, 'workers', 'thread.js')»)`,
      severity: 'error',
      says: /no file workers\/thread\.js/,
      options: JS,
    },
    {
      file: 'a.mjs',
      code: `${I}new Worker(«new URL('./thread.js', import.meta.url)»)`,
      severity: 'error',
      options: JS,
    },
    { code: `${W}new Worker(«require.resolve('./thread')»)`, severity: 'error', options: JS },
    {
      code: `${W}new Worker(«__dirname + '/worker.ts'»)`,
      says: /before 22\.18/,
      options: { ...beside(['worker.ts']), ...OLD },
    },
    {
      file: 'a.mjs',
      code: `${C}cluster.setupPrimary({\n  exec: «'worker.js'»,\n});`,
      options: JS,
      fixed: `${C}import { fileURLToPath } from 'node:url';\ncluster.setupPrimary({\n  exec: fileURLToPath(new URL('./worker.js', import.meta.url)),\n});`,
    },
    {
      file: 'a.mjs',
      code: `${C}cluster.setupMaster({ exec: «'./worker.js'», args: [] })`,
      options: beside([]),
      fixed: null,
    },
    {
      code: "const cluster = require('cluster');\ncluster.setupPrimary({ exec: «'src/worker.js'» })",
      options: beside(['src/worker.js']),
      fixed: "const cluster = require('cluster');\ncluster.setupPrimary({ exec: require.resolve('./src/worker.js') })",
    },
    {
      file: 'a.ts',
      code: `${I}new Worker(«'./worker.js'»)`,
      options: beside(['worker.ts'], 'module'),
      fixed: `${I}new Worker(new URL('./worker.js', import.meta.url))`,
    },
  ],
  misses: [
    { code: `${W}const path = require('path'); new Worker(path.join(__dirname, 'worker.js'))`, options: JS },
    { code: `${W}new Worker(require.resolve('./worker'))`, options: JS },
    { code: `${W}new Worker(\`\${__dirname}/worker.js\`)`, options: JS },
    { code: `${W}new Worker(__filename)`, options: beside(['a.js']) },
    { file: 'a.mjs', code: `${I}new Worker(new URL('./worker.js', import.meta.url))`, options: JS },
    { file: 'a.mjs', code: `${I}new Worker(new URL('./thread.js', import.meta.url))` },
    { file: 'a.ts', code: `${I}new Worker(new URL('./thread.js', import.meta.url))`, options: JS },
    { file: 'a.mjs', code: `${I}new Worker(new URL('./thread.js', import.meta.url))`, options: beside(['thread.ts']) },
    { code: `${W}new Worker('./worker.js', { eval: true })`, options: JS },
    { code: `${W}new Worker('postMessage(1)', { eval: true })`, options: JS },
    { code: `${W}new Worker('./worker.js', options)`, options: JS },
    `${W}new Worker(new URL('data:text/javascript,1'))`,
    `${W}new Worker('data:text/javascript,1')`,
    `${W}new Worker('/app/worker.js')`,
    String.raw`${W}new Worker('C:\\app\\worker.js')`,
    `${W}new Worker(file)`,
    `${W}process.chdir(__dirname); new Worker('./worker.js')`,
    `${W}const path = require('path'); new Worker(path.join(root, 'worker.js'))`,
    { code: `${W}const path = require('path'); new Worker(path.join(__dirname, '../dist/worker.js'))`, options: JS },
    { code: `${W}const path = require('path'); new Worker(path.join(__dirname, 'does-not-exist.js'))`, options: JS },
    {
      code: `${W}const path = require('path'); const file = path.join(__dirname, 'x.js'); if (fs.existsSync(file)) new Worker(file)`,
      options: JS,
    },
    { code: `${W}new Worker(__dirname + '/worker.ts')`, options: beside(['worker.ts']) },
    { code: `${W}new Worker(__dirname + '/worker.ts')`, options: { ...beside(['worker.ts']), nodeRange: '>=22.18' } },
    {
      code: `${W}new Worker(__dirname + '/worker.ts')`,
      options: { ...beside(['worker.ts'], 'commonjs', ['tsx']), ...OLD },
    },
    {
      code: `${W}new Worker(__dirname + '/worker.ts', { execArgv: ['-r', 'x'] })`,
      options: { ...beside(['worker.ts']), ...OLD },
    },
    "new Worker('./worker.js')",
    { file: 'a.mjs', code: `${C}cluster.setupPrimary({ exec: 'worker.js', cwd: import.meta.dirname })` },
    { file: 'a.mjs', code: `${C}cluster.setupPrimary({ exec: '/app/worker.js' })` },
    { file: 'a.mjs', code: `${C}cluster.setupPrimary({ args: ['worker.js'] })` },
    `${W}function make(file) { return new Worker(file) } make('./worker.js')`,
    `${W}class Mine extends Worker { constructor(name) { super(f) } } new Mine('./worker.js')`,
  ],
});
