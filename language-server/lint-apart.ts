// Long files are checked in a thread of their own, so that the server answers meanwhile, and can stop what is overtaken.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type DiagnosticServerCancellationData, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Choices } from '../lint/options';
import type { Finding } from '../rules/rule';

/** What such a thread is given. */
export interface LintOrder {
  readonly text: string;
  /** The name to parse it by. */
  readonly name: string;
  /** Where it is on disk. */
  readonly path: string | undefined;
  readonly choices: Choices;
}

/** Checks a text in a thread. What is stopped rejects with what makes the client ask anew. */
export function lintApart(order: LintOrder): { findings: Promise<readonly Finding[]>; stop: () => void } {
  const thread = new Worker(join(__dirname, 'lint-thread.js'), { workerData: order, name: 'lint' });
  const findings = new Promise<readonly Finding[]>((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
    // After a message that changes nothing any more.
    thread.once('exit', () => {
      const data: DiagnosticServerCancellationData = { retriggerRequest: true };
      reject(new ResponseError(LSPErrorCodes.ServerCancelled, 'overtaken by a newer version', data));
    });
  });
  // Who asked may have gone meanwhile.
  findings.catch(() => {});
  return { findings, stop: () => void thread.terminate() };
}
