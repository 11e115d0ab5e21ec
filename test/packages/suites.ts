// The packages that ship their own tests, and how these are run. README.md has why others are not, and what is left out.
import type { Suite } from './support/own-suite';

const NODE_TEST = ['--test', '--test-reporter=tap'];

export const SUITES: readonly Suite[] = [
  {
    name: 'worker-farm',
    flags: [],
    files: /^tests\/index\.js$/,
    timed: /^(auto start|(many|single|multiple) concurrent|call timeout|test maxConcurrentCalls \+ queue)/,
    // A child's number is not a little above its parent's where others start, or numbers begin anew; how many die is chance.
    anyResult: / (pid makes sense|processed by many)/,
  },
  {
    name: 'piscina',
    since: 20,
    flags: ['--enable-source-maps', '--import=tsx', ...NODE_TEST],
    files: /^test\/.*\.test\.ts$/,
  },
  {
    name: 'pino',
    since: 20,
    flags: NODE_TEST,
    files: /^test\/.*\.test\.m?js$/,
    without: /\/bundlers-support\./,
  },
  {
    name: 'thread-stream',
    since: 20,
    flags: ['--expose-gc', ...NODE_TEST],
    files: /^test\/[^/]*\.test\.m?js$/,
    without: /\/(esm|transpiled|ts-node-fallback)\./,
  },
  {
    name: 'fastify',
    since: 20,
    flags: NODE_TEST,
    files: /^test\/.*\.test\.m?js$/,
    without: /\/build\/error-serializer\./,
  },
];
