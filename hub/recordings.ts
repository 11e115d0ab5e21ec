// The recordings of the runs that a viewer wanted recorded.
import * as path from 'node:path';
import type { AgentToHub } from '../protocol/agent';
import type { Change } from '../protocol/viewer';
import type { Clock } from './clock';
import type { Outcome, Who } from './model/model';
import { type Notify, recordingFailed } from './notices';
import { Recording } from './recording';
import { RequestError } from './request-error';

export class Recordings {
  readonly #clock: Clock;
  readonly #notify: Notify;
  readonly #modelOf: (run: string) => Change[];
  readonly #open = new Map<string, Recording>();

  /** @param modelOf the whole model of a run */
  constructor(clock: Clock, notify: Notify, modelOf: (run: string) => Change[]) {
    this.#clock = clock;
    this.#notify = notify;
    this.#modelOf = modelOf;
  }

  /** @throws RequestError where the file cannot be written */
  start(run: string, name: string, file: string): void {
    if (!path.isAbsolute(file)) throw new RequestError(`The recording needs an absolute path, not '${file}'.`);
    if (this.#open.has(run))
      throw new RequestError(`This run is being recorded already, to ${this.#open.get(run)?.file}.`);
    try {
      this.#open.set(run, this.#make(run, name, file));
    } catch (error) {
      const why = (error as Error).message;
      throw new RequestError(`The recording ${file} could not be made: ${why}. Choose a file that you can write.`);
    }
  }

  #make(run: string, name: string, file: string): Recording {
    return new Recording({
      file,
      run,
      name,
      clock: this.#clock,
      model: () => this.#modelOf(run),
      failed: (why) => this.#notify(recordingFailed(file, why)),
    });
  }

  add(run: string | undefined, who: Who, message: AgentToHub): void {
    if (run !== undefined) this.#open.get(run)?.add(who, message);
  }

  /** Ends a run's recording, if it has one. Resolves when all is on disk. */
  async end(run: string, outcome: Outcome): Promise<void> {
    const recording = this.#open.get(run);
    this.#open.delete(run);
    await recording?.end(outcome);
  }

  /** Closes all, without an end. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((recording) => recording.close()));
  }
}
