// The hub as a debugger itself, for one question to a process: no domain is enabled, nothing is paused.
import WebSocket from 'ws';
import type { Clock, Timer } from '../clock';

export type Evaluated = { value: unknown } | { error: string };

/** No answer in time: its event loop is blocked, or it is stopped. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/**
 * Evaluates an expression in the main context of a process, with `require` in reach, and leaves.
 * @param url `ws://…` of its inspector
 * @param ms how long it may take
 * @throws NoAnswerError, or Error where the inspector is not to be reached
 */
export async function evaluateAt(url: string, expression: string, clock: Clock, ms: number): Promise<Evaluated> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  let timer: Timer | null = null;
  try {
    return await new Promise<Evaluated>((resolve, reject) => {
      timer = clock.after(ms, () => reject(new NoAnswerError()));
      const params = { expression, includeCommandLineAPI: true, returnByValue: true };
      socket.on('open', () => socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params })));
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('it closed its inspector')));
      socket.on('message', (data) => {
        const answer = JSON.parse(String(data));
        if (answer.id === 1) resolve(evaluated(answer));
      });
    });
  } finally {
    if (timer !== null) clock.cancel(timer);
    await leave(socket);
  }
}

interface Answer {
  result?: { result: { value?: unknown }; exceptionDetails?: { text: string; exception?: { description?: string } } };
  error?: { message: string };
}

function evaluated({ result, error }: Answer): Evaluated {
  if (error || !result) return { error: error?.message ?? 'it gave no answer' };
  const { exceptionDetails: thrown } = result;
  if (!thrown) return { value: result.result.value };
  return { error: (thrown.exception?.description ?? thrown.text).split('\n', 1)[0]! };
}

/** The socket of an inspector that was closed meanwhile, or of a process that is blocked, is not waited for. */
function leave(socket: WebSocket): Promise<void> {
  if (socket.readyState !== WebSocket.OPEN) {
    socket.terminate();
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
    socket.close();
    setTimeout(() => socket.terminate(), 500).unref();
  });
}
