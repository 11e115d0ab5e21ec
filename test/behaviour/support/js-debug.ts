// A debugger that behaves as js-debug 1.117 does towards the program: the calls that it was seen to make, in their order.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { Debugger } from '../../unit/hub/cdp-target';

/** What an attach request asks of the hub. */
export interface TargetOpener {
  request(request: { type: 'openTarget'; target: string }): Promise<{ url?: string; error?: string }>;
}

/** What js-debug evaluates in each program, so that it stops in freshly compiled WebAssembly. */
const WRAP_WEB_ASSEMBLY = `(() => {
  for (const name of ['instantiate', 'instantiateStreaming', 'compile', 'compileStreaming']) {
    const theirs = WebAssembly[name];
    WebAssembly[name] = function (...args) {
      return theirs.apply(this, args).then((made) => { if (!(args[0] instanceof WebAssembly.Module)) debugger; return made; });
    };
  }
})();`;

export class JsDebug {
  /** Resolves once the connection has closed, whoever closed it. */
  readonly ended: Promise<void>;
  readonly #client: Debugger;

  private constructor(client: Debugger) {
    this.#client = client;
    this.ended = once(client.socket, 'close').then(() => {});
  }

  /** Attaches through the hub, and resolves when breakpoints would be bound. */
  static async attach(opener: TargetOpener, target: string): Promise<JsDebug> {
    const { url, error } = await opener.request({ type: 'openTarget', target });
    assert.ok(url, error);
    return JsDebug.connect(url);
  }

  /** Attaches to what stands at an address: the hub's, or an inspector's own. */
  static async connect(url: string): Promise<JsDebug> {
    const debug = new JsDebug(await Debugger.connect(url));
    await debug.#introduce();
    return debug;
  }

  get isOpen(): boolean {
    return this.#client.socket.readyState === WebSocket.OPEN;
  }

  /** How often the target has stopped. */
  get stops(): number {
    return this.#client.events.filter(({ method }) => method === 'Debugger.paused').length;
  }

  /** Where the target has stopped last: `file:line`, from 1. */
  get stoppedAt(): string {
    const { events } = this.#client;
    const { params } = events.findLast(({ method }) => method === 'Debugger.paused')!;
    const [{ location }] = params.callFrames as [{ location: { scriptId: string; lineNumber: number } }];
    const script = events.find((each) => each.params.scriptId === location.scriptId);
    return `${script?.params.url}:${location.lineNumber + 1}`;
  }

  /** What it was told of stops, of going on, and of scripts that have a name, one after the other. */
  get heard(): string[] {
    return this.#client.events.flatMap(({ method, params }) => {
      if (method === 'Debugger.scriptParsed') return params.url ? [String(params.url)] : [];
      return method === 'Debugger.paused' || method === 'Debugger.resumed' ? [method] : [];
    });
  }

  /** Sets a breakpoint in files like this, at a line from 1. */
  async breakAt(urlRegex: string, line: number): Promise<void> {
    const { result } = await this.#client.call('Debugger.setBreakpointByUrl', { urlRegex, lineNumber: line - 1 });
    assert.equal((result as { locations: unknown[] }).locations.length, 1, 'the breakpoint is not bound');
  }

  async evaluate(expression: string): Promise<unknown> {
    const { result } = await this.#client.call('Runtime.evaluate', { expression, returnByValue: true });
    return (result as { result: { value: unknown } }).result.value;
  }

  /** Pauses the target where it runs next. */
  async pause(): Promise<void> {
    const stops = this.stops;
    await this.#client.call('Debugger.pause');
    await this.stopped(stops + 1);
  }

  /** Stops the target where an error is thrown; those in a thread count as caught, by Node. */
  async breakOnErrors(): Promise<void> {
    await this.#client.call('Debugger.setPauseOnExceptions', { state: 'all' });
  }

  /** Waits until the target has stopped so often. */
  async stopped(times = this.stops + 1): Promise<void> {
    while (this.stops < times) await once(this.#client.socket, 'message');
  }

  /** Steps over the line where the target has stopped; the step is over at the next stop. */
  async stepOver(): Promise<void> {
    await this.#client.call('Debugger.stepOver');
  }

  async resume(): Promise<void> {
    await this.#client.call('Debugger.resume');
  }

  /** Reads nothing more and says nothing more, as one whose process is stopped. */
  fallSilent(): void {
    this.#client.socket.pause();
  }

  /** What every way to stop a session of js-debug comes to: it closes its connection, and says nothing. */
  async detach(): Promise<void> {
    await this.#client.close();
  }

  /** Drops the connection, as the end of its process does. */
  drop(): void {
    this.#client.socket.terminate();
  }

  async #introduce(): Promise<void> {
    const { call } = { call: this.#client.call.bind(this.#client) };
    await Promise.all([call('NodeWorker.enable', { waitForDebuggerOnStart: true }), call('Runtime.enable')]);
    await call('Debugger.enable');
    await Promise.all([
      call('Runtime.evaluate', {
        expression: "require('module').builtinModules",
        returnByValue: true,
        includeCommandLineAPI: true,
      }),
      call('Debugger.setBlackboxPatterns', { patterns: [] }),
      call('Profiler.enable'),
      call('Debugger.setAsyncCallStackDepth', { maxDepth: 32 }),
    ]);
    await call('Debugger.setBlackboxPatterns', { patterns: ['^(node:)?internal\\/'] });
    await call('Runtime.evaluate', { expression: 'process.pid', returnByValue: true });
    await Promise.all([
      call('Runtime.evaluate', { expression: WRAP_WEB_ASSEMBLY, silent: true }),
      call('Debugger.setPauseOnExceptions', { state: 'none' }),
    ]);
    await call('Runtime.runIfWaitingForDebugger');
    await Promise.all([call('Network.enable'), call('Schema.getDomains')]);
  }
}
