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
    const request = http.get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.on('error', reject);
  });
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
