// Pause and continue as a person asks for them: one target, or many at once.
import type { HubLink } from '../viewer/hub-link';
import type { AttachCommands } from './attach-commands';
import type { Debuggee, Debuggees } from './debug/debuggees';

/** A run, or the targets that a notice tells of. */
type Which = string | readonly string[];

export class DebugCommands {
  readonly #debuggees: Debuggees;
  readonly #attach: AttachCommands;
  readonly #link: HubLink;

  constructor(debuggees: Debuggees, attach: AttachCommands, link: HubLink) {
    this.#debuggees = debuggees;
    this.#attach = attach;
    this.#link = link;
  }

  /** Stops a target wherever it is, with a debugger that is attached where there is none yet. */
  async pause(target: string): Promise<void> {
    if (!this.#debuggees.ofTarget(target)) await this.#attach.attach(target);
    const debuggee = this.#debuggees.ofTarget(target);
    if (debuggee) await this.#debuggees.pause([debuggee]);
  }

  async pauseAll(which: Which): Promise<void> {
    await this.#debuggees.pause(this.#chosen(which));
  }

  async continueAll(which: Which): Promise<void> {
    await this.#debuggees.resume(this.#chosen(which));
  }

  /** All but the one whose stack a person looks at; where that is none of them, all but the first. */
  async continueOthers(which: Which): Promise<void> {
    const chosen = this.#chosen(which);
    const focused = this.#debuggees.focused();
    const kept = focused && chosen.includes(focused) ? focused : chosen[0];
    await this.#debuggees.resume(chosen.filter((each) => each !== kept));
  }

  #chosen(which: Which): Debuggee[] {
    const chosen = (target: string) =>
      typeof which === 'string' ? this.#link.model.target(target)?.process.run === which : which.includes(target);
    return this.#debuggees.all().filter(({ target }) => chosen(target));
  }
}
