// The real hub, in this process, with a viewer: for tests that hold what a person is shown against what a program did.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { LensHubOptions } from '../../../hub/lens-hub';
import { AGENT_PROTOCOL } from '../../../protocol/agent';
import { RENDEZVOUS_FILE } from '../../../protocol/rendezvous';
import type { ProcessState, ThreadState } from '../../../protocol/viewer';
import { startHub, type TestHub, TestViewer } from '../../unit/hub/support';
import { Bench, type Ended, type Program } from './observe';

export class RealHub {
  readonly viewer: TestViewer;
  readonly #hub: TestHub;

  private constructor(hub: TestHub, viewer: TestViewer) {
    this.#hub = hub;
    this.viewer = viewer;
  }

  static async start(directory: string, options: Partial<LensHubOptions> = {}): Promise<RealHub> {
    const hub = await startHub({ ...options, directory });
    const { address, token } = hub;
    const rendezvous = { protocol: AGENT_PROTOCOL, pid: process.pid, address, token };
    fs.writeFileSync(path.join(directory, RENDEZVOUS_FILE), JSON.stringify(rendezvous));
    const viewer = await TestViewer.connect(hub);
    await viewer.request({ type: 'prepareRun', run: 'run', name: 'program', record: null });
    return new RealHub(hub, viewer);
  }

  /** Waits for the program's end, tells the hub of it as a launcher would, and waits until the hub knows of every end. */
  async ended(program: Program): Promise<Ended> {
    const ended = await program.ended;
    await this.viewer.request({ type: 'rootExited', run: 'run', code: ended.code, signal: ended.signal });
    await this.viewer.until(() => this.viewer.runs.get('run')?.state === 'ended');
    return ended;
  }

  /** The run's first process. */
  get root(): ProcessState {
    return this.viewer.processes.get(this.viewer.runs.get('run')!.root!)!;
  }

  /** All below the first process, in the order in which they were started. */
  get children(): ProcessState[] {
    const below = [...this.viewer.processes.values()].filter(({ parent }) => parent !== null);
    return below.sort((a, b) => a.started - b.started);
  }

  thread(name: string): ThreadState | undefined {
    return [...this.viewer.threads.values()].find((thread) => thread.name === name);
  }

  newViewer(): Promise<TestViewer> {
    return TestViewer.connect(this.#hub);
  }

  async stop(): Promise<void> {
    await this.viewer.close();
    await this.#hub.close();
    assert.deepEqual(this.#hub.log, []);
  }
}

export interface RealStage {
  bench: Bench;
  hub: RealHub;
}

/** Gives each test of a suite its own folder and hub, taken down after it. */
export function useRealStage(): RealStage {
  const stage = {} as RealStage;
  beforeEach(async () => {
    stage.bench = new Bench();
    stage.hub = await RealHub.start(stage.bench.directory);
  });
  afterEach(async () => {
    await stage.bench.close();
    await stage.hub.stop();
  });
  return stage;
}
