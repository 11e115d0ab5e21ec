'use strict';

const cluster = require('node:cluster');
const { availableParallelism } = require('node:os');

const workerCount = Number(process.env.WORKERS || Math.min(Math.max(availableParallelism(), 2), 4));
const jobCount = Number(process.env.JOBS || Infinity);
const interval = Number(process.env.INTERVAL || 10); // ms from one job to the next
const reportInterval = 5000; // ms

class LoadBalancedCluster {
  #stats = new Map(); // of each worker that is there: its open jobs by id, and how many it did
  #lastJob = 0;
  #timers = [];
  #stopping = false;

  start() {
    console.log(`Primary process started (PID ${process.pid})`);
    for (let i = 0; i < workerCount; i++) this.#startWorker();
    this.#timers = [setInterval(() => this.#nextJob(), interval), setInterval(() => this.#report(), reportInterval)];
    process.once('SIGTERM', () => this.#stop());
    process.once('SIGINT', () => this.#stop());
  }

  #startWorker() {
    const worker = cluster.fork();
    const stats = { open: new Map(), done: 0 };
    this.#stats.set(worker, stats);
    worker.on('message', (message) => {
      if (message.type !== 'done') return;
      stats.open.delete(message.id);
      stats.done++;
      this.#endIfDone();
    });
    worker.on('exit', (code, signal) => this.#lose(worker, signal ?? `code ${code}`));
  }

  /** Every fourth job takes ten times as long: who counts jobs only, and not those still open, shares them badly. */
  #nextJob() {
    if (this.#lastJob >= jobCount) return;
    const id = ++this.#lastJob;
    this.#give({ type: 'request', id, time: id % 4 === 0 ? 100 : 10 });
  }

  #give(job) {
    const connected = [...this.#stats].filter(([worker]) => worker.isConnected());
    if (connected.length === 0) return; // Each that leaves gives its jobs to those that stay, and the last ends the program.
    const [worker, stats] = connected.reduce((a, b) => (b[1].open.size < a[1].open.size ? b : a));
    stats.open.set(job.id, job);
    worker.send(job);
  }

  /** Its jobs go to the others. */
  #lose(worker, how) {
    const { open, done } = this.#stats.get(worker);
    this.#stats.delete(worker);
    console.log(`Worker ${worker.id} ended with ${how} after ${done} jobs`);
    if (this.#stopping) return;
    for (const job of open.values()) this.#give(job);
    if (this.#stats.size > 0) return;
    console.error('No worker is left');
    process.exitCode = 1;
    this.#stop();
  }

  #endIfDone() {
    const open = [...this.#stats.values()].some((stats) => stats.open.size > 0);
    if (this.#lastJob >= jobCount && !open) this.#stop();
  }

  #report() {
    for (const [worker, { open, done }] of this.#stats) {
      console.log(`Worker ${worker.id}: ${done} jobs done, ${open.size} open`);
    }
  }

  #stop() {
    if (this.#stopping) return;
    this.#stopping = true;
    for (const timer of this.#timers) clearInterval(timer);
    console.log(`${this.#lastJob} jobs given out`);
    cluster.disconnect();
  }
}

function runWorker() {
  process.on('message', ({ type, id, time }) => {
    if (type !== 'request') return;
    setTimeout(() => {
      if (process.connected) process.send({ type: 'done', id });
    }, time);
  });
  process.on('SIGINT', () => {}); // Ctrl-C reaches every process: leave it to the primary.
}

if (cluster.isPrimary) new LoadBalancedCluster().start();
else runWorker();
