// The debuggers that this window has attached, one for each target.
import * as vscode from 'vscode';
import { processName, threadName } from '../../adapter/names';
import type { Change } from '../../protocol/viewer';
import type { HubLink } from '../../viewer/hub-link';
import type { Target } from '../../viewer/model';
import { isAnother } from '../../viewer/same-process';
import { assertSame } from '../same-row';
import { ATTACH_DEADLINE, isAsked, startSession, targetOf } from './attachment';
import type { RunSessions } from './run-sessions';
import { Turns } from './turns';

/** Why a debugger could not be attached; a sentence for a person. */
export class AttachError extends Error {
  override readonly name = 'AttachError';
}

/** Fifty at once would share js-debug's one thread, and none of them would be there in time. */
const AT_ONCE = 2;

interface Attachment {
  /** As it was when a debugger was asked for. */
  target: Target;
  name: string;
  /** The session that was asked for, once it has started. */
  session: vscode.DebugSession | undefined;
  /** The target's own session under it, which has a row, once it has started. */
  leaf: vscode.DebugSession | undefined;
  /** Resolves when the target's own session is there. */
  reached: PromiseWithResolvers;
  /** Resolves when that has taken all breakpoints: what runs from then on stops at them. */
  configured: PromiseWithResolvers;
  ended: PromiseWithResolvers;
}

interface PromiseWithResolvers {
  promise: Promise<void>;
  resolve(): void;
}

export class Attachments implements vscode.Disposable {
  readonly #link: HubLink;
  readonly #runs: RunSessions;
  readonly #attached = new Map<string, Attachment>();
  readonly #turns = new Turns(AT_ONCE);
  readonly #store: vscode.Disposable;

  constructor(link: HubLink, runs: RunSessions) {
    this.#link = link;
    this.#runs = runs;
    this.#store = vscode.Disposable.from(
      vscode.debug.onDidStartDebugSession((session) => this.#started(session)),
      vscode.debug.onDidTerminateDebugSession((session) => this.#terminated(session)),
      vscode.debug.registerDebugAdapterTrackerFactory('pwa-node', {
        createDebugAdapterTracker: (session) => ({ onDidSendMessage: (message) => this.#said(session, message) }),
      }),
      link.onDidChange((changes) => this.#rename(changes)),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Whether this window has a debugger on a target. */
  has(target: string): boolean {
    return this.#attached.has(target);
  }

  /**
   * Attaches a debugger to one target, and resolves when it is reached and its breakpoints are set.
   * @throws AttachError, HubRequestError
   * @throws Error where the id means another process by its turn
   */
  async attach(id: string): Promise<void> {
    const target = this.#link.model.target(id);
    if (!target) throw new AttachError(vscode.l10n.t('It has ended, and is no longer known.'));
    const attachment: Attachment = {
      target,
      name: nameOf(target),
      session: undefined,
      leaf: undefined,
      reached: deferred(),
      configured: deferred(),
      ended: deferred(),
    };
    this.#attached.set(id, attachment);
    try {
      await this.#turns.take(() => this.#open(id, attachment));
    } catch (error) {
      await this.#giveUp(id, attachment);
      throw error;
    }
  }

  /** Takes the debugger off a target, which runs on; resolves when it is off and the inspector closed. */
  async detach(id: string): Promise<void> {
    const attachment = this.#attached.get(id);
    if (attachment?.session) {
      await vscode.debug.stopDebugging(attachment.session);
      await attachment.ended.promise;
    }
    // It may also be another window's.
    await this.#link.request({ type: 'closeTarget', target: id });
  }

  async #open(id: string, attachment: Attachment): Promise<void> {
    const { target } = attachment;
    assertSame(this.#link.model, target.process);
    const { url } = await this.#link.request({ type: 'openTarget', target: id });
    if (!url) throw new AttachError(vscode.l10n.t('The hub gave no address to attach to.'));
    const parent = this.#runs.ownerOf(target.process.run);
    const started = await startSession({ target: id, name: attachment.name, url, parent });
    if (!started) throw new AttachError(vscode.l10n.t('VS Code did not start the debug session.'));
    await this.#reach(attachment);
  }

  async #reach({ reached, configured, ended }: Attachment): Promise<void> {
    const failed = new AttachError(vscode.l10n.t('The debugger did not reach it. It may have ended meanwhile.'));
    let deadline: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      deadline = setTimeout(() => reject(failed), ATTACH_DEADLINE);
    });
    const gone = ended.promise.then(() => Promise.reject(failed));
    const there = Promise.all([reached.promise, configured.promise]);
    await Promise.race([there, gone, late]).finally(() => clearTimeout(deadline));
  }

  async #giveUp(id: string, attachment: Attachment): Promise<void> {
    this.#attached.delete(id);
    if (attachment.session) await vscode.debug.stopDebugging(attachment.session);
    await this.#close(id, attachment);
  }

  #started(session: vscode.DebugSession): void {
    const id = targetOf(session);
    const attachment = id === undefined ? undefined : this.#attached.get(id);
    if (!attachment) return;
    if (isAsked(session)) {
      attachment.session = session;
      return;
    }
    // js-debug calls it "Remote Process [0]".
    session.name = attachment.name;
    attachment.leaf = session;
    attachment.reached.resolve();
  }

  /** VS Code says that it is done once its breakpoints were answered. */
  #said(session: vscode.DebugSession, { type, command }: { type?: string; command?: string }): void {
    if (type !== 'response' || command !== 'configurationDone' || isAsked(session)) return;
    this.#attached.get(targetOf(session) ?? '')?.configured.resolve();
  }

  /** A process is called otherwise once it forks workers. */
  #rename(changes: readonly Change[]): void {
    for (const change of changes) {
      const leaf = change.kind === 'process' ? this.#attached.get(change.value.id)?.leaf : undefined;
      const target = leaf && this.#link.model.target(targetOf(leaf) ?? '');
      if (target && leaf.name !== nameOf(target)) leaf.name = nameOf(target);
    }
  }

  #terminated(session: vscode.DebugSession): void {
    const id = targetOf(session);
    const attachment = id === undefined ? undefined : this.#attached.get(id);
    if (id === undefined || attachment?.session?.id !== session.id) return;
    this.#attached.delete(id);
    attachment.ended.resolve();
    void this.#close(id, attachment);
  }

  /** Sees to it that the inspector is closed; the hub does it by itself when its client goes. */
  async #close(id: string, { target }: Attachment): Promise<void> {
    if (isAnother(this.#link.model, target.process)) return;
    // A target that ended can't be closed, and need not be.
    await this.#link.request({ type: 'closeTarget', target: id }).catch(() => {});
  }
}

function nameOf({ process, thread }: Target): string {
  const { t } = vscode.l10n;
  const owner = `${processName(process, t)} (${process.pid ?? '?'})`;
  return thread ? `${threadName(thread, t)} · ${owner}` : owner;
}

function deferred(): PromiseWithResolvers {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
