// What js-debug does in this window: which sessions there are, and where they stop.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { eventually, type Subscribe } from './eventually';

/** Sessions of js-debug that hold a target, and their stops, from when it is made until it is disposed. */
export class DebuggerWatch {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #store: vscode.Disposable;
  readonly #live = new Map<string, vscode.DebugSession>();
  readonly #stopped = new Map<string, number>();
  /** What js-debug has told of its targets, one after the other. */
  readonly told: ('stopped' | 'continued')[] = [];

  constructor() {
    this.#store = vscode.Disposable.from(
      vscode.debug.onDidStartDebugSession((session) => this.#change(() => this.#live.set(session.id, session))),
      vscode.debug.onDidTerminateDebugSession((session) => this.#change(() => this.#live.delete(session.id))),
      vscode.debug.onDidChangeActiveDebugSession(() => this.#changed.fire()),
      vscode.debug.registerDebugAdapterTrackerFactory('pwa-node', {
        createDebugAdapterTracker: (session) => ({ onDidSendMessage: (message) => this.#note(session, message) }),
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Sessions of js-debug that hold a target. */
  targets(): vscode.DebugSession[] {
    return this.#jsDebug().filter((session) => session.parentSession?.type === 'pwa-node');
  }

  /** Sessions of js-debug that were asked for. */
  asked(): vscode.DebugSession[] {
    return this.#jsDebug().filter((session) => session.parentSession?.type !== 'pwa-node');
  }

  /** Waits for something about sessions or stops. */
  once<T>(what: string, read: () => T | undefined): Promise<T> {
    const describe = () =>
      this.#jsDebug()
        .map((session) => session.name)
        .join('\n');
    return eventually(this.#changed.event as Subscribe, read, what, describe);
  }

  /** The session that stopped, and its thread. */
  stop(): Promise<{ session: vscode.DebugSession; threadId: number }> {
    return this.once('a stop at a breakpoint', () => {
      const session = this.targets().find(({ id }) => this.#stopped.has(id));
      return session && { session, threadId: this.#stopped.get(session.id) ?? 0 };
    });
  }

  /** The sessions that stopped, once there are so many. */
  stops(count: number): Promise<vscode.DebugSession[]> {
    return this.once(`${count} stops`, () => {
      const stopped = this.targets().filter(({ id }) => this.#stopped.has(id));
      return stopped.length >= count ? stopped : undefined;
    });
  }

  /** Resumes a session that stopped. */
  async resume(session: vscode.DebugSession): Promise<void> {
    const threadId = this.#stopped.get(session.id) ?? 0;
    // js-debug tells of no `continued` that was asked for.
    this.#stopped.delete(session.id);
    await session.customRequest('continue', { threadId });
  }

  /** Waits until a session of js-debug has the focus: what a person's Stop then stops. */
  async focus(): Promise<void> {
    await this.once('a focused debugger', () => vscode.debug.activeDebugSession?.type === 'pwa-node' || undefined);
  }

  /** Resumes after each stop, for good. */
  async resumeAlways(): Promise<never> {
    for (;;) {
      await this.resume((await this.stop()).session);
    }
  }

  /** Waits until no session of js-debug is left. */
  async none(): Promise<void> {
    await this.once('no debugger left', () => (this.#jsDebug().length === 0 ? true : undefined));
  }

  #jsDebug(): vscode.DebugSession[] {
    return [...this.#live.values()].filter((session) => session.type === 'pwa-node');
  }

  #note(session: vscode.DebugSession, message: { event?: string; body?: { threadId?: number } }): void {
    if (message.event === 'stopped' || message.event === 'continued') this.told.push(message.event);
    if (message.event === 'stopped') this.#change(() => this.#stopped.set(session.id, message.body?.threadId ?? 0));
    if (message.event === 'continued') this.#change(() => this.#stopped.delete(session.id));
  }

  #change(change: () => void): void {
    change();
    this.#changed.fire();
  }
}

/** Gives each test a watch; afterwards no debugger and no breakpoint is left. */
export function useDebuggerWatch(): { watch: DebuggerWatch } {
  const stage = {} as { watch: DebuggerWatch };
  beforeEach(() => {
    stage.watch = new DebuggerWatch();
  });
  afterEach(async () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await stage.watch.none();
    stage.watch.dispose();
  });
  return stage;
}

/** Sets a breakpoint on the line that holds a text. */
export function breakAt(file: string, text: string): void {
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((each) => each.includes(text));
  assert.notEqual(line, -1, `${text} is not in ${file}`);
  const location = new vscode.Location(vscode.Uri.file(file), new vscode.Position(line, 0));
  vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(location)]);
}
