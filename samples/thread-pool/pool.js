'use strict';

const path = require('node:path');
const { Worker } = require('node:worker_threads');

const maxWaiting = 1000;

class ThreadPool {
  #slots = []; // each with its thread, and the task that this is at
  #taskQueue = [];
  #ending = false;
  replaced = 0;

  constructor(size) {
    for (let number = 1; number <= size; number++) {
      const slot = { number, worker: null, current: null };
      this.#slots.push(slot);
      this.#startThread(slot);
    }
  }

  /** What a thread makes of the task. Fails when the thread does. */
  executeTask(task) {
    return new Promise((resolve, reject) => {
      if (this.#ending || this.#taskQueue.length >= maxWaiting) {
        reject(new Error('The pool takes no more tasks'));
        return;
      }
      this.#taskQueue.push({ task, resolve, reject });
      this.#processNextTasks();
    });
  }

  /** Takes no more tasks, and gives back those that wait; each thread ends once it is done with its own. */
  end() {
    this.#ending = true;
    for (const { reject } of this.#taskQueue.splice(0)) reject(new Error('The pool has ended'));
    this.#processNextTasks();
  }

  #startThread(slot) {
    const worker = new Worker(path.join(__dirname, 'thread.js'), { name: `pool ${slot.number}` });
    slot.worker = worker;
    worker.on('message', (result) => {
      slot.current.resolve(result);
      slot.current = null;
      this.#processNextTasks();
    });
    worker.on('error', (error) => this.#replaceThread(slot, worker, error));
    worker.on('exit', (code) => this.#replaceThread(slot, worker, new Error(`Thread ended with code ${code}`)));
  }

  /** The next thread has all the listeners of the first, and nobody waits for ever for what the failed one had to do. */
  #replaceThread(slot, worker, error) {
    if (slot.worker !== worker) return; // It is replaced already, or was told to end.
    slot.current?.reject(error);
    slot.current = null;
    this.replaced++;
    this.#startThread(slot);
    this.#processNextTasks();
  }

  #processNextTasks() {
    for (const slot of this.#slots) {
      if (slot.worker === null || slot.current !== null) continue;
      if (this.#taskQueue.length > 0) {
        slot.current = this.#taskQueue.shift();
        slot.worker.postMessage(slot.current.task);
      } else if (this.#ending) {
        slot.worker.postMessage(null);
        slot.worker = null;
      }
    }
  }
}

module.exports = { ThreadPool };
