// What is to be attached when it starts: whoever takes a slot, and the next target that a person waits for. What a
// launch configuration asks for, its own session sees to.
import * as vscode from 'vscode';
import { anyOf } from '../../adapter/attach-conditions';
import type { Change, TargetMatch } from '../../protocol/viewer';
import { Hold } from '../../viewer/hold';
import type { HubLink } from '../../viewer/hub-link';

/** What a person waits for. */
export interface Next {
  /** What it is called, as in "the next worker". */
  label: string;
  /** `null` for any run. */
  run: string | null;
  match: TargetMatch;
}

interface Waiting extends Next {
  /** Absent until it is in force. */
  hold?: Hold;
}

/** A slot with a debugger on whoever sits in it. */
interface Followed {
  hold: Hold;
  /** The worker that was last seen in it. */
  worker: string | null;
}

/** Attaches a debugger; tells a person where that fails. */
export type Attach = (target: string) => unknown;

export class Standing implements vscode.Disposable {
  readonly #link: HubLink;
  readonly #attach: Attach;
  /** Targets that a person waited for, as long as they are known. */
  readonly #awaited = new Set<string>();
  readonly #slots = new Map<string, Followed>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #store: vscode.Disposable;
  #next: Waiting | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(link: HubLink, attach: Attach) {
    this.#link = link;
    this.#attach = attach;
    this.#store = vscode.Disposable.from(
      this.#changed,
      link.onDidChange((changes) => this.#follow(changes)),
      link.onDidChangeState(({ state, restarted }) => {
        if (state === 'connected' && restarted) this.#beginAnew();
      }),
    );
  }

  dispose(): void {
    for (const { hold } of this.#slots.values()) hold.dispose();
    this.#next?.hold?.dispose();
    this.#store.dispose();
  }

  /** What a person waits for; it stops at its first line. */
  get next(): Next | undefined {
    return this.#next;
  }

  /** Whether a person waited for this target, so that it stops at its first line. */
  wasAwaited(target: string): boolean {
    return this.#awaited.has(target);
  }

  /** Whether a debugger follows whoever sits in this slot. */
  follows(slot: string): boolean {
    return this.#slots.has(slot);
  }

  /**
   * Attaches to the worker that sits in a slot, and from the first line to each that takes it.
   * @throws HubRequestError
   */
  async followSlot(id: string): Promise<void> {
    const slot = this.#link.model.slots.get(id);
    const run = slot && this.#link.model.processes.get(slot.primary)?.run;
    if (!run || this.#slots.has(id)) return;
    const match = { ...anyOf(['worker']), maker: slot.primary, slot: slot.slot };
    const hold = await Hold.make(this.#link, { run, match, once: false, pause: false }, this.#attach);
    this.#slots.set(id, { hold, worker: slot.current });
    this.#changed.fire();
    if (slot.current) await this.#attach(slot.current);
  }

  /** Attaches no more to who takes a slot; a debugger on the worker that sits in it stays. */
  leaveSlot(id: string): void {
    this.#slots.get(id)?.hold.dispose();
    if (this.#slots.delete(id)) this.#changed.fire();
  }

  /**
   * Waits for the next target that matches, in place of the one that was waited for: it stops at its first line.
   * @throws HubRequestError
   */
  async waitFor(next: Next): Promise<void> {
    this.cancelNext();
    const waiting: Waiting = { ...next };
    this.#next = waiting;
    this.#changed.fire();
    try {
      const options = { run: next.run, match: next.match, once: true, pause: true };
      waiting.hold = await Hold.make(this.#link, options, (target) => {
        this.#end(waiting);
        this.#awaited.add(target);
        void this.#attach(target);
      });
    } catch (error) {
      this.#end(waiting);
      throw error;
    }
    if (this.#next !== waiting) waiting.hold.dispose();
  }

  /** Waits no more. */
  cancelNext(): void {
    if (this.#next) this.#end(this.#next);
  }

  /** Takes off all that stands for a run. */
  leaveRun(run: string): void {
    for (const id of this.#slots.keys()) if (this.#runOf(id) === run) this.leaveSlot(id);
    if (this.#next?.run === run) this.cancelNext();
  }

  #end(waiting: Waiting): void {
    waiting.hold?.dispose();
    if (this.#next !== waiting) return;
    this.#next = undefined;
    this.#changed.fire();
  }

  #follow(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === 'run' && change.value.state === 'ended') this.leaveRun(change.value.id);
      if (change.kind === 'forgotten') this.#forget(change.id);
      if (change.kind === 'slot') this.#followWorker(change.value.id, change.value.current);
    }
  }

  /** A worker that was started before the old one left takes its slot late: it is past its first line, and not held. */
  #followWorker(slot: string, worker: string | null): void {
    const followed = this.#slots.get(slot);
    if (!followed || worker === followed.worker) return;
    followed.worker = worker;
    if (worker && this.#link.model.processes.get(worker)?.state !== 'starting') void this.#attach(worker);
  }

  /** A hub that took a dead one's place knows processes by other ids. */
  #beginAnew(): void {
    for (const id of this.#slots.keys()) this.leaveSlot(id);
    if (this.#next?.match.maker) this.cancelNext();
    this.#awaited.clear();
  }

  #forget(id: string): void {
    this.#awaited.delete(id);
    this.leaveSlot(id);
    if (this.#next?.run === id) this.cancelNext();
  }

  #runOf(slot: string): string | undefined {
    return this.#link.model.processes.get(this.#link.model.slots.get(slot)?.primary ?? '')?.run;
  }
}
