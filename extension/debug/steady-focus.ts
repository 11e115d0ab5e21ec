// Keeps the focus on the target that a person looks at, or steps in, while others stop. The hub keeps most of their stops
// back during a step; here is what it can't know of: what VS Code does with those that stopped before.
import * as vscode from 'vscode';
import { type DapMessage, type Debuggees, isInHand, STEPS } from './debuggees';

/** Asked of a session by ourselves alone. js-debug never sees it. */
const STAY = 'workerLens.stay';

/**
 * 800 ms into a step VS Code focuses another session that stands still. What it waits for can be called off; when it begins
 * to wait is not seen from here, hence again and again, this often in ms.
 */
const STAY_EVERY = 200;

export function keepFocusSteady(debuggees: Debuggees): vscode.Disposable {
  return vscode.debug.registerDebugAdapterTrackerFactory('pwa-node', {
    createDebugAdapterTracker: (session) => new Tracker(session, debuggees),
  });
}

class Tracker implements vscode.DebugAdapterTracker {
  readonly #session: vscode.DebugSession;
  readonly #debuggees: Debuggees;
  readonly #asked = new Set<number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(session: vscode.DebugSession, debuggees: Debuggees) {
    this.#session = session;
    this.#debuggees = debuggees;
  }

  onWillReceiveMessage(message: DapMessage): void {
    if (message.command !== STAY) return;
    this.#asked.add(message.seq);
    // Something that is answered at once, and does nothing.
    message.command = 'threads';
  }

  onDidSendMessage(message: DapMessage): void {
    if (message.event === 'stopped' && this.#isElsewhere()) message.body.preserveFocusHint = true;
    if (message.type !== 'response') return;
    if (STEPS.includes(message.command)) this.#stayLater();
    if (this.#asked.delete(message.request_seq ?? -1)) becomeThreadExit(message);
  }

  /** Whether a person is at work on another. The focus follows a first stop only after a while: it is no measure alone. */
  #isElsewhere(): boolean {
    const own = this.#debuggees.of(this.#session);
    if (own === this.#debuggees.focused()) return false;
    return this.#debuggees.all().some((each) => each !== own && isInHand(each));
  }

  #stayLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#stay(), STAY_EVERY);
  }

  #stay(): void {
    const own = this.#debuggees.of(this.#session);
    if (own?.state !== 'stepping' || !isInHand(own)) return;
    // Never answered: its answer becomes an event.
    if (this.#debuggees.all().some(({ state }) => state === 'stopped')) void this.#session.customRequest(STAY);
    this.#stayLater();
  }
}

/**
 * The exit of a thread, whichever, is what makes VS Code give up looking for another session to focus (`passFocusScheduler`).
 * https://github.com/microsoft/vscode/blob/1.100.0/src/vs/workbench/contrib/debug/browser/debugSession.ts
 */
function becomeThreadExit(message: DapMessage): void {
  message.type = 'event';
  message.event = 'thread';
  message.body = { reason: 'exited', threadId: -1 };
}
