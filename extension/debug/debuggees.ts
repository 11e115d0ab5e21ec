// What the attached targets of this window do: run, take a step, or stand still somewhere. Read from what VS Code and
// js-debug say to each other.
import * as vscode from 'vscode';
import { STEP_LIMIT } from '../../protocol/viewer';
import { isAsked, targetOf } from './attachment';

/** Where a target stands still. */
export interface Place {
  /** Path of the file, or its name where it has none. */
  path: string;
  /** From 1. */
  line: number;
}

/** An attached target. */
export interface Debuggee {
  readonly target: string;
  readonly session: vscode.DebugSession;
  state: 'running' | 'stepping' | 'stopped';
  /** Known soon after it stopped; kept while it is only said to go on. */
  place: Place | undefined;
  stepBegan: number;
}

/** What trackers see of the Debug Adapter Protocol. */
export interface DapMessage {
  type: string;
  seq: number;
  event?: string;
  command?: string;
  request_seq?: number;
  success?: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: its shape goes with the event or command.
  body?: any;
}

/** A session of js-debug has one thread, and does not look at its number. */
const THE_THREAD = { threadId: 0 };

/** Requests for a step. */
export const STEPS: readonly unknown[] = ['next', 'stepIn', 'stepOut'];

export class Debuggees implements vscode.Disposable {
  readonly #debuggees = new Map<string, Debuggee>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #store: vscode.Disposable;

  /** One came, went, stopped or goes on. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#store = vscode.Disposable.from(
      this.#changed,
      vscode.debug.registerDebugAdapterTrackerFactory('pwa-node', {
        createDebugAdapterTracker: (session) => this.#track(session),
      }),
      vscode.debug.onDidTerminateDebugSession(({ id }) => {
        if (this.#debuggees.delete(id)) this.#changed.fire();
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** All that are attached. */
  all(): Debuggee[] {
    return [...this.#debuggees.values()];
  }

  of(session: vscode.DebugSession | undefined): Debuggee | undefined {
    return session && this.#debuggees.get(session.id);
  }

  /** The one whose stack a person looks at. */
  focused(): Debuggee | undefined {
    return this.of(vscode.debug.activeStackItem?.session ?? vscode.debug.activeDebugSession);
  }

  ofTarget(target: string): Debuggee | undefined {
    return this.all().find((debuggee) => debuggee.target === target);
  }

  /** Stops those that run, wherever they are; one that idles stops once it runs any JavaScript. */
  async pause(debuggees: readonly Debuggee[]): Promise<void> {
    const running = debuggees.filter(({ state }) => state !== 'stopped');
    await Promise.all(running.map(({ session }) => session.customRequest('pause', THE_THREAD)));
  }

  /** Lets those that stand still go on; the focused one last, or the focus would wander through the others. */
  async resume(debuggees: readonly Debuggee[]): Promise<void> {
    const focused = this.focused();
    const stopped = debuggees.filter(({ state }) => state === 'stopped');
    const others = stopped.filter((each) => each !== focused);
    await Promise.all(others.map(({ session }) => session.customRequest('continue', THE_THREAD)));
    if (focused && stopped.includes(focused)) await focused.session.customRequest('continue', THE_THREAD);
  }

  #track(session: vscode.DebugSession): vscode.DebugAdapterTracker | undefined {
    const target = targetOf(session);
    if (target === undefined || isAsked(session)) return undefined;
    const debuggee: Debuggee = { target, session, state: 'running', place: undefined, stepBegan: 0 };
    this.#debuggees.set(session.id, debuggee);
    return { onDidSendMessage: (message: DapMessage) => this.#note(debuggee, message) };
  }

  #note(debuggee: Debuggee, { type, event, command, success, body }: DapMessage): void {
    if (event === 'stopped') this.#stopped(debuggee);
    // It comes before or after the answer to what was asked for.
    else if (event === 'continued' && debuggee.state === 'stopped') this.#goesOnUnasked(debuggee);
    if (type !== 'response' || !success) return;
    if (command === 'continue') this.#goesOn(debuggee, 'running');
    else if (STEPS.includes(command)) this.#goesOn(debuggee, 'stepping');
    else if (command === 'stackTrace') this.#located(debuggee, body.stackFrames[0]);
  }

  #stopped(debuggee: Debuggee): void {
    debuggee.state = 'stopped';
    this.#changed.fire();
  }

  #goesOn(debuggee: Debuggee, state: 'running' | 'stepping', place?: Place): void {
    debuggee.state = state;
    debuggee.place = place;
    debuggee.stepBegan = performance.now();
    this.#changed.fire();
  }

  /** During a long step the hub has the debuggers of others believe that their targets go on: they stand where they stood. */
  #goesOnUnasked(debuggee: Debuggee): void {
    const isConcealed = this.all().some(({ state }) => state === 'stepping');
    this.#goesOn(debuggee, 'running', isConcealed ? debuggee.place : undefined);
  }

  #located(debuggee: Debuggee, top: { line: number; source?: { name?: string; path?: string } } | undefined): void {
    const path = top?.source?.path ?? top?.source?.name;
    if (debuggee.state !== 'stopped' || debuggee.place || !top || path === undefined) return;
    debuggee.place = { path, line: top.line };
    this.#changed.fire();
  }
}

/** Whether a person is at work on it: it stands still, or takes a step. */
export function isInHand({ state, stepBegan }: Debuggee): boolean {
  return state === 'stopped' || (state === 'stepping' && performance.now() - stepBegan < STEP_LIMIT);
}
