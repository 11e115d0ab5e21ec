import { noSwallowedBrackets as rule } from '../../../rules/no-swallowed-brackets';
import { cases } from './support/cases';

cases({
  rule,
  hits: [
    {
      code: "cluster.fork().on('online', () => { // it is there «});»",
      says: /^\}\); belongs to the comment before it: the brackets stay open, and the file does not start\.$/,
      fixed: "cluster.fork().on('online', () => { // it is there\n});",
    },
    { code: "cluster.fork().on('online', () => { //«});»", fixed: "cluster.fork().on('online', () => { //\n});" },
    {
      code: 'if (cluster.isPrimary) { // forks (four)  «}»\n',
      fixed: 'if (cluster.isPrimary) { // forks (four)\n}\n',
    },
    {
      file: 'a.mjs',
      code: "import cluster from 'cluster';\ncluster.on('exit', (worker) => {\n  log(worker); // and so on «})»\n",
      fixed: "import cluster from 'cluster';\ncluster.on('exit', (worker) => {\n  log(worker); // and so on\n})\n",
    },
    { file: 'a.ts', code: 'class Pool { // of threads «}»', fixed: 'class Pool { // of threads\n}' },
    {
      code: "worker.on('message', function (m) { // «} )  ;»",
      fixed: "worker.on('message', function (m) { //\n} )  ;",
    },
  ],
  misses: [
    "cluster.on('online', () => { // it is there\n});",
    "cluster.on('online', () => {}); // on('x', () => {});",
    'const worker = { // }\n};',
    'cluster.fork(); // :-) })',
    '/* cluster }); */ cluster.fork();',
    'const text = `worker // });`;',
  ],
  whenFixed: [{ code: 'const cluster = 1; if (cluster) { log(cluster); // and so on }', logs: [1] }],
});
