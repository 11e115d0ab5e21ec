// Keeps the focus on the target that a person looks at, or steps in, while others stop. The hub keeps most of their stops
// back during a step; here is what it can't know of: what VS Code does with those that stopped before.
import * as vscode from 'vscode';
import { type DapMessage, type Debuggee, type Debuggees, isInHand, STEPS } from './debuggees';

/** Asked of a session by ourselves alone. js-debug never sees it. */
const STAY = 'workerLens.stay';

/** After most steps are over; well before VS Code focuses another stopped session, 800 ms into a step. */
const STAY_AFTER = 250;

export function keepFocusSteady(debuggees: Debuggees): vscode.Disposable {
  return vscode.debug.registerDebugAdapterTrackerFactory('pwa-node', {
    createDebugAdapterTracker: (session) => new Tracker(session, debuggees),
  });
}

class Tracker implements vscode.DebugAdapterTracker {
  readonly #session: vscode.DebugSession;
  readonly #debuggees: Debuggees;
  readonly #asked = new Set<number>();

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
    const others = this.#debuggees.all().filter(({ session }) => session.id !== this.#session.id);
    if (message.event === 'stopped' && others.some(isInHand)) message.body.preserveFocusHint = true;
    if (message.type !== 'response') return;
    if (STEPS.includes(message.command)) setTimeout(() => this.#stay(), STAY_AFTER);
    if (this.#asked.delete(message.request_seq ?? -1)) becomeThreadExit(message);
  }

  /** A step that is still under way, while others stand still, is not to lose the focus to them. */
  #stay(): void {
    const own = this.#debuggees.of(this.#session);
    const others = this.#debuggees.all().filter((each) => each !== own);
    const stopped = (each: Debuggee) => each.state === 'stopped';
    // Never answered: its answer becomes an event.
    if (own?.state === 'stepping' && others.some(stopped)) void this.#session.customRequest(STAY);
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
