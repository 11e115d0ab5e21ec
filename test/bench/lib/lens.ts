// The lens as people have it: the real hub, recording, one viewer that listens.
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { HubConnection } from '../../../viewer/hub-connection';
import { installStub, launchEnvironment } from '../../../viewer/launch';

const DIST = fileURLToPath(new URL('../../../dist/', import.meta.url));

/** Size of the agent as it is shipped, in bytes. */
export function agentSize(): number {
  return fs.statSync(path.join(DIST, 'agent.cjs')).size;
}

export class Lens {
  readonly #hub: HubConnection;
  readonly #folder: string;
  readonly #environment: Record<string, string>;
  readonly #run: string;
  #measured = 0;

  private constructor(hub: HubConnection, folder: string, environment: Record<string, string>, run: string) {
    this.#hub = hub;
    this.#folder = folder;
    this.#environment = environment;
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
    const stub = installStub(path.join(DIST, 'stub.cjs'), folder);
    const parts = { agent: path.join(DIST, 'agent.cjs'), stub, directory, run };
    return new Lens(hub, folder, launchEnvironment(parts, [], {}), run);
  }

  /** `base` with what brings a program under the lens. */
  environment(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return { ...base, ...this.#environment };
  }

  /** From here on the figures of what runs are watched. */
  async watch(): Promise<void> {
    await this.#hub.request({ type: 'watchFigures', runs: [this.#run] });
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
}
