// Where a target is that has a debugger: asked within the debugger's own session, and kept from it.
//
// The target is not paused for that. A pause would stand in for the one that the debugger waits for, and end a step that
// is under way. Something is thrown in it instead, which says where: on top of whatever runs, or stands still, there.
import type { Stack } from '../../protocol/viewer';
import type { Clock } from '../clock';
import { RequestError } from '../request-error';
import { NoAnswerError } from './cdp-session';
import { isAnswer, isEvent } from './cdp-text';
import { ANSWER_DEADLINE, stackThrown, THROW, THROWER, type Thrown } from './stack';

/** Beyond any id that a debugger comes to, and of no other call of the hub's. */
const OWN_ID = 2 ** 31 - 3000;
const CALL = JSON.stringify({ id: OWN_ID, method: 'Runtime.evaluate', params: THROW });

interface Answer {
  result?: Thrown;
  error?: { message: string };
}

/** What became of a question. */
interface Waiting {
  answered(answer: Answer): void;
  failed(error: Error): void;
}

export class CdpStack {
  readonly #clock: Clock;
  readonly #send: (text: string) => void;
  #waiting: Waiting | null = null;

  /** @param send to the inspector */
  constructor(clock: Clock, send: (text: string) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /**
   * One at a time: the answer to a question that was given up says where the target is as well as that to the next.
   * @throws NoAnswerError, RequestError where the debugger is not there yet, or Error
   */
  async take(): Promise<Stack> {
    const { result, error } = await this.#ask();
    if (error) throw new Error(error.message);
    const stack = stackThrown(result ?? {});
    if (!stack) throw new RequestError('A debugger is just attaching to it. Try again in a moment.');
    return stack;
  }

  /** The inspector says this. @returns whether the debugger is to hear it */
  tells(text: string): boolean {
    if (!isAnswer(text, OWN_ID)) return !isOwnScript(text);
    this.#waiting?.answered(JSON.parse(text));
    return false;
  }

  /** No answer comes any more. */
  stop(): void {
    this.#waiting?.failed(new Error('it closed its inspector'));
  }

  async #ask(): Promise<Answer> {
    const answer = new Promise<Answer>((answered, failed) => {
      this.#waiting = { answered, failed };
    });
    const timer = this.#clock.after(ANSWER_DEADLINE, () => this.#waiting?.failed(new NoAnswerError()));
    this.#send(CALL);
    try {
      return await answer;
    } finally {
      this.#clock.cancel(timer);
      this.#waiting = null;
    }
  }
}

function isOwnScript(text: string): boolean {
  return isEvent(text, 'Debugger.scriptParsed') && text.includes(THROWER) && JSON.parse(text).params.url === THROWER;
}
