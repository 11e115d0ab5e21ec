// A checker in a process of its own, kept warm, as an editor keeps it.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Answer, Question } from './messages';

export class Peer {
  readonly #process: ChildProcess;
  #answered: PromiseWithResolvers<Answer>;

  private constructor(process: ChildProcess) {
    this.#process = process;
    this.#answered = withResolvers();
    process.on('message', (answer: Answer) => this.#answered.resolve(answer));
    process.once('exit', () => this.#answered.reject(new Error('A checker has ended.')));
  }

  /** @param script what checks; @param args for it, such as where its packages lie */
  static async start(script: string, args: string[]): Promise<Peer> {
    const env = { ...process.env, NODE_OPTIONS: '' };
    const peer = new Peer(fork(script, args, { execArgv: [], env }));
    await peer.#answered.promise;
    return peer;
  }

  /** Checks a text, and says how long it took. */
  check(question: Question): Promise<Answer> {
    this.#answered = withResolvers();
    this.#process.send(question);
    return this.#answered.promise;
  }

  async stop(): Promise<void> {
    this.#answered.promise.catch(() => {});
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** Node has one of its own only since 22. */
function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((settle, fail) => {
    resolve = settle;
    reject = fail;
  });
  return { promise, resolve, reject };
}
