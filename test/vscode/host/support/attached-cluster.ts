// A cluster whose workers are attached to and stopped, and what must be true of it afterwards.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ProcessState } from '../../../../protocol/viewer';
import { breakAt, type DebuggerWatch } from './debugger';
import { type Lens, sample } from './lens';
import { isAlive, listeningPorts } from './processes';
import { ask } from './requests';

const APP = sample('basic-cluster/app.js');

export class AttachedCluster {
  readonly primary: ProcessState;
  readonly workers: readonly ProcessState[];
  readonly #lens: Lens;
  readonly #watch: DebuggerWatch;

  private constructor(lens: Lens, watch: DebuggerWatch, primary: ProcessState, workers: readonly ProcessState[]) {
    this.#lens = lens;
    this.#watch = watch;
    this.primary = primary;
    this.workers = workers;
  }

  static async start(lens: Lens, watch: DebuggerWatch, count: number): Promise<AttachedCluster> {
    const run = await lens.launch({ program: APP, env: { PORT: '0', WORKERS: String(count) } });
    const workers = await Promise.all(Array.from({ length: count }, (_, i) => lens.worker(run, i + 1)));
    const primary = [...lens.api.link.model.processes.values()].find((each) => each.primary && each.run === run);
    assert.ok(primary);
    return new AttachedCluster(lens, watch, primary, workers);
  }

  /** Attaches to one worker and stops it at a request; gives all answers to come, one for each worker. */
  async stopOne(): Promise<Promise<string>[]> {
    const [worker] = this.workers;
    assert.ok(worker);
    breakAt(APP, 'Set a breakpoint here');
    await vscode.commands.executeCommand('workerLens.attach', worker.id);
    const answers = this.workers.map(() => ask(this.#port).catch(() => 'lost'));
    await this.#watch.stop();
    return answers;
  }

  /** Attaches to all workers at once, stops each, detaches from all at once, and holds that all run on. */
  async stopAllAtOnce(): Promise<void> {
    const all = (command: string) =>
      Promise.all(this.workers.map(({ id }) => vscode.commands.executeCommand(command, id)));
    breakAt(APP, 'Set a breakpoint here');
    await all('workerLens.attach');
    assert.equal(this.#watch.targets().length, this.workers.length, 'one session for each');
    const answers = this.workers.map(() => ask(this.#port));
    await this.#watch.stops(this.workers.length);
    await all('workerLens.detach');
    await Promise.all(answers);
    await this.runsOn();
  }

  /** Holds that no debugger and no inspector is left, and that each worker lives and answers. */
  async runsOn(): Promise<void> {
    await this.#watch.none();
    const isClosed = ({ inspector }: ProcessState) => !inspector.attached && inspector.url === null;
    await this.#lens.once('all inspectors closed', () => this.#processes().every(isClosed) || undefined);
    for (const { pid } of this.workers) {
      assert.ok(isAlive(pid ?? 0), `worker ${pid} ended`);
      assert.deepEqual(listeningPorts(pid ?? 0) ?? [], [], `worker ${pid} listens`);
    }
    const answers = await Promise.all(this.workers.map(() => ask(this.#port)));
    assert.equal(new Set(answers).size, this.workers.length, 'each worker answers');
  }

  /** Holds that it has ended, all of it, and no debugger is left. */
  async hasEnded(): Promise<void> {
    await this.#watch.none();
    const { model } = this.#lens.api.link;
    const ended = () => model.runs.get(this.primary.run)?.state === 'ended' || undefined;
    await this.#lens.once('the end of the run', ended);
    const pids = [this.primary, ...this.workers].map(({ pid }) => pid ?? 0);
    assert.deepEqual(pids.filter(isAlive), [], 'processes are left');
  }

  /** Waits until all its workers have found the hub that runs now. */
  async isBack(): Promise<void> {
    const isHere = ({ pid }: ProcessState) => this.#processes().some((each) => each.pid === pid && each.connected);
    await this.#lens.once('all workers back', () => this.workers.every(isHere) || undefined);
  }

  get #port(): number {
    return this.workers[0]?.addresses[0]?.port ?? 0;
  }

  #processes(): ProcessState[] {
    return [...this.#lens.api.link.model.processes.values()];
  }
}
