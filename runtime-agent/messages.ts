// Sends what a person typed to a child or a thread, as the program itself would: counted like its own.
import type { HubToAgent } from '../protocol/agent';
import type { Children } from './children';
import type { ThreadsCollector } from './collectors/threads';
import { dataProperty } from './safely';

type Send = Extract<HubToAgent, { type: 'sendMessage' }>;
type Sent = (error: Error | null) => void;

export class Messages {
  readonly #children: Children;
  readonly #threads: ThreadsCollector;

  constructor(children: Children, threads: ThreadsCollector) {
    this.#children = children;
    this.#threads = threads;
  }

  /**
   * @param sent called when the message is on its way, or could not be sent
   * @throws Error where the receiver is not there
   */
  send({ to, json }: Send, sent: Sent): void {
    const message: unknown = JSON.parse(json);
    if (to.kind === 'child') this.#toChild(to.spawn, message, sent);
    else {
      const thread = this.#threads.find(to.thread);
      if (!thread) throw new Error('It has ended.');
      thread.postMessage(message);
      sent(null);
    }
  }

  #toChild(spawn: number, message: unknown, sent: Sent): void {
    const child = this.#children.find(spawn) as NodeJS.Process | undefined;
    if (!child || dataProperty(child, 'connected') !== true) throw new Error('Its channel is closed, or it has none.');
    // Without a callback Node would emit what fails as an event of the program's.
    child.send!(message, undefined, undefined, sent);
  }
}
