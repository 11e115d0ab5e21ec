import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';

enum Role {
  Primary = 'primary',
  Worker = 'worker',
}

if (cluster.isPrimary) {
  const workers: Worker[] = [cluster.fork(), cluster.fork()];
  const ends = await Promise.all(
    workers.map(async (worker) => {
      const [message] = await once(worker, 'message');
      worker.disconnect();
      const [code, signal] = await once(worker, 'exit');
      return [message, code, signal];
    }),
  );
  console.log(Role.Primary, JSON.stringify(ends));
} else {
  process.send!({ role: Role.Worker, execArgv: process.execArgv.length, options: process.env.NODE_OPTIONS ?? null });
}
