'use strict';

const crypto = require('node:crypto');
const path = require('node:path');
const { Worker } = require('node:worker_threads');

const rounds = Number(process.env.ROUNDS || 1_000_000); // so often is the hash hashed again
const data = 'sensitive data';

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

async function main() {
  const key = crypto.randomBytes(32);
  const [hash, sealed] = await Promise.all([
    runThread({ operation: 'hash', algorithm: 'sha256', data, rounds }),
    runThread({ operation: 'encrypt', algorithm: 'aes-256-gcm', data, key }),
  ]);
  console.log(`Hash after ${rounds} rounds: ${hash}`);
  console.log(`Encrypted to ${sealed.text.length} bytes, and decrypted again: ${decrypt(sealed, key)}`);
}

/** What a thread answers. Fails when it fails, and when it ends without an answer. */
function runThread(workerData) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(path.join(__dirname, 'thread.js'), { name: workerData.operation, workerData });
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', (code) => {
      console.log(`Thread ${workerData.operation} ended with code ${code}`);
      reject(new Error('A thread gave no answer')); // Does nothing where it did.
    });
  });
}

function decrypt({ algorithm, iv, tag, text }, key) {
  const decipher = crypto.createDecipheriv(algorithm, key, iv).setAuthTag(tag);
  return Buffer.concat([decipher.update(text), decipher.final()]).toString();
}
