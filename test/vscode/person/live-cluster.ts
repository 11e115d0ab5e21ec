// The sample cluster as it runs in a VS Code, and what its processes must still do after each thing that is tried on it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRendezvous, rendezvousDirectory } from '../../../protocol/rendezvous';
import { ROOT } from '../../../scripts/lib/ensure.mjs';
import type { BrowserOptions } from '../harness/browser';
import type { CodeServer, CodeServerOptions } from '../harness/code-server';
import { eventually } from '../harness/eventually';
import type { RowList } from '../harness/row-list';
import type { Workbench } from '../harness/workbench';
import { isAlive, listeningPorts } from '../host/support/processes';
import { get, Load, workerOf } from './load';

export const WORKERS = 4;

const SAMPLE = join(ROOT, 'samples/cluster-and-threads');

/** A folder with the sample: a cluster of four, with a thread in each worker. */
export const CLUSTER_WORKSPACE: CodeServerOptions & BrowserOptions = {
  height: 1000,
  workspace: SAMPLE,
  env: { PORT: '0', WORKERS: String(WORKERS) },
  settings: { 'terminal.integrated.gpuAcceleration': 'off' },
};

export class LiveCluster {
  readonly workbench: Workbench;
  readonly rows: RowList;
  readonly port: number;
  readonly primary: number;
  /** Pids of the workers, by id. */
  readonly workers: ReadonlyMap<number, number>;

  private constructor(workbench: Workbench, rows: RowList, text: string) {
    this.workbench = workbench;
    this.rows = rows;
    this.port = Number(/:(\d+)/.exec(text)?.[1]);
    this.primary = Number(/primary pid (\d+)/.exec(text)?.[1]);
    const found = text.matchAll(/worker (\d+) pid (\d+)/g);
    this.workers = new Map([...found].map(([, id, pid]) => [Number(id), Number(pid)]));
  }

  /** Presses F5 on the sample, and waits until all of it is in the tree. */
  static async start(workbench: Workbench): Promise<LiveCluster> {
    await workbench.editor.open('app.js');
    await workbench.startDebugging('Worker Lens');
    return LiveCluster.find(workbench);
  }

  /** Waits until the tree shows the whole sample, however it was started. */
  static async find(workbench: Workbench): Promise<LiveCluster> {
    await workbench.pane('Workers').waitFor();
    const rows = await workbench.view('Workers');
    await rows.waitForText(/primary/);
    await workbench.foldOtherViews('Workers', 'Call Stack');
    await heighten(workbench);
    return new LiveCluster(workbench, rows, await rows.waitForText(wholeCluster()));
  }

  /** The sample's own processes. */
  get pids(): number[] {
    return [this.primary, ...this.workers.values()];
  }

  /** Id of a worker that has been there from the start: which one is asked to crash is the cluster's choice. */
  get oldest(): number {
    return Math.min(...this.workers.keys());
  }

  pidOf(worker: number): number {
    const pid = this.workers.get(worker);
    assert.ok(pid, `there is no worker ${worker}`);
    return pid;
  }

  /** Attaches to a worker from the tree, and waits until its session is there. */
  async attach(worker: number): Promise<void> {
    await this.#click(worker, 'Attach Debugger');
    await this.#isAttached(worker);
  }

  /** Attaches to a worker from the palette, which needs no row to hold still. */
  async attachByCommand(worker: number): Promise<void> {
    await this.workbench.runCommand('Worker Lens: Attach Debugger');
    await this.workbench.pick(`pid ${this.pidOf(worker)} `);
    await this.#isAttached(worker);
  }

