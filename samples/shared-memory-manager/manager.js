'use strict';

const { Worker } = require('node:worker_threads');

/** Knows shared buffers by their names. */
class SharedMemoryManager {
  #buffers = new Map();

  createSharedBuffer(name, size) {
    if (this.#buffers.has(name)) throw new Error(`There is a shared buffer ${name} already`);
    const buffer = new SharedArrayBuffer(size);
    this.#buffers.set(name, buffer);
    return buffer;
  }

  getSharedBuffer(name) {
    const buffer = this.#buffers.get(name);
    if (!buffer) throw new Error(`There is no shared buffer ${name}`);
    return buffer;
  }

  /** Starts a thread that holds the buffers of these names, and no others, as `workerData.sharedBuffers`. */
  createThread(script, { name, buffers }) {
    const sharedBuffers = Object.fromEntries(buffers.map((each) => [each, this.getSharedBuffer(each)]));
    return new Worker(script, { name, workerData: { task: name, sharedBuffers } });
  }
}

module.exports = { SharedMemoryManager };
