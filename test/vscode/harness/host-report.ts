// How a suite inside the extension host tells the test process what happens: JSON lines over a private socket.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SuiteResult } from '../../../scripts/lib/mocha-run.mjs';

/** The environment variable that holds the socket's path. */
export const REPORT_VARIABLE = 'WORKER_LENS_HOST_REPORT';

/** The environment variable that holds a regular expression: only tests whose full title matches it run. */
export const GREP_VARIABLE = 'WORKER_LENS_TEST_GREP';

export type HostMessage =
  /** A line of mocha's report. */
  { type: 'line'; text: string } | { type: 'result'; result: SuiteResult };

export interface HostReport {
  /** What `REPORT_VARIABLE` is set to. */
  path: string;
  /** Resolves when the suite has told its result; never rejects. */
  result: Promise<SuiteResult>;
  close(): Promise<void>;
}

/**
 * Listens for one suite.
 * @param write takes the lines of mocha's report
 */
export async function listenForReport(write: (line: string) => void): Promise<HostReport> {
  const folder = await mkdtemp(join(tmpdir(), 'wl-'));
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${folder.slice(-9)}` : join(folder, 'report');
  const server = createServer();
  const result = new Promise<SuiteResult>((resolve) => {
    server.on('connection', (socket) => {
      createInterface(socket).on('line', (line) => {
        const message = JSON.parse(line) as HostMessage;
        if (message.type === 'line') write(message.text);
        else resolve(message.result);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return { path, result, close: () => closeReport(server, folder) };
}

async function closeReport(server: Server, folder: string): Promise<void> {
  server.close();
  await rm(folder, { recursive: true, force: true });
}
