// The extension as it runs in this window, and the programs that a test starts with it.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { AttachArgument } from '../../../../adapter/attach-conditions';
import type { TestApi } from '../../../../extension/extension';
import type { Node } from '../../../../extension/tree/nodes';
import type { ProcessState } from '../../../../protocol/viewer';
import { eventually } from './eventually';
import { isAlive } from './processes';

/** The repository; the tests are bundled into `out/test/<suite>/`. */
export const ROOT = path.resolve(__dirname, '..', '..', '..');
export const sample = (name: string) => path.join(ROOT, 'samples', name);

export interface Configuration {
  program?: string;
  args?: string[];
  cwd?: string;
  runtimeExecutable?: string;
  runtimeArgs?: string[];
  console?: 'integratedTerminal' | 'internalConsole';
  env?: Record<string, string>;
  attach?: AttachArgument;
}

/** Gives each test the lens; afterwards every run is ended, and nothing of it may live. */
export function useLens(): { lens: Lens } {
  const stage = {} as { lens: Lens };
  beforeEach(async () => {
    stage.lens = await Lens.find();
  });
  afterEach(async () => {
    await stage.lens.endAll();
    stage.lens.dispose();
  });
  return stage;
}

export class Lens {
  readonly api: TestApi;
  /** Sessions that own a run and live. */
  readonly #sessions: vscode.DebugSession[] = [];
  readonly #sessionsChanged = new vscode.EventEmitter<void>();
  readonly #store: vscode.Disposable;

  private constructor(api: TestApi) {
    this.api = api;
    this.#store = vscode.Disposable.from(
      this.#sessionsChanged,
      vscode.debug.onDidStartDebugSession((session) => this.#started(session)),
      vscode.debug.onDidTerminateDebugSession((session) => this.#terminated(session)),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** The session that owns the run. */
  session(): Promise<vscode.DebugSession> {
    return eventually(this.#sessionsChanged.event, () => this.#sessions[0], 'a session that owns the run');
  }

  static async find(): Promise<Lens> {
    const extension = vscode.extensions.getExtension<TestApi>('worker-lens.worker-lens');
    assert.ok(extension, 'the extension is not installed');
    return new Lens(await extension.activate());
  }

  /** Starts a program as F5 does, and resolves to its run's id once it is in the tree. */
  async launch(configuration: Configuration): Promise<string> {
    const known = new Set(this.api.link.model.runs.keys());
    const folder = vscode.workspace.workspaceFolders?.[0];
    const config = {
      type: 'worker-lens',
      request: 'launch',
      name: 'Test',
      console: 'internalConsole',
      ...configuration,
    };
    assert.equal(await vscode.debug.startDebugging(folder, config), true);
    return this.once('a new run', () => [...this.api.link.model.runs.keys()].find((run) => !known.has(run)));
  }

  /** Waits for something in the model. */
  once<T>(what: string, read: () => T | undefined): Promise<T> {
    return eventually(this.api.link.onDidChange, read, what, () => this.text());
  }

  /** Waits until the tree's text matches. */
  tree(pattern: RegExp): Promise<string> {
    return this.once(`a tree like ${pattern}`, () => {
      const text = this.text();
      return pattern.test(text) ? text : undefined;
    });
  }

  /** The worker of this id once it listens. */
  worker(run: string, id: number): Promise<ProcessState> {
    return this.once(`worker ${id} listening`, () =>
      [...this.api.link.model.processes.values()].find(
        (process) => process.run === run && process.worker?.id === id && process.state === 'listening',
      ),
    );
  }

  process(id: string): ProcessState {
    const process = this.api.link.model.processes.get(id);
    assert.ok(process, `${id} is not known`);
    return process;
  }

  /** The tree as lines of text, two blanks for each level. */
  text(): string {
    return this.#lines(undefined, '').join('\n');
  }

  /** Ends every run, and holds that all its processes are gone. */
  async endAll(): Promise<void> {
    const { link } = this.api;
    const pids = [...link.model.processes.values()].map((process) => process.pid ?? 0);
    for (const run of link.model.runs.values()) {
      if (run.state !== 'ended') await link.request({ type: 'stopRun', run: run.id, force: true });
    }
    const noSession = () => (this.#sessions.length === 0 ? true : undefined);
    await eventually(this.#sessionsChanged.event, noSession, 'no session that owns a run');
    assert.deepEqual(pids.filter(isAlive), [], 'processes were left behind');
    const ended = () => [...link.model.runs.values()].every((run) => run.state === 'ended');
    await this.once('all runs ended', () => ended() || undefined);
    await link.request({ type: 'clearEnded' });
    await this.once('an empty tree', () => (link.model.runs.size === 0 ? true : undefined));
  }

  #started(session: vscode.DebugSession): void {
    if (session.type === 'worker-lens') this.#sessions.push(session);
    this.#sessionsChanged.fire();
  }

  #terminated(session: vscode.DebugSession): void {
    const at = this.#sessions.findIndex(({ id }) => id === session.id);
    if (at >= 0) this.#sessions.splice(at, 1);
    this.#sessionsChanged.fire();
  }

  #lines(node: Node | undefined, indent: string): string[] {
    const { tree } = this.api.view;
    return tree.getChildren(node).flatMap((child) => {
      const { label, description } = tree.item(child);
      return [`${indent}${label} ${description}`.trimEnd(), ...this.#lines(child, `${indent}  `)];
    });
  }
}
