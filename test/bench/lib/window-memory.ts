// What memory a VS Code and its window take, where a timeline is in it.
import { setTimeout } from 'node:timers/promises';
import { eventually } from '../../vscode/harness/eventually';
import type { Workbench } from '../../vscode/harness/workbench';
import { commandOf, descendantsOf, residentOf } from './proc';

const SAMPLED_EACH = 50;
/**
 * A window goes on with its start for half a minute, in which its extension host takes 100 MB: that is over once of so many
 * samples, each after so many ms, none is more than the first by so many bytes.
 */
const [SETTLED_SAMPLES, SETTLED_EACH, SETTLED_BYTES] = [10, 1_000, 4 * 1024 * 1024];

/** Bytes in memory. */
export interface Memory {
  host: number;
  /** All renderers of the browser; which one draws a webview is its own choice. */
  renderers: number;
}

export class WindowMemory {
  readonly #workbench: Workbench;
  readonly #host: number;

  private constructor(workbench: Workbench, host: number) {
    this.#workbench = workbench;
    this.#host = host;
  }

  /** @param workbench in a browser that this process has started */
  static async of(workbench: Workbench): Promise<WindowMemory> {
    const read = async () =>
      workbench.server.processes().find(({ command }) => command.includes('--type=extensionHost'))?.pid ?? 0;
    const host = await eventually(workbench.page, { read, accept: (pid) => pid > 0, what: 'an extension host' });
    return new WindowMemory(workbench, host);
  }

  now(): Memory {
    const renderers = descendantsOf(process.pid).filter((pid) => commandOf(pid).includes('--type=renderer'));
    return { host: residentOf(this.#host), renderers: renderers.map(residentOf).reduce((sum, each) => sum + each, 0) };
  }

  /** What a window takes that has come to rest, and holds no garbage. */
  async settled(): Promise<Memory> {
    const samples = [this.now()];
    while (samples.length < SETTLED_SAMPLES) {
      await setTimeout(SETTLED_EACH);
      samples.push(this.now());
      if (total(samples.at(-1)!) > total(samples[0]!) + SETTLED_BYTES) samples.splice(0, samples.length - 1);
    }
    const { page } = this.#workbench;
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    await session.detach();
    return this.now();
  }

  /** The most that both took together while something went on, and what that gave. */
  async during<T>(act: () => Promise<T>): Promise<{ peak: Memory; result: T }> {
    let peak = this.now();
    const timer = setInterval(() => {
      const now = this.now();
      if (total(now) > total(peak)) peak = now;
    }, SAMPLED_EACH);
    try {
      return { result: await act(), peak };
    } finally {
      clearInterval(timer);
    }
  }
}

function total({ host, renderers }: Memory): number {
  return host + renderers;
}
