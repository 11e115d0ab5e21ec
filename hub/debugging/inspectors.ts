// Opens and closes the inspectors of targets, through their agents.

import type { Change } from '../../protocol/viewer';
import type { Agents, Answer, Command } from '../agents';
import { type Clock, wait } from '../clock';
import type { Model, Target, Who } from '../model/model';
import { RequestError } from '../request-error';

/** How long to wait for a target to connect that has just begun to live, in ms. */
const CONNECT_DEADLINE = 2000;
const CONNECT_CHECK = 25;

export interface InspectorsNeeds {
  clock: Clock;
  model: Model;
  agents: Agents;
  apply(changes: Change[]): void;
}

export class Inspectors {
  readonly #needs: InspectorsNeeds;

  constructor(needs: InspectorsNeeds) {
    this.#needs = needs;
  }

  /**
   * Opens a target's inspector, or finds it open.
   * @returns its `ws://…` URL
   * @throws RequestError where the target is not there, not observed, or does not answer
   */
  async open(target: string): Promise<string> {
    const { model } = this.#needs;
    const who = await this.#reach(target);
    const { url, held } = model.target(target)!.state.inspector;
    // Its inspector is open, and it reads nothing of what it is asked.
    if (url !== null && held !== null) return url;
    const answer = await this.#ask(target, who, { type: 'openInspector' });
    if (!answer) throw new RequestError(this.#silent(target));
    if (answer.url === null) throw new RequestError(refused(name(model, target), answer.error));
    return answer.url;
  }

  /**
   * Has a target that asks open its inspector, and wait for as long as the file `lease` is kept.
   * @returns whether it does
   */
  async hold(target: string, lease: string): Promise<boolean> {
    const who = this.#needs.model.target(target)?.who;
    const answer = who && (await this.#ask(target, who, { type: 'hold', lease }));
    return typeof answer?.url === 'string';
  }

  /** Closes a target's inspector if it was opened for a viewer; one that the program opened stays. */
  async close(target: string): Promise<void> {
    const { model, agents, apply } = this.#needs;
    const found = model.target(target);
    if (!found?.who || found.state.ended !== null || found.state.inspector.state !== 'lens') return;
    const answer = await agents.ask(found.who, { type: 'closeInspector' });
    if (answer && answer.error === null) apply(model.inspectorClosed(target));
  }

  async #ask(target: string, who: Who, command: Command): Promise<Answer> {
    const { model, agents, apply } = this.#needs;
    model.inspectorAsked(target);
    const answer = await agents.ask(who, command);
    apply(model.inspectorAnswered(target, answer?.url ?? null));
    return answer;
  }

  async #reach(target: string): Promise<Who> {
    const { clock, model, agents } = this.#needs;
    const deadline = clock.now() + CONNECT_DEADLINE;
    while (true) {
      const found = model.target(target);
      assertAlive(found, target);
      if (found.who && agents.isConnected(found.who)) return found.who;
      if (clock.now() >= deadline) throw new RequestError(this.#unreachable(target));
      await wait(clock, CONNECT_CHECK);
    }
  }

  #unreachable(target: string): string {
    const who = name(this.#needs.model, target);
    return `${who} cannot be reached: it is not observed from inside. Start it again under the lens, or, if it has just begun, try once more.`;
  }

  #silent(target: string): string {
    const who = name(this.#needs.model, target);
    if (this.#needs.model.target(target)?.state.ended !== null) return `${who} ended before a debugger could attach.`;
    return `${who} did not answer within 5 s: its event loop is blocked, or it is stopped. Try again once it answers.`;
  }
}

function assertAlive(target: Target | undefined, id: string): asserts target is Target {
  if (!target) throw new RequestError(`There is no ${id} any more. Choose another process or thread.`);
  if (target.state.ended === null) return;
  throw new RequestError(`${describe(target)} has ended already. Choose a process or thread that is running.`);
}

function refused(who: string, why: string | null): string {
  return `${who} could not open its inspector${why ? `: ${why}` : ''}.`;
}

function name(model: Model, id: string): string {
  const target = model.target(id);
  return target ? describe(target) : id;
}

/** `p3 (pid 4711)`, `p3:2 (a thread)`. */
export function describe({ id, state }: Target): string {
  return 'pid' in state ? `${id} (pid ${state.pid ?? 'unknown'})` : `${id} (a thread)`;
}
