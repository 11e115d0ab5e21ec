// Ends the lens in a run that goes on: no hook is left, no connection, no debugger.
import type { Change, ProcessState, ThreadState } from '../../protocol/viewer';
import type { Agents } from '../agents';
import type { Model } from '../model/model';
import { RequestError } from '../request-error';

export interface LetGoNeeds {
  model: Model;
  agents: Agents;
  apply(changes: Change[]): void;
  /** Detaches the debugger of a target. */
  detach(target: string): Promise<void>;
}

export class LetGo {
  readonly #needs: LetGoNeeds;

  constructor(needs: LetGoNeeds) {
    this.#needs = needs;
  }

  /**
   * Lets all processes and threads of a run go, and forgets it. One that is blocked or stopped lets go when it goes on.
   * @throws RequestError where there is no such run
   */
  async carryOut(run: string): Promise<void> {
    const { model, agents, apply, detach } = this.#needs;
    if (!model.run(run)) throw new RequestError('There is no such run any more.');
    const targets = this.#targets(run);
    await Promise.all(targets.filter(({ inspector }) => inspector.attached).map(({ id }) => detach(id)));
    const agentsOf = targets.flatMap(({ id }) => model.target(id)?.who ?? []);
    await Promise.all(agentsOf.map((who) => agents.ask(who, { type: 'letGo' })));
    apply(model.letGo(run));
  }

  #targets(run: string): (ProcessState | ThreadState)[] {
    const { processes, threads } = this.#needs.model.snapshot();
    const own = processes.filter((process) => process.run === run && process.ended === null);
    const ids = new Set(own.map(({ id }) => id));
    // Threads first: they are reached through their process's agent's word too.
    return [...threads.filter((thread) => ids.has(thread.process) && thread.ended === null), ...own];
  }
}
