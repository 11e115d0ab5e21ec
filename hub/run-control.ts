// Signals to processes, and the end of a whole run, when a viewer asks for it.
import type { Change, ViewerToHub } from '../protocol/viewer';
import { type Clock, wait } from './clock';
import type { Model } from './model/model';
import { RequestError } from './request-error';
import { assertSame } from './same-process';

/** How long a run may take to end by itself, in ms. */
const KILL_AFTER = 3000;
/** How long killed processes may take to be gone, in ms. */
const GIVE_UP_AFTER = 5000;
/** How often to look who is left, in ms. */
const CHECK = 25;

type SignalRequest = Omit<Extract<ViewerToHub, { type: 'signal' }>, 'id' | 'type'>;

export interface RunControlNeeds {
  clock: Clock;
  model: Model;
  apply(changes: Change[]): void;
  /** Whether the process of this id still lives, and is still the same. */
  isAlive(id: string): boolean;
  kill(pid: number, signal: NodeJS.Signals): void;
  /** Detaches the debugger of a target; a paused one could not end. */
  detach(target: string): Promise<void>;
  /** Reads all that the processes of a run sent before they ended. */
  drain(run: string): Promise<void>;
  /** Judges those of a run that are gone. */
  settle(run: string): void;
}

export class RunControl {
  readonly #needs: RunControlNeeds;

  constructor(needs: RunControlNeeds) {
    this.#needs = needs;
  }

  /** Sends a signal to a process that is surely still the one that is meant. @throws RequestError */
  signal({ process: id, pid, signal }: SignalRequest): void {
    const { model, isAlive } = this.#needs;
    const process = model.process(id);
    if (!process) throw new RequestError(`There is no process ${id} any more. Choose another one.`);
    assertSame(id, process.pid, pid, `sent ${signal}`);
    if (process.pid === null) {
      throw new RequestError(
        `The pid of ${id} is not known, so it cannot be sent ${signal}. Wait until it has started.`,
      );
    }
    if (process.ended !== null || !isAlive(id)) {
      throw new RequestError(`${id} (pid ${process.pid}) has ended already, so it was not sent ${signal}.`);
    }
    this.#send(id, process.pid, signal);
  }

  /**
   * Ends a run: SIGTERM to its root, then to what is left once the root has gone; SIGKILL after 3 s, or at once.
   * Resolves when none of it is left.
   * @throws RequestError where something cannot be ended
   */
  async stop(run: string, force: boolean): Promise<void> {
    const { clock, model } = this.#needs;
    if (!model.run(run)) throw new RequestError('There is no such run any more.');
    await this.#detachAll(run);
    this.#askAll(run);
    if (!force) await this.#terminate(run, clock.now() + KILL_AFTER);
    this.#sendAll(run, 'SIGKILL');
    await this.#waitUntilGone(run, clock.now() + GIVE_UP_AFTER);
    // What they said last is told before the answer.
    await this.#needs.drain(run);
    this.#needs.settle(run);
  }

  async #terminate(run: string, deadline: number): Promise<void> {
    const root = this.#needs.model.run(run)?.root;
    const alive = this.#alive(run);
    const first = alive.filter(({ id }) => id === root);
    for (const { id, pid } of first) this.#trySend(id, pid, 'SIGTERM');
    if (first.length > 0) await this.#wait(deadline, () => !this.#alive(run).some(({ id }) => id === root));
    this.#sendAll(run, 'SIGTERM');
    await this.#wait(deadline, () => this.#alive(run).length === 0);
  }

  async #waitUntilGone(run: string, deadline: number): Promise<void> {
    await this.#wait(deadline, () => {
      // Who was forked meanwhile.
      this.#sendAll(run, 'SIGKILL');
      return this.#alive(run).length === 0;
    });
    const left = this.#alive(run).map(({ pid }) => pid);
    if (left.length === 0) return;
    throw new RequestError(
      `Process ${left.join(', ')} could not be ended, even by SIGKILL: it belongs to another user, or waits for a device. End it by hand.`,
    );
  }

  async #detachAll(run: string): Promise<void> {
    const { model, detach } = this.#needs;
    const { processes, threads } = model.snapshot();
    const own = new Set(processes.filter((process) => process.run === run).map(({ id }) => id));
    const targets = [...processes.filter(({ id }) => own.has(id)), ...threads.filter((each) => own.has(each.process))];
    await Promise.all(targets.filter(({ inspector }) => inspector.attached).map(({ id }) => detach(id)));
  }

  /** Whatever now ends in this run was asked to, however the request reaches it. */
  #askAll(run: string): void {
    const { model, apply } = this.#needs;
    for (const { id } of model.living(run)) apply(model.asked(id, 'SIGTERM'));
  }

  #sendAll(run: string, signal: NodeJS.Signals): void {
    for (const { id, pid } of this.#alive(run)) this.#trySend(id, pid, signal);
  }

  #alive(run: string): { id: string; pid: number }[] {
    const { model, isAlive } = this.#needs;
    return model.living(run).flatMap(({ id, pid }) => (pid !== null && isAlive(id) ? [{ id, pid }] : []));
  }

  /** One that cannot be signalled must not keep the others alive. */
  #trySend(id: string, pid: number, signal: NodeJS.Signals): void {
    try {
      this.#send(id, pid, signal);
    } catch {
      // It has just ended, or belongs to somebody else: told of when it is left in the end.
    }
  }

  #send(id: string, pid: number, signal: NodeJS.Signals): void {
    try {
      this.#needs.kill(pid, signal);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ESRCH')
        throw new RequestError(`${id} (pid ${pid}) has ended already, so it was not sent ${signal}.`);
      const why = code === 'EPERM' ? 'it belongs to another user' : message;
      throw new RequestError(`${id} (pid ${pid}) could not be sent ${signal}: ${why}.`);
    }
    this.#needs.apply(this.#needs.model.asked(id, signal));
  }

  async #wait(deadline: number, done: () => boolean): Promise<void> {
    const { clock } = this.#needs;
    while (!done() && clock.now() < deadline) await wait(clock, CHECK);
  }
}
