'use strict';

const crypto = require('node:crypto');
const { parentPort, workerData } = require('node:worker_threads');

const operations = { hash, encrypt };

parentPort.postMessage(operations[workerData.operation](workerData));

function hash({ algorithm, data, rounds }) {
  let digest = data;
  for (let i = 0; i < rounds; i++) {
    digest = crypto.createHash(algorithm).update(digest).digest('hex');
  }
  return digest;
}

/** Unlike a hash, this can be undone by who has the key. */
function encrypt({ algorithm, data, key }) {
  const iv = crypto.randomBytes(12);
  const cipher = crypto.createCipheriv(algorithm, key, iv);
  const text = Buffer.concat([cipher.update(data), cipher.final()]);
  return { algorithm, iv, tag: cipher.getAuthTag(), text };
}
