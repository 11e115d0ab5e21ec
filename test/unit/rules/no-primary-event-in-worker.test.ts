import { noPrimaryEventInWorker as rule } from '../../../rules/no-primary-event-in-worker';
import { cases } from './support/cases';

const C = "const cluster = require('cluster');\n";

cases({
  rule,
  hits: [
    {
      code: `${C}if (cluster.isPrimary) cluster.fork(); else cluster.on(«'exit'», () => {})`,
      says: /'exit' in the primary only: listen to 'exit' of process/,
      fixed: null,
    },
    {
      code: `${C}if (cluster.isWorker) cluster.on(«'message'», (message) => log(message))`,
      says: /listen to 'message' of process/,
    },
    { code: `${C}if (!cluster.isMaster) { cluster.once(«"online"», f) }`, says: /listen in the primary/ },
    `${C}if (cluster.isPrimary) return; cluster.addListener(«'fork'», f); cluster['on'](«'listening'», f)`,
    `${C}function work() { cluster.on(«'disconnect'», f) } if (cluster.isWorker) work()`,
    `${C}const event = 'setup'; cluster.worker && cluster.prependListener(«event», f)`,
    `${C}cluster.worker.on('message', () => { cluster.on(«'exit'», f) })`,
    { file: 'a.mts', code: "import c from 'node:cluster'; if (c.isWorker) c.default.on(«'exit'», () => {})" },
    `${C}if (cluster.isWorker) cluster.on(«'exit'», f).on('online', f)`,
  ],
  misses: [
    `${C}cluster.on('exit', f)`,
    `${C}if (cluster.isPrimary) cluster.on('exit', f)`,
    `${C}if (cluster.isWorker) process.on('message', f)`,
    `${C}if (cluster.isWorker) cluster.worker.on('message', f)`,
    `${C}if (cluster.isWorker) cluster.on('my-event', f)`,
    `${C}if (cluster.isWorker) cluster.on(event, f)`,
    `${C}if (cluster.isWorker) cluster.off('exit', f)`,
    `${C}function watch() { cluster.on('exit', f) } exports.watch = watch; if (cluster.isWorker) watch()`,
    `${C}if (cluster.isWorker && x) return; cluster.on('exit', f)`,
    "const cluster = require('./cluster'); if (cluster.isWorker) cluster.on('exit', f)",
    `${C}const { isMainThread } = require('worker_threads'); if (!isMainThread) cluster.on('exit', f)`,
  ],
});
