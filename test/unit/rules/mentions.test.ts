import assert from 'node:assert/strict';
import { concernsRules } from '../../../rules/mentions';

describe('what rules are about', () => {
  it('is named by each file that they can find something in', () => {
    for (const text of [
      "require('cluster')",
      "import { parentPort } from 'node:worker_threads'",
      "new Worker('./task.js')",
      'process.threadId',
      'process.send({ done: true })',
      "require('child_process').fork('./child.js')",
      'os.cpus().length',
      "process.env.NODE_CLUSTER_SCHED_POLICY = 'x'",
      "require('\\x63luste\\x72')",
      "require('cl\\u{75}st\\u{065}r')",
      'cl\\u0075ste\\u0072.isMaster',
    ]) {
      assert.ok(concernsRules(text), text);
    }
  });

  it('is not named by others', () => {
    for (const text of [
      '',
      'export const a = 1;',
      "import express from 'express';",
      'mail.sender',
      'cpusage()',
      "'\\x1b[0m\\u2028'",
    ]) {
      assert.ok(!concernsRules(text), text);
    }
  });
});
