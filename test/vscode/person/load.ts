// Requests to the program under test, each on a new connection.
import http from 'node:http';

/** What came of one request. */
export interface Answer {
  status: number;
  body: string;
}

/** One request on a connection of its own; rejects where the connection fails. */
export function get(port: number, path = '/'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // `agent: false` makes a connection for this request alone, which is closed after it.
    const request = http.get({ host: '127.0.0.1', port, path, agent: false }, (response) => readAll(response, resolve));
    request.on('error', reject);
  });
}

/** One request with JSON, likewise. */
export function post(port: number, path: string, value: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json' };
    const options = { host: '127.0.0.1', port, path, method: 'POST', headers, agent: false };
    const request = http.request(options, (response) => readAll(response, resolve));
    request.on('error', reject);
    request.end(JSON.stringify(value));
  });
}

/** An answer that goes on, until it is let go: its first part. */
export function hold(port: number, path: string): Promise<{ first: string; letGo(): void }> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      const letGo = () => void request.destroy();
      response.setEncoding('utf8').on('data', (first) => resolve({ first, letGo }));
      // It breaks off when it is let go.
      response.on('error', () => {});
    });
    request.on('error', reject);
  });
}

function readAll(response: http.IncomingMessage, done: (answer: Answer) => void): void {
  let body = '';
  response.setEncoding('utf8').on('data', (chunk) => {
    body += chunk;
  });
  response.on('end', () => done({ status: response.statusCode ?? 0, body }));
}

/** Requests under way: how many have been answered so far, and by whom. */
export class Load {
  readonly answers: Answer[] = [];
  /** Resolves when all are answered. */
  readonly done: Promise<unknown>;
  readonly #waiting = new Set<() => void>();

  constructor(port: number, count: number) {
    const one = async () => {
      this.answers.push(await get(port));
      for (const look of [...this.#waiting]) look();
    };
    this.done = Promise.all(Array.from({ length: count }, one));
    // Awaited later; a failure must not count as unhandled until then.
    this.done.catch(() => {});
  }

  /** Resolves when so many are answered. */
  answered(count: number): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.answers.length < count) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }
}

/** Id of the worker that gave an answer of samples/cluster-and-threads. */
export function workerOf(answer: Answer): number {
  return Number(/worker (\d+)/.exec(answer.body)?.[1]);
}
