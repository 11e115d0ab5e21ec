// What memory a VS Code and its window take, where a timeline is in it.
import { eventually } from '../../vscode/harness/eventually';
import type { Workbench } from '../../vscode/harness/workbench';
import { commandOf, descendantsOf, residentOf } from './proc';

const SAMPLED_EACH = 50;

/** Bytes in memory. */
export interface Memory {
  host: number;
  /** All renderers of the browser; which one draws a webview is its own choice. */
  renderers: number;
}

export class WindowMemory {
  readonly #host: number;

  private constructor(host: number) {
    this.#host = host;
  }

  /** @param workbench in a browser that this process has started */
  static async of(workbench: Workbench): Promise<WindowMemory> {
    const read = async () =>
      workbench.server.processes().find(({ command }) => command.includes('--type=extensionHost'))?.pid ?? 0;
    const host = await eventually(workbench.page, { read, accept: (pid) => pid > 0, what: 'an extension host' });
    return new WindowMemory(host);
  }

  now(): Memory {
    const renderers = descendantsOf(process.pid).filter((pid) => commandOf(pid).includes('--type=renderer'));
    return { host: residentOf(this.#host), renderers: renderers.map(residentOf).reduce((sum, each) => sum + each, 0) };
  }

  /** The most that both took together while something went on, and what that gave. */
  async during<T>(act: () => Promise<T>): Promise<{ peak: Memory; result: T }> {
    let peak = this.now();
    const timer = setInterval(() => {
      const now = this.now();
      if (now.host + now.renderers > peak.host + peak.renderers) peak = now;
    }, SAMPLED_EACH);
    try {
      return { result: await act(), peak };
    } finally {
      clearInterval(timer);
    }
  }
}