  /** Clicks an action of a worker's row, which other views may leave no room meanwhile. */
  async #click(worker: number, action: string): Promise<void> {
    const read = async () => {
      await heighten(this.workbench);
      return this.rows.tryAction(workerRow(worker), action);
    };
    await eventually(this.workbench.page, { read, accept: Boolean, what: `a click on ${action} of worker ${worker}` });
  }

  async #isAttached(worker: number): Promise<void> {
    const session = new RegExp(`^worker ${worker} \\(\\d+\\)`);
    await this.workbench.callStack.waitFor((rows) => rows.some((row) => session.test(row.label)), `session ${session}`);
    await this.waitForTree(new RegExp(`worker ${worker} pid \\d+ · attached`));
    assert.equal(this.openInspectors().length, 1, 'inspectors open while a debugger is attached');
  }

  /** Detaches from a worker, and holds that it has come to no harm. */
  async detach(worker: number): Promise<void> {
    await this.#click(worker, 'Detach Debugger');
    await this.isUnattended();
    await this.runsOn();
  }

  /** Waits until the whole tree matches, whatever happens to the heights of the views meanwhile. */
  async waitForTree(pattern: RegExp): Promise<string> {
    const read = async () => {
      await heighten(this.workbench);
      return this.rows.text();
    };
    const accept = (text: string) => pattern.test(text);
    return eventually(this.workbench.page, { read, accept, what: `a tree like ${pattern}` });
  }

  /** Holds that no process ended, and that every worker answers. */
  async runsOn(): Promise<void> {
    const gone = this.pids.filter((pid) => !isAlive(pid));
    assert.deepEqual(gone, [], `processes ended; the tree:\n${await this.rows.text()}`);
    const load = new Load(this.port, 3 * WORKERS);
    await load.done;
    assert.deepEqual(new Set(load.answers.map(workerOf)), new Set(this.workers.keys()), 'a worker does not answer');
  }

  /** Holds that every thread answers: the workers take the requests in turn. */
  async threadsRunOn(): Promise<void> {
    const answers = await Promise.all(Array.from({ length: WORKERS }, () => get(this.port, '/heavy')));
    for (const { body } of answers) assert.match(body, /The sum is \d+/);
  }

  /** Ports that the processes listen on, but for the cluster's own, which its primary holds: inspectors. */
  openInspectors(): number[] {
    return this.pids.flatMap((pid) => listeningPorts(pid) ?? []).filter((port) => port !== this.port);
  }

  /** Waits until no debugger is shown and no inspector is open. */
  async isUnattended(): Promise<void> {
    const text = await this.waitForTree(wholeCluster());
    assert.doesNotMatch(text, /attached/);
    const read = async () => this.openInspectors();
    await eventually(this.workbench.page, { read, accept: (ports) => ports.length === 0, what: 'no inspector open' });
  }
}

/** Rows out of sight do not exist; and each session that begins or ends gives the views other heights. */
export async function heighten(workbench: Workbench): Promise<void> {
  await workbench.heightenLastView('Workers', 400);
}

/** A worker's row, whose texts stand side by side without a blank. */
export function workerRow(id: number): RegExp {
  return new RegExp(`^worker ${id}(?!\\d)`);
}

/** Where agents and viewers of a VS Code's workspace find their hub. */
export function hubDirectory(server: CodeServer): string {
  return rendezvousDirectory(server.workspace, { XDG_RUNTIME_DIR: join(server.root, 'run') });
}

/** The hub that serves a VS Code's workspace. */
export function hubOf(server: CodeServer) {
  const found = readRendezvous(hubDirectory(server));
  assert.ok(found, 'no hub runs');
  return found;
}

/** Number of the line of one of the sample's files that holds a text. */
export async function lineOf(file: string, text: string): Promise<number> {
  const lines = (await readFile(join(SAMPLE, file), 'utf8')).split('\n');
  const index = lines.findIndex((line) => line.includes(text));
  assert.notEqual(index, -1, `${text} is not in ${file}`);
  return index + 1;
}

/** A tree with a primary and all workers listening, each with a thread that is online; rows of the past and insights between them. */
function wholeCluster(): RegExp {
  const others = String.raw`(\n(?!\s+(worker|thread))[^\n]*)*`;
  const row = String.raw`worker \d+ pid \d+ · :\d+${others}\n\s+thread 1 sum · online`;
  return new RegExp(String.raw`primary pid \d+ · \w+[^\n]*(${others}\n\s+${row}){${WORKERS}}`);
}
