// What a person does with Worker Lens, in five steps; the demo walks through them, and the tests assert them.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/ensure.mjs';
import type { BrowserOptions } from '../harness/browser';
import type { CodeServerOptions } from '../harness/code-server';
import { eventually } from '../harness/eventually';
import type { RowList } from '../harness/row-list';
import type { Workbench } from '../harness/workbench';
import { get, Load, workerOf } from './load';

const SAMPLE = join(ROOT, 'samples/cluster-and-threads');

/** A file as one finds it in older programs, for step 5. */
const LEGACY = `const cluster = require('cluster');

cluster.setupMaster({ exec: 'worker.js' });

if (cluster.isMaster) {
  cluster.fork();
}
`;

/** The folder that the steps are done in: a cluster of four with a thread in each worker. */
export const STEPS_WORKSPACE: CodeServerOptions & BrowserOptions = {
  height: 900,
  workspace: SAMPLE,
  files: { 'legacy.js': LEGACY },
  env: { PORT: '0', WORKERS: '4' },
};

export interface StepsOptions {
  /** Where screenshots go, below `out/`. */
  out: string;
  /** Told of each step as it begins. */
  onStep?: (title: string) => void;
}

/** One step after the other, each with a screenshot. Throws at the first that does not work. */
export class Steps {
  readonly #workbench: Workbench;
  readonly #options: StepsOptions;
  #port = 0;

  constructor(workbench: Workbench, options: StepsOptions) {
    this.#workbench = workbench;
    this.#options = options;
  }

  /** All five; gives the tree as text, as it stands at the end. */
  async all(): Promise<string> {
    const steps: [string, () => Promise<void>][] = [
      ['1-start', () => this.start()],
      ['2-tree', () => this.tree()],
      ['3-attach', () => this.attach()],
      ['4-replace', () => this.replace()],
      ['5-quick-fix', () => this.quickFix()],
    ];
    for (const [name, step] of steps) {
      this.#options.onStep?.(name);
      await step();
      await this.#workbench.screenshot(join(this.#options.out, name));
    }
    return (await this.#rows()).text();
  }

  /** 1. F5 with no launch.json, and Worker Lens picked from the list. */
  async start(): Promise<void> {
    await this.#workbench.setSideBarWidth(300);
    await this.#workbench.editor.open('app.js');
    await this.#workbench.startDebugging();
    await this.#workbench.pickerEntries();
    await this.#workbench.screenshot(join(this.#options.out, '1-pick'));
    await this.#workbench.pick('Worker Lens');
    await this.#workbench.pane('Workers').waitFor();
  }

  /** 2. The tree has the primary, four workers that listen and a thread in each; nothing is attached. */
  async tree(): Promise<void> {
    const rows = await this.#rows();
    await rows.waitForText(/primary/);
    await this.#workbench.foldOtherViews('Workers', 'Call Stack');
    const text = await rows.waitForText(listeningCluster(4));
    this.#port = Number(/:(\d+)/.exec(text)?.[1]);
    assert.doesNotMatch(text, /attached/);
    assert.doesNotMatch(await this.#workbench.callStack.text(), /Remote Process/);
  }

  /** 3. Worker 2 stops at a breakpoint, the others answer; after the session's end it runs on. */
  async attach(): Promise<void> {
    const rows = await this.#rows();
    const line = await this.#lineOf('app.js', 'Hello from worker');
    await this.#workbench.editor.toggleBreakpoint(line);
    await rows.clickAction(worker(2), 'Attach Debugger');
    await rows.waitForText(/worker 2 .*attached/);
    await this.#workbench.editor.waitForBoundBreakpoint(line);

    const load = new Load(this.#port, 12);
    await this.#workbench.editor.waitForPausedAt(line);
    await this.#workbench.screenshot(join(this.#options.out, '3-paused'));
    await load.answered(9);
    assert.ok(!load.answers.map(workerOf).includes(2), 'worker 2 answered while it was paused');
    await this.#workbench.editor.toggleBreakpoint(line);
    await this.#workbench.clickDebugToolbar('Continue');
    await load.done;
    assert.ok(load.answers.map(workerOf).includes(2), 'worker 2 answered nothing after it was resumed');

    await rows.clickAction(worker(2), 'Detach Debugger');
    await rows.waitForText(/worker 2 (?!.*attached)/);
    assert.equal((await get(this.#port)).status, 200);
  }

  /** 4. A worker killed from the tree, and one that crashed, each with the worker that took its slot. */
  async replace(): Promise<void> {
    const rows = await this.#rows();
    // A session that stops opens views anew.
    await this.#workbench.foldOtherViews('Workers');
    await rows.clickAction(worker(3), 'Kill');
    await rows.waitForText(/worker 5 [^\n]*\n\s+slot 3 restarted 1×\n\s+\d\d:\d\d asked for · SIGTERM/);
    await get(this.#port, '/crash').catch(() => {});
    await rows.waitForText(/worker 6 [^\n]*\n\s+slot \d restarted \d×\n\s+\d\d:\d\d crashed · code 1/);
  }

  /** 5. `isMaster` mended by its quick fix and undone; then both names at once. */
  async quickFix(): Promise<void> {
    const { editor } = this.#workbench;
    await editor.open('legacy.js');
    await this.#waitForStruckThrough(['setupMaster', 'isMaster']);
    await this.#workbench.screenshot(join(this.#options.out, '5-hints'));
    await editor.applyQuickFix(5, 15, /isPrimary/);
    await editor.waitForLineText(5, /cluster\.isPrimary/);
    await this.#waitForStruckThrough(['setupMaster']);
    await this.#workbench.page.keyboard.press('ControlOrMeta+z');
    await this.#waitForStruckThrough(['setupMaster', 'isMaster']);
    await editor.applyQuickFix(3, 12, /^Fix all no-deprecated-cluster-api/);
    await editor.waitForLineText(3, /cluster\.setupPrimary/);
    await editor.waitForLineText(5, /cluster\.isPrimary/);
    await this.#waitForStruckThrough([]);
  }

  async #waitForStruckThrough(words: string[]): Promise<void> {
    const read = () => this.#workbench.editor.struckThrough();
    const accept = (struck: string[]) => struck.join() === words.join();
    await eventually(this.#workbench.page, { read, accept, what: `struck through: ${words.join(', ') || 'nothing'}` });
  }

  #rows(): Promise<RowList> {
    return this.#workbench.view('Workers');
  }

  /** Number of the line of a file that holds a text. */
  async #lineOf(file: string, text: string): Promise<number> {
    const lines = (await readFile(join(SAMPLE, file), 'utf8')).split('\n');
    return lines.findIndex((line) => line.includes(text)) + 1;
  }
}

/** A worker's row, whose texts stand side by side without a blank. */
function worker(id: number): RegExp {
  return new RegExp(`^worker ${id}(?!\\d)`);
}

/** A tree with a primary, and so many workers that listen, each with a thread that is online. */
function listeningCluster(workers: number): RegExp {
  const row = String.raw`worker \d+ pid \d+ · :\d+\n\s+thread 1 sum · online`;
  return new RegExp(String.raw`primary pid \d+ · \w+[^\n]*(\n\s+${row}){${workers}}`);
}
