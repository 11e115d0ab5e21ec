// Several targets attached at once: who has the focus, what a person is told, and what pauses.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ProcessState } from '../../../protocol/viewer';
import { breakAt, useDebuggerWatch } from './support/debugger';
import { eventually } from './support/eventually';
import { ROOT, useLens } from './support/lens';

/** The program's first lines are short. */
const SHORT_STEPS = 3;
const LONG_STEPS = 20;
/** Each of which one sibling stands through. */
const STANDING_STEPS = 6;
const program = `${ROOT}/test/fixtures/vscode/long-steps.js`;

/** Stops of js-debug's sessions in their order, and every session that had the focus. */
class FocusWatch {
  readonly #stops: vscode.DebugSession[] = [];
  readonly #focused: (vscode.DebugSession | undefined)[] = [];
  readonly #stopped = new vscode.EventEmitter<void>();
  readonly #store = vscode.Disposable.from(
    this.#stopped,
    vscode.debug.onDidChangeActiveStackItem((item) => this.#focused.push(item?.session)),
    vscode.debug.onDidChangeActiveDebugSession((session) => this.#focused.push(session)),
    vscode.debug.registerDebugAdapterTrackerFactory('pwa-node', {
      createDebugAdapterTracker: (session) => ({
        onDidSendMessage: ({ event }) => {
          if (event !== 'stopped') return;
          this.#stops.push(session);
          this.#stopped.fire();
        },
      }),
    }),
  );

  dispose(): void {
    this.#store.dispose();
  }

  /** Names of the sessions that stopped, one for each stop: they get them a little after their start. */
  get stops(): string[] {
    return this.#stops.map(({ name }) => name);
  }

  /** Names of the sessions that had the focus. */
  get focused(): string[] {
    return this.#focused.map((session) => session?.name ?? 'nothing');
  }

  forget(): void {
    this.#stops.length = 0;
    this.#focused.length = 0;
  }

  /** Waits until there were so many stops of a session. */
  async stopped(name: string, count: number): Promise<void> {
    const read = () => this.stops.filter((each) => each === name).length >= count || undefined;
    await eventually(this.#stopped.event, read, `stop ${count} of ${name}`, () => this.stops.join('\n'));
  }

  /** Waits until the place where a session stopped has the focus. */
  async has(name: string): Promise<void> {
    const read = () => {
      const item = vscode.debug.activeStackItem;
      return (item instanceof vscode.DebugStackFrame && item.session.name === name) || undefined;
    };
    const seen = () => this.focused.join('\n');
    await eventually(vscode.debug.onDidChangeActiveStackItem, read, `${name} in focus`, seen);
  }
}

describe('many targets at once', function () {
  this.timeout(180_000);
  const lenses = useLens();
  const debuggers = useDebuggerWatch();
  let watch: FocusWatch;

  beforeEach(() => {
    watch = new FocusWatch();
  });
  afterEach(() => watch.dispose());

  const attach = (id: string) => vscode.commands.executeCommand('workerLens.attach', id);
  const detach = (id: string) => vscode.commands.executeCommand('workerLens.detach', id);
  const nameOf = ({ worker, pid }: ProcessState) => `worker ${worker?.id} (${pid})`;
  const sessionOf = (worker: ProcessState) => {
    const session = debuggers.watch.targets().find(({ name }) => name === nameOf(worker));
    assert.ok(session, `${nameOf(worker)} has no session`);
    return session;
  };

  /** Starts a cluster, and gives its workers. */
  async function start(count: number, env: Record<string, string> = {}): Promise<ProcessState[]> {
    const run = await lenses.lens.launch({ program, env: { WORKERS: String(count), ...env } });
    return lenses.lens.once(`${count} workers`, () => {
      const all = [...lenses.lens.api.link.model.processes.values()];
      const workers = all.filter((each) => each.run === run && each.worker && each.connected);
      return workers.length === count ? workers.sort((a, b) => a.worker!.id - b.worker!.id) : undefined;
    });
  }

  async function resume(worker: ProcessState): Promise<void> {
    const session = sessionOf(worker);
    const { threads } = await session.customRequest('threads');
    await session.customRequest('continue', { threadId: threads[0].id });
  }

  it('keeps the focus through long steps while others stop', async () => {
    const [stepped, sibling] = await start(2, { STEPS: 'yes' });
    assert.ok(stepped && sibling);
    await attach(sibling.id);
    breakAt(program, 'Set a breakpoint here');
    await attach(stepped.id);
    await watch.stopped(nameOf(stepped), 1);
    await watch.has(nameOf(stepped));
    breakAt(program, "Set the others' breakpoint here");
    watch.forget();
    for (let step = 1; step <= SHORT_STEPS + LONG_STEPS; step++) {
      await vscode.commands.executeCommand('workbench.action.debug.stepOver');
      await watch.stopped(nameOf(stepped), step);
      await watch.has(nameOf(stepped));
      if (step <= SHORT_STEPS) continue;
      await watch.stopped(nameOf(sibling), step - SHORT_STEPS);
      await resume(sibling);
    }
    assert.deepEqual([...new Set(watch.focused)], [nameOf(stepped)], 'sessions that had the focus');
    for (const worker of [stepped, sibling]) await detach(worker.id);
  });

  it('keeps the focus through long steps while another stands still', async () => {
    const [stepped, sibling] = await start(2, { STEPS: 'yes' });
    assert.ok(stepped && sibling);
    await attach(sibling.id);
    breakAt(program, 'Set a breakpoint here');
    await attach(stepped.id);
    await watch.stopped(nameOf(stepped), 1);
    await watch.has(nameOf(stepped));
    breakAt(program, "Set the others' breakpoint here");
    for (let step = 1; step <= SHORT_STEPS; step++) {
      await vscode.commands.executeCommand('workbench.action.debug.stepOver');
      await watch.stopped(nameOf(stepped), step + 1);
    }
    await watch.has(nameOf(stepped));
    watch.forget();
    for (let step = 1; step <= STANDING_STEPS; step++) {
      await vscode.commands.executeCommand('workbench.action.debug.stepOver');
      await watch.stopped(nameOf(stepped), step);
      await watch.has(nameOf(stepped));
      // It stops in the first of these steps, and is told of again after each.
      await watch.stopped(nameOf(sibling), step);
    }
    assert.deepEqual([...new Set(watch.focused)], [nameOf(stepped)], 'sessions that had the focus');
    for (const worker of [stepped, sibling]) await detach(worker.id);
  });

  it('gives the focus to one of sixteen that stop on one line, and continues the others', async () => {
    const workers = await start(16);
    await Promise.all(workers.map((worker) => attach(worker.id)));
    watch.forget();
    breakAt(program, "Set the others' breakpoint here");
    for (const worker of workers) await watch.stopped(nameOf(worker), 1);
    const [first = ''] = watch.stops;
    await watch.has(first);
    const focus = new Set(watch.focused);
    focus.delete('nothing');
    assert.deepEqual([...focus], [first], 'sessions that had the focus');

    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    const targets = workers.map(({ id }) => id);
    await vscode.commands.executeCommand('workerLens.continueOthers', targets);
    assert.equal(vscode.debug.activeStackItem?.session.name, first);
    await vscode.commands.executeCommand('workerLens.continueAll', targets);
    await Promise.all(workers.map((worker) => detach(worker.id)));
  });

  it('attaches to a row whose Pause is clicked, and pauses it', async () => {
    const [worker] = await start(1);
    assert.ok(worker);
    const session = await lenses.lens.session();
    const { threads } = await session.customRequest('threads');
    const row = threads.find(({ name }: { name: string }) => name.startsWith('worker 1 '));
    await session.customRequest('pause', { threadId: row.id });
    await watch.stopped(nameOf(worker), 1);
    await detach(worker.id);
  });
});
