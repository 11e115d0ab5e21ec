// js-debug's own bootloader and watchdog, with the least that a debugger behind them does: it attaches, lets the program
// run, and leaves when the program is about to end. The debugger is a stand-in; it asks for less than the real one, so
// that what is measured is never more than people pay.
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';

interface Message {
  id?: number;
  method?: string;
  params?: { targetInfo?: { targetId: string } };
}

export class JsDebug {
  readonly #server: net.Server;
  readonly #folder: string;
  readonly #bootloader: string;

  private constructor(server: net.Server, folder: string, bootloader: string) {
    this.#server = server;
    this.#folder = folder;
    this.#bootloader = bootloader;
  }

  /** @param extension folder of the extension `ms-vscode.js-debug`. */
  static async listen(extension: string): Promise<JsDebug> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wl-bench-'));
    const server = net.createServer(debug);
    await new Promise<void>((resolve) => server.listen(path.join(folder, 'ipc'), resolve));
    return new JsDebug(server, folder, path.join(extension, 'src', 'bootloader.js'));
  }

  /** `base` with what js-debug puts into the environment of a program that is debugged. */
  environment(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const options = { inspectorIpc: path.join(this.#folder, 'ipc'), deferredMode: false, autoAttachMode: 'always' };
    return {
      ...base,
      NODE_OPTIONS: `--require ${this.#bootloader}`,
      VSCODE_INSPECTOR_OPTIONS: JSON.stringify({ ...options, waitForDebugger: '', execPath: process.execPath }),
    };
  }

  close(): void {
    this.#server.close();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** One watchdog's connection: JSON messages, each followed by a zero byte. */
function debug(socket: net.Socket): void {
  let rest = '';
  let lastId = 0;
  const send = (method: string, params: object = {}) =>
    socket.write(`${JSON.stringify({ id: ++lastId, method, params })}\0`);
  socket.setEncoding('utf8').on('error', () => {});
  socket.on('data', (text) => {
    const parts = (rest + text).split('\0');
    rest = parts.pop()!;
    for (const part of parts) answer(JSON.parse(part), send);
  });
}

/** As js-debug does it: attach, ask to be told of the end, run, and go when told. */
function answer(message: Message, send: (method: string, params?: object) => void): void {
  if (message.method === 'Target.targetCreated') {
    send('Target.attachToTarget', { targetId: message.params!.targetInfo!.targetId });
  } else if (message.id === 1) {
    send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
    send('Runtime.runIfWaitingForDebugger');
  } else if (message.method === 'NodeRuntime.waitingForDisconnect') send('Target.detachFromTarget');
}
