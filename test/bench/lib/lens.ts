// The lens as people have it: the real hub, recording, one viewer that listens.
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PayloadFilter } from '../../../protocol/agent';
import { HubConnection } from '../../../viewer/hub-connection';
import { installStub, launchEnvironment } from '../../../viewer/launch';

const DIST = fileURLToPath(new URL('../../../dist/', import.meta.url));

/** Size of the agent as it is shipped, in bytes. */
export function agentSize(): number {
  return fs.statSync(path.join(DIST, 'agent.cjs')).size;
}

/** What of a run is watched besides its recording. */
export interface Watched {
  figures?: boolean;
  /** Told of the messages that pass. */
  payloads?: PayloadFilter;
}

/** A run that is recorded, for one program. */
export interface BenchRun {
  /** `base` with what brings the program under the lens, as this run. */
  environment(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
  /** Ends the run, whose program has ended, and forgets it. @returns the text of its recording */
  end(): Promise<string>;
}

export class Lens {
  readonly #hub: HubConnection;
  readonly #folder: string;
  readonly #directory: string;
  readonly #stub: string;
  readonly #environment: Record<string, string>;
  readonly #run: string;
  #measured = 0;

  private constructor(hub: HubConnection, folder: string, directory: string, run: string) {
    this.#hub = hub;
    this.#folder = folder;
    this.#directory = directory;
    this.#stub = installStub(path.join(DIST, 'stub.cjs'), [folder]);
    this.#environment = this.#environmentOf(run);
    this.#run = run;
    hub.onDidMeasure(({ targets }) => {
      this.#measured += targets.length;
    });
  }

  static async raise(): Promise<Lens> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wl-bench-'));
    const directory = path.join(folder, 'rendezvous');
    const run = randomUUID();
    const hub = await HubConnection.open({ directory, hub: path.join(DIST, 'hub.js'), node: process.execPath });
    await hub.request({ type: 'prepareRun', run, name: 'bench', record: path.join(folder, 'run.wlens.jsonl') });
    return new Lens(hub, folder, directory, run);
  }

  /** `base` with what brings a program under the lens. */
  environment(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return { ...base, ...this.#environment };
  }

  /** From here on the figures of what runs are watched. */
  async watch(): Promise<void> {
    await this.#hub.request({ type: 'watchFigures', runs: [this.#run] });
  }

  /**
   * Begins another run, whose recording a viewer follows as it grows, as a window does that shows its timeline. It is kept
   * by the hub, as that of any run; one to a file of its own has figures in it, which cost more.
   */
  async begin(watched: Watched = {}): Promise<BenchRun> {
    const run = randomUUID();
    const file = path.join(this.#folder, `${run}.wlens.jsonl`);
    const { figures, payloads } = watched;
    await this.#hub.request({ type: 'prepareRun', run, name: 'bench', record: null });
    await this.#hub.request({ type: 'followRecordings', runs: [run] });
    await this.#hub.request({ type: 'watchFigures', runs: figures ? [run] : [] });
    if (payloads) await this.#hub.request({ type: 'capturePayloads', run, targets: null, filter: payloads });
    const environment = this.#environmentOf(run);
    return {
      environment: (base) => ({ ...base, ...environment }),
      end: async () => {
        await this.#hub.request({ type: 'rootExited', run, code: 0, signal: null });
        await this.#hub.request({ type: 'saveRecording', run, file });
        await this.#hub.request({ type: 'clearEnded' });
        const text = fs.readFileSync(file, 'utf8');
        fs.rmSync(file);
        return text;
      },
    };
  }

  /** How often figures of a process or thread were told so far. */
  get measured(): number {
    return this.#measured;
  }

  /** How many processes and threads said hello so far. */
  get seen(): number {
    return this.#hub.model.processes.size + this.#hub.model.threads.size;
  }

  close(): void {
    this.#hub.close();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  #environmentOf(run: string): Record<string, string> {
    const parts = { agent: path.join(DIST, 'agent.cjs'), stub: this.#stub, directory: this.#directory, run };
    return launchEnvironment(parts, [], {});
  }
}
