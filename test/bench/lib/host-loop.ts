// How late the event loop of a VS Code's extension host is, whatever runs in it: looked at through its inspector.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { eventually } from '../../vscode/harness/eventually';
import type { Workbench } from '../../vscode/harness/workbench';

/** How often Node looks, in ms; that time is in what it tells, and taken away here. */
const RESOLUTION = 1;
/** Where Node opens an inspector on SIGUSR1. */
const INSPECTOR = 'http://127.0.0.1:9229/json/list';

/** How late it was, in ms. */
export interface Lateness {
  p99: number;
  longest: number;
}

export class HostLoop {
  readonly pid: number;
  readonly #socket: WebSocket;
  #last = 0;

  private constructor(pid: number, socket: WebSocket) {
    this.pid = pid;
    this.#socket = socket;
  }

  /** @throws Error where another process has the inspector's port */
  static async of(workbench: Workbench): Promise<HostLoop> {
    const read = async () =>
      workbench.server.processes().find(({ command }) => command.includes('--type=extensionHost'))?.pid ?? 0;
    const pid = await eventually(workbench.page, { read, accept: (found) => found > 0, what: 'an extension host' });
    process.kill(pid, 'SIGUSR1');
    const accept = (address: string) => address !== '';
    const address = await eventually(workbench.page, { read: inspectorAddress, accept, what: 'its inspector' });
    const socket = new WebSocket(address);
    await once(socket, 'open');
    const host = new HostLoop(pid, socket);
    if ((await host.#evaluate('process.pid')) !== pid) throw new Error('Another process has the inspector’s port');
    return host;
  }

  /** @returns ends the watch, and gives what was seen */
  async watch(): Promise<() => Promise<Lateness>> {
    await this.#evaluate(`
      globalThis.workerLensBench = require('node:perf_hooks').monitorEventLoopDelay({ resolution: ${RESOLUTION} });
      workerLensBench.enable()`);
    return async () => {
      await this.#evaluate('workerLensBench.disable()');
      const told = await this.#evaluate('[workerLensBench.percentile(99), workerLensBench.max]');
      const [p99, longest] = (told as [number, number]).map((ns) => Math.max(0, ns / 1e6 - RESOLUTION));
      return { p99: p99!, longest: longest! };
    };
  }

  close(): void {
    this.#socket.close();
  }

  async #evaluate(expression: string): Promise<unknown> {
    const id = ++this.#last;
    const params = { expression, includeCommandLineAPI: true, returnByValue: true };
    this.#socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params }));
    for (;;) {
      const [data] = await once(this.#socket, 'message');
      const answer = JSON.parse(String(data));
      if (answer.id !== id) continue;
      if (answer.result.exceptionDetails) throw new Error(answer.result.exceptionDetails.exception.description);
      return answer.result.result.value;
    }
  }
}

/** Empty while none is open. */
async function inspectorAddress(): Promise<string> {
  try {
    const [target] = (await (await fetch(INSPECTOR)).json()) as { webSocketDebuggerUrl: string }[];
    return target?.webSocketDebuggerUrl ?? '';
  } catch {
    return '';
  }
}
