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

  /** Takes no more tasks; the threads end once those that wait are done. */
  end() {
    this.#ending = true;
    this.#processNextTasks();
  }

  #startThread(slot) {
    const worker = new Worker(path.join(__dirname, 'thread.js'), { name: `pool ${slot.number}` });
    slot.worker = worker;
    worker.on('message', (result) => this.#settle(slot, 'resolve', result));
    worker.on('error', (error) => this.#settle(slot, 'reject', error));
    worker.on('exit', (code) => {
      if (code !== 0) this.#replaceThread(slot, code);
    });
  }

  /** The next thread has all the listeners of the first, and nobody waits for ever for what the failed one had to do. */
  #replaceThread(slot, code) {
    this.#settle(slot, 'reject', new Error(`Thread ended with code ${code}`));
    this.replaced++;
    this.#startThread(slot);
    this.#processNextTasks();
  }

  #settle(slot, how, value) {
    slot.current?.[how](value);
    slot.current = null;
    // After an error the thread ends: it gets no other task.
    if (how === 'resolve') this.#processNextTasks();
    else slot.worker = null;
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
