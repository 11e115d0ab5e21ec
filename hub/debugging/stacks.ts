// Answers where a target is, whether its event loop turns or not. Inspectors that were opened for it are closed again.
import type { ProcessState, Stack, ThreadState } from '../../protocol/viewer';
import { closeLate } from '../bring-in/close-late';
import { inspectorUrl, NotOpenedError, openBySignal, openPortOf, portsOf } from '../bring-in/inspector-door';
import { type Clock, wait } from '../clock';
import type { Model, Target } from '../model/model';
import { RequestError } from '../request-error';
import { type CdpSession, NoAnswerError, withSession, withThread } from './cdp-session';
import type { Inspectors } from './inspectors';
import { takeStack } from './stack';

/** How long an agent may take to open its inspector, in ms, before its loop is taken for blocked: on a busy machine it may be slow. */
const AGENT_DEADLINE = 1000;
/** How long an inspector may take to let the hub in, in ms. */
const CONNECT_DEADLINE = 1000;
/** How long a process may take to name its threads, in ms. */
const THREADS_DEADLINE = 1000;
/** How long after its client an inspector is closed, in ms: see the CDP proxy. */
const SETTLE = 100;

type Take = (session: CdpSession) => Promise<Stack>;

export interface StacksNeeds {
  clock: Clock;
  model: Model;
  inspectors: Inspectors;
  /** Whether a viewer asked for this target's inspector, which is to stay open then. */
  isWanted(target: string): boolean;
  /** What ties a target to its debugger, and lets it be asked there; `null` where it has none. */
  linkOf(target: string): { takeStack(): Promise<Stack> } | null;
}

export class Stacks {
  readonly #needs: StacksNeeds;
  /** By process, the last that takes a stack in it: two at once would see each other's pauses. */
  readonly #turns = new Map<string, Promise<unknown>>();
  /** Targets whose inspectors are in use now. */
  readonly #visited = new Set<string>();
  /** Inspectors that are being closed: until then the model has them open. */
  readonly #closing = new Map<string, Promise<void>>();

  constructor(needs: StacksNeeds) {
    this.#needs = needs;
  }

  /**
   * @param signal SIGUSR1 may be sent to a process that does not answer, to open its inspector
   * @returns null where it would have to be sent, and may not
   * @throws RequestError where it has ended, or can't be reached
   */
  take(target: string, signal: boolean): Promise<Stack | null> {
    const [process = target] = target.split(':');
    const taken = (this.#turns.get(process) ?? Promise.resolve()).then(() => this.#take(target, signal));
    const turn: Promise<unknown> = taken.then(
      () => this.#turnEnds(process, turn),
      () => this.#turnEnds(process, turn),
    );
    this.#turns.set(process, turn);
    return taken;
  }

  #turnEnds(process: string, turn: Promise<unknown>): void {
    if (this.#turns.get(process) === turn) this.#turns.delete(process);
  }

  async #take(target: string, signal: boolean): Promise<Stack | null> {
    const found = this.#assertAlive(target);
    // Its debugger would be shown the pause that another session asks for.
    const link = this.#needs.linkOf(target);
    if (link) return asked(link.takeStack());
    if (!('pid' in found.state)) return this.#ofThread(target, found.state, signal);
    const stack = await this.#visit(target, takeStack);
    return stack ?? this.#throughSignal(found.state, signal, takeStack);
  }

  #assertAlive(id: string): Target {
    const target = this.#needs.model.target(id);
    if (!target || target.state.ended !== null) throw new RequestError('It has ended, and runs nothing any more.');
    return target;
  }

  /** `null` where it does not answer soon: then its loop does not turn. */
  async #openByAgent(target: string): Promise<string | null> {
    const { clock, inspectors, model } = this.#needs;
    await Promise.race([this.#closing.get(target), wait(clock, AGENT_DEADLINE)]);
    const { url } = model.target(target)!.state.inspector;
    if (url !== null) return url;
    const opened = inspectors.open(target);
    // What comes too late is closed by the hub as it comes.
    opened.catch(() => {});
    return Promise.race([opened, wait(clock, AGENT_DEADLINE).then(() => null)]);
  }

  /** Through the inspector that its agent opens; `null` where that does not answer. */
  async #visit(target: string, take: Take): Promise<Stack | null> {
    this.#visited.add(target);
    try {
      const url = await this.#openByAgent(target);
      return url === null ? null : await this.#through(url, take);
    } finally {
      this.#visited.delete(target);
      this.#closeLater(target);
    }
  }

  /**
   * Through its process, if that answers: a thread that was asked to open an inspector while it was blocked, and was
   * terminated as it opened it, was seen to hang its process.
   */
  async #ofThread(id: string, { process, thread }: ThreadState, signal: boolean): Promise<Stack | null> {
    const { clock, model } = this.#needs;
    const take = (main: CdpSession) => withThread(main, thread, clock, takeStack, THREADS_DEADLINE);
    const stack = (await this.#visit(process, take)) ?? (await this.#visit(id, takeStack));
    return stack ?? this.#throughSignal(model.process(process)!, signal, take);
  }

  async #throughSignal({ id, pid }: ProcessState, signal: boolean, take: Take): Promise<Stack | null> {
    const { clock, isWanted } = this.#needs;
    if (pid === null) throw new RequestError('Its process id is not known, so it cannot be reached.');
    if (process.platform !== 'linux')
      throw new RequestError('It does not answer, and on this system nothing else reaches it.');
    const open = openPortOf(pid);
    if (open !== null) return this.#at(open, take);
    if (!signal) return null;
    const before = portsOf(pid);
    // Until its loop turns again the inspector, on loopback, stays open.
    const close = () => void closeLate(pid, before, clock, () => isWanted(id));
    const port = await openBySignal(pid, clock).catch((error: Error) => {
      if (error instanceof NotOpenedError) close();
      throw error;
    });
    return this.#at(port, take).finally(close);
  }

  async #at(port: number, take: Take): Promise<Stack> {
    const url = await inspectorUrl(port, this.#needs.clock);
    if (url === null) throw new RequestError(`No inspector of Node.js answers on port ${port} of this machine.`);
    return this.#through(url, take);
  }

  #through(url: string, take: Take): Promise<Stack> {
    return asked(withSession(url, this.#needs.clock, CONNECT_DEADLINE, take));
  }

  #closeLater(target: string): void {
    const { clock, inspectors, isWanted } = this.#needs;
    clock.after(SETTLE, () => {
      if (isWanted(target) || this.#visited.has(target)) return;
      const closed = inspectors.close(target).finally(() => this.#closing.delete(target));
      this.#closing.set(target, closed);
    });
  }
}

/** @throws RequestError */
async function asked(stack: Promise<Stack>): Promise<Stack> {
  try {
    return await stack;
  } catch (error) {
    if (error instanceof RequestError) throw error;
    if (error instanceof NoAnswerError) return { state: 'silent', frames: [] };
    throw new RequestError(`It could not be asked: ${(error as Error).message}. It may have ended meanwhile.`);
  }
}
