'use strict';

const { once } = require('node:events');
const path = require('node:path');
const { Worker } = require('node:worker_threads');

/** Has all its threads from the start: one for each piece of data would never end, as nobody ends it. */
class RealTimeDataProcessor {
  #threads = [];
  #free = [];
  #dataQueue = [];
  #processed = 0;
  #handleProcessedData;
  #idle = () => {};

  /** @param handleProcessedData is given each result */
  constructor(threadCount, handleProcessedData) {
    this.#handleProcessedData = handleProcessedData;
    for (let i = 1; i <= threadCount; i++) this.#createThread(i);
  }

  processData(data) {
    const thread = this.#free.pop();
    if (thread) thread.postMessage(data);
    else this.#dataQueue.push(data);
  }

  /** Answers once all data are processed and all threads have ended: how many pieces it were. */
  async end() {
    if (this.#free.length < this.#threads.length) {
      await new Promise((resolve) => {
        this.#idle = resolve;
      });
    }
    const exits = this.#threads.map((thread) => once(thread, 'exit'));
    for (const thread of this.#threads) thread.postMessage(null);
    await Promise.all(exits);
    return this.#processed;
  }

  #createThread(number) {
    const thread = new Worker(path.join(__dirname, 'thread.js'), { name: `processor ${number}` });
    thread.on('message', (result) => {
      this.#processed++;
      this.#handleProcessedData(result);
      this.#goOn(thread);
    });
    thread.on('error', (error) => {
      throw error; // The sample thread-pool replaces a thread that failed.
    });
    this.#threads.push(thread);
    this.#free.push(thread);
  }

  #goOn(thread) {
    if (this.#dataQueue.length > 0) {
      thread.postMessage(this.#dataQueue.shift());
      return;
    }
    this.#free.push(thread);
    if (this.#free.length === this.#threads.length) this.#idle();
  }
}

module.exports = { RealTimeDataProcessor };
