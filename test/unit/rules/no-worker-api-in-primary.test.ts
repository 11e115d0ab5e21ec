import { noWorkerApiInPrimary as rule } from '../../../rules/no-worker-api-in-primary';
import { cases } from './support/cases';

const C = "const cluster = require('cluster');\n";

cases({
  rule,
  hits: [
    {
      code: `${C}if (cluster.isPrimary) log(«cluster.worker».id)`,
      says: /undefined here, so this throws/,
      fixed: `${C}if (cluster.isPrimary) log(cluster.worker?.id)`,
    },
    {
      code: `${C}if (cluster.isWorker) work(); else «cluster.worker».process.kill()`,
      fixed: `${C}if (cluster.isWorker) work(); else cluster.worker?.process.kill()`,
    },
    {
      code: `${C}if (cluster.isMaster) { «cluster['worker']»['send'](1) }`,
      fixed: `${C}if (cluster.isMaster) { cluster['worker']?.['send'](1) }`,
    },
    { code: `${C}if (cluster.isPrimary) «cluster.worker».x = 1`, fixed: null },
    { code: `${C}if (cluster.isPrimary) new «cluster.worker».X()`, fixed: null },
    `${C}const { worker } = cluster; if (cluster.isPrimary) «worker».disconnect()`,
    `${C}const me = cluster.worker; function lead() { «me».on('exit', f) } if (cluster.isPrimary) lead()`,
    `${C}if (cluster.isWorker) return; cluster.fork(); log(\`\${«cluster.worker».id}\`)`,
    {
      file: 'a.ts',
      code: "import cluster from 'node:cluster';\nif (cluster.isPrimary) log(«cluster.worker»!.id, «cluster.worker»!['id'])",
      fixed:
        "import cluster from 'node:cluster';\nif (cluster.isPrimary) log(cluster.worker?.id, cluster.worker?.['id'])",
    },
    {
      file: 'a.mjs',
      code: "import { isPrimary, worker } from 'node:cluster';\nif (isPrimary) «worker»\n  .send(1)",
      fixed: "import { isPrimary, worker } from 'node:cluster';\nif (isPrimary) worker\n  ?.send(1)",
    },
    {
      code: `${C}if (cluster.isPrimary) «process.send»('ready')`,
      severity: 'warning',
      says: /ask for it first/,
      fixed: `${C}if (cluster.isPrimary) process.send?.('ready')`,
    },
    {
      code: `${C}if (cluster.isWorker) process.on('message', f); else { process.on('exit', f); «process.send»(1) }`,
      severity: 'warning',
    },
    {
      file: 'a.ts',
      code: "import cluster from 'node:cluster';\nif (cluster.isPrimary) server.listen(80, () => «process.send»!('ready'))",
      severity: 'warning',
      fixed:
        "import cluster from 'node:cluster';\nif (cluster.isPrimary) server.listen(80, () => process.send?.('ready'))",
    },
  ],
  misses: [
    `${C}log(cluster.worker.id)`,
    `${C}if (cluster.isWorker) log(cluster.worker.id)`,
    `${C}if (cluster.isPrimary) log(cluster.worker?.id, cluster.worker)`,
    `${C}if (cluster.isPrimary && cluster.worker) log(cluster.worker.id)`,
    `${C}const me = cluster.worker || { id: 0 }; if (cluster.isPrimary) log(me.id)`,
    `${C}let me = cluster.worker; me = { id: 0 }; if (cluster.isPrimary) log(me.id)`,
    `${C}const { worker = { id: 0 } } = cluster; if (cluster.isPrimary) log(worker.id)`,
    `${C}if (cluster.isPrimary) log((cluster.worker ?? {}).id)`,
    `${C}if (cluster.isPrimary) try { cluster.worker.send(1) } catch {}`,
    `${C}function tell() { log(cluster.worker.id) } if (cluster.isPrimary) tell(); else tell()`,
    `${C}function tell() { log(cluster.worker.id) } exports.tell = tell; if (cluster.isPrimary) tell()`,
    `${C}if (cluster.isPrimary) cluster.fork().on('message', ({ worker }) => worker.id)`,
    `${C}if (cluster.isPrimary) process.send?.('ready')`,
    `${C}if (cluster.isPrimary) { if (process.send) process.send('ready') }`,
    `${C}if (cluster.isPrimary) { if (!process.send) return; process.send('ready') }`,
    `${C}if (cluster.isPrimary) { const has = typeof process.send === 'function'; if (has) process.send('ready') }`,
    `${C}if (cluster.isPrimary) { process.send && process.send('ready') }`,
    `${C}if (cluster.isPrimary) try { process.send('ready') } catch {}`,
    `${C}if (cluster.isWorker) process.send('ready'); else { worker.process.send('x') }`,
    `${C}if (cluster.isPrimary) { process.on('message', answer); process.send('ready') }`,
    `${C}if (cluster.isPrimary) { process.send('ready'); process.disconnect() }`,
    `${C}if (cluster.isPrimary && own) process.send('ready'); else require('child_process').fork(__filename)`,
    "process.send('ready')",
    "if (!require('worker_threads').isMainThread) process.send('x')",
  ],
});
