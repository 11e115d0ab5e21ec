// What drives which package, and what the lens shows of it.
import type { Driver } from './support/drive';

export const DRIVERS: readonly Driver[] = [
  {
    name: 'piscina',
    since: 20,
    shown: ['1 × root main.mjs · exited (0)', '6 × thread worker.js · asked', '1 × thread worker.js · crashed (3)'],
  },
  {
    name: 'tinypool',
    since: 20,
    shown: [
      '4 × child process.js · asked (SIGTERM)',
      '1 × child process.js · crashed (3)',
      '1 × root main.mjs · exited (0)',
      '8 × thread worker.js · asked',
    ],
  },
  {
    name: 'synckit',
    shown: ['1 × root main.mjs · exited (0)', '1 × thread slow.mjs · exited', '1 × thread worker.mjs · exited'],
  },
  {
    name: 'workerpool',
    shown: [
      '1 × child worker.cjs · asked (SIGTERM)',
      '1 × child worker.cjs · crashed (3)',
      '3 × child worker.cjs · exited (0)',
      '1 × root main.cjs · exited (0)',
      '1 × thread worker.cjs · asked',
      '1 × thread worker.cjs · crashed (3)',
      '3 × thread worker.cjs · exited (0)',
    ],
  },
  { name: 'worker-farm', anyEnd: /index\.js$/, shown: ['8 × child index.js', '1 × root main.cjs · exited (0)'] },
  {
    name: 'jest-worker',
    shown: [
      '2 × child processChild.js · crashed (3)',
      '2 × child processChild.js · exited (0)',
      '1 × root main.cjs · exited (0)',
      '2 × thread threadChild.js · crashed (3)',
      '2 × thread threadChild.js · exited (0)',
    ],
  },
  {
    name: 'jest',
    anyEnd: /(process|thread)Child\.js$/,
    shown: [
      '3 × child [eval] · exited (0)',
      '3 × child child.js · crashed (4)',
      '3 × child jest.js · crashed (1)',
      '4 × child processChild.js',
      '1 × root main.cjs · exited (0)',
      '3 × thread [eval] · exited (0)',
      '4 × thread threadChild.js',
    ],
  },
  {
    name: 'vitest',
    since: 20,
    anyEnd: /\/workers\//,
    shown: [
      '4 × child child.cjs · crashed (4)',
      '3 × child forks.js',
      '4 × child vitest.mjs · crashed (1)',
      '2 × child vmForks.js',
      '1 × root main.mjs · exited (0)',
      '4 × thread [eval] · exited (0)',
      '3 × thread threads.js',
      '2 × thread vmThreads.js',
    ],
  },
  {
    name: 'mocha',
    shown: [
      '1 × child mocha.js · crashed (2)',
      '2 × child worker.js · exited (0)',
      '1 × root main.cjs · exited (0)',
      '1 × thread [eval] · crashed (5)',
    ],
  },
  {
    name: 'tsx',
    // Threads of esbuild.
    anyNumber: /\/main\.js$/,
    shown: [
      '1 × child child.ts · exited (0)',
      '1 × child cli.mjs · asked (6)',
      '1 × child cli.mjs · crashed (1)',
      '2 × child cli.mjs · exited (0)',
      '1 × child threads.ts · exited (0)',
      '1 × child throws.ts · crashed (1)',
      '1 × child waits.ts · asked (6)',
      '1 × primary cluster.mts · exited (0)',
      '1 × root main.cjs · exited (0)',
      '1 × thread thread.cjs · exited (0)',
      '2 × worker cluster.mts · voluntary (0)',
    ],
  },
  {
    name: 'pino',
    since: 20,
    shown: [
      '1 × child main.cjs · crashed (1)',
      '1 × child main.cjs · crashed (3)',
      '1 × child main.cjs · exited (0)',
      '1 × root main.cjs · exited (0)',
      '1 × thread worker.js · exited',
      '2 × thread worker.js · unknown',
    ],
  },
  {
    name: 'throng',
    shown: [
      '1 × primary main.cjs · asked (0)',
      '1 × worker main.cjs · crashed (7)',
      '3 × worker main.cjs · voluntary (0)',
    ],
  },
  {
    name: 'express',
    shown: [
      '1 × primary main.cjs · exited (0)',
      '2 × worker main.cjs · asked (0)',
      '1 × worker main.cjs · crashed (9)',
      '1 × worker main.cjs · voluntary (0)',
    ],
  },
  {
    name: 'fastify',
    since: 20,
    shown: [
      '1 × primary main.mjs · exited (0)',
      '1 × worker main.mjs · crashed (1)',
      '1 × worker main.mjs · exited (0)',
    ],
  },
  {
    name: 'socket.io',
    shown: [
      '1 × primary main.cjs · exited (0)',
      '1 × worker main.cjs · asked (SIGKILL)',
      '2 × worker main.cjs · asked (SIGTERM)',
    ],
  },
  {
    name: 'pm2',
    shown: [
      '1 × primary Daemon.js · exited (0)',
      '1 × root main.cjs · asked (0)',
      '6 × worker ProcessContainer.js · asked (0)',
      '1 × worker ProcessContainer.js · crashed (9)',
    ],
  },
];
