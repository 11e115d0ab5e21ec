// The adapter as an editor has it: a process that speaks the Debug Adapter Protocol over stdio, with a real hub and agent.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { LaunchRequestArguments } from '../../../adapter/launch-arguments';
import { readRendezvous, rendezvousDirectory } from '../../../protocol/rendezvous';
import { ROOT } from '../../../scripts/lib/ensure.mjs';
import { INSTANCE_MARK, killMarked, waitUntilGone } from '../../../scripts/lib/marked-processes.mjs';
import { HubConnection } from '../../../viewer/hub-connection';

/** How long processes may take to be gone after the end, in ms. */
const GONE_WITHIN = 5_000;

/** Parts of the client that its types hide: it can't answer a request of the adapter's, nor wait for its end. */
interface Wire {
  dispatch(body: string): void;
  outputStream: Writable;
  _adapterProcess: ChildProcess;
}

export const fixture = (name: string) => join(ROOT, 'test', 'fixtures', 'adapter', name);
export const sample = (name: string) => join(ROOT, 'samples', name);

/** One adapter with folders, a hub and a mark of its own. */
export class AdapterClient {
  readonly #root = mkdtempSync(join(tmpdir(), 'wl-'));
  readonly #mark = randomBytes(8).toString('hex');
  readonly #client: DebugClient;
  readonly #events: DebugProtocol.Event[] = [];
  readonly #watchers = new Set<() => void>();
  readonly #terminals: ChildProcess[] = [];
  #viewer: HubConnection | null = null;

  private constructor() {
    mkdirSync(this.runtime, { mode: 0o700 });
    const adapter = join(ROOT, 'dist', 'adapter.js');
    this.#client = new DebugClient('node', adapter, 'worker-lens', { cwd: this.folder, env: this.#environment() });
    this.#keepEvents();
    this.#answerTerminalRequests();
  }

  static async start(): Promise<AdapterClient> {
    const client = new AdapterClient();
    await client.#client.start();
    await client.#client.initializeRequest({
      adapterID: 'worker-lens',
      pathFormat: 'path',
      supportsRunInTerminalRequest: true,
    });
    return client;
  }

  /** Working directory of the adapter, which names its hub. */
  get folder(): string {
    return this.#root;
  }

  get runtime(): string {
    return join(this.#root, 'run');
  }

  get protocol(): DebugClient {
    return this.#client;
  }

  /** Starts a program whose output comes to the console, unless told otherwise. */
  async launch(args: LaunchRequestArguments): Promise<void> {
    await this.#client.launchRequest({ console: 'internalConsole', ...args } as LaunchRequestArguments);
    await this.#client.configurationDoneRequest();
  }

  /** What a launch that can't be done is answered with. */
  async refusal(args: LaunchRequestArguments): Promise<string> {
    return this.launch(args).then(
      () => Promise.reject(new Error('it was launched')),
      (error: Error) => error.message,
    );
  }

  /** The first event that fits, whether it has come already or is still to come. */
  event(type: string, fits: (body: never) => boolean = () => true): Promise<DebugProtocol.Event> {
    return this.#eventually(() => this.#events.find((event) => event.event === type && fits(event.body as never)));
  }

  /** Resolves to the code of the `exited` event, once `terminated` has come as well. */
  async exitCode(): Promise<number> {
    await this.event('terminated');
    return ((await this.event('exited')) as DebugProtocol.ExitedEvent).body.exitCode;
  }

  /** How many events of a type have come. */
  count(type: string): number {
    return this.#events.filter((event) => event.event === type).length;
  }

  /** All that was printed in a category so far. */
  output(category: string): string {
    const bodies = this.#events.filter((event) => event.event === 'output').map((event) => event.body);
    return bodies.flatMap((body) => (body.category === category ? [body.output] : [])).join('');
  }

  /** Waits until what was printed in a category fits. */
  async printed(category: string, pattern: RegExp): Promise<string> {
    return this.#eventually(() => {
      const output = this.output(category);
      return pattern.test(output) ? output : undefined;
    });
  }

  /** The rows, once they fit. */
  async threads(fits: (names: string[]) => boolean): Promise<DebugProtocol.Thread[]> {
    for (;;) {
      const seen = this.#events.length;
      const { threads } = (await this.#client.threadsRequest()).body;
      if (fits(threads.map((thread) => thread.name))) return threads;
      await this.#eventually(() => (this.#events.length > seen ? true : undefined));
    }
  }

  /** Closes the terminals, and what runs in them. */
  closeTerminals(): void {
    for (const terminal of this.#terminals) terminal.kill('SIGHUP');
  }

  /** Another viewer of the same hub. */
  async viewer(): Promise<HubConnection> {
    this.#viewer ??= await HubConnection.find({ directory: this.#directory() });
    if (!this.#viewer) throw new Error('there is no hub');
    return this.#viewer;
  }

  hubPid(): number {
    return readRendezvous(this.#directory())?.pid ?? 0;
  }

  /** Ends the adapter as an editor does that goes away, and the hub; tells what was left of all that was started. */
  async stop(): Promise<string[]> {
    this.#viewer?.close();
    await this.#stopAdapter();
    const hub = this.hubPid();
    if (hub) process.kill(hub, 'SIGTERM');
    const left = await waitUntilGone(INSTANCE_MARK, this.#mark, GONE_WITHIN);
    await killMarked(INSTANCE_MARK, this.#mark);
    rmSync(this.#root, { recursive: true, force: true });
    return left.map(({ command }) => command);
  }

  async #stopAdapter(): Promise<void> {
    const { _adapterProcess: adapter } = this.#client as unknown as Wire;
    if (adapter.exitCode !== null || adapter.signalCode !== null) return;
    const ended = once(adapter, 'exit');
    // One that ends meanwhile answers no more.
    await Promise.race([this.#client.stop(), ended]);
    await ended;
  }

  #directory(): string {
    return rendezvousDirectory(this.folder, this.#environment());
  }

  #environment(): NodeJS.ProcessEnv {
    const own = { XDG_RUNTIME_DIR: this.runtime, XDG_DATA_HOME: join(this.#root, 'data'), [INSTANCE_MARK]: this.#mark };
    return { ...process.env, ...own };
  }

  #keepEvents(): void {
    for (const type of ['output', 'thread', 'process', 'exited', 'terminated', 'workerLens.attach']) {
      this.#client.on(type, (event: DebugProtocol.Event) => {
        this.#events.push(event);
        for (const watcher of this.#watchers) watcher();
      });
    }
  }

  /** Resolves with the first value that is found after any event. */
  #eventually<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        this.#watchers.delete(look);
        resolve(found);
      };
      this.#watchers.add(look);
      look();
    });
  }

  #answerTerminalRequests(): void {
    const wire = this.#client as unknown as Wire;
    const dispatch = wire.dispatch.bind(this.#client);
    wire.dispatch = (body) => {
      const message = JSON.parse(body);
      if (message.type !== 'request') return dispatch(body);
      this.#openTerminal(message.arguments);
      const response = {
        type: 'response',
        request_seq: message.seq,
        success: true,
        command: message.command,
        body: {},
      };
      const json = JSON.stringify(response);
      wire.outputStream.write(`Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
    };
  }

  /** A terminal outlives the adapter, and shows what a program prints to nobody but the person. */
  #openTerminal({ args, cwd, env }: DebugProtocol.RunInTerminalRequestArguments): void {
    const [command = '', ...rest] = args;
    const environment = { ...this.#environment(), ...env } as NodeJS.ProcessEnv;
    this.#terminals.push(spawn(command, rest, { cwd, env: environment, stdio: 'ignore', detached: true }));
  }
}
