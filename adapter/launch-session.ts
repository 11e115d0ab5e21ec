// The debug adapter: owns a run. It launches and ends the program, and lists its processes and threads. It never
// debugs: js-debug does, in a session of its own for each target that a person attaches.
import { randomUUID } from 'node:crypto';
import {
  DebugSession,
  Event,
  ExitedEvent,
  InitializedEvent,
  OutputEvent,
  TerminatedEvent,
  ThreadEvent,
} from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ProcessState } from '../protocol/viewer';
import type { Disposable } from '../viewer/emitter';
import type { LinkEvent } from '../viewer/hub-link';
import { LaunchError, type LaunchErrors, launchErrors } from './errors';
import type { AdapterHost } from './host';
import { checkLaunch, type Launch, type LaunchRequestArguments } from './launch-arguments';
import type { Program, ProgramEnd } from './program';
import { RunRows } from './run-rows';
import { exitStatus, RunWatch } from './run-watch';
import { startProgram } from './start-program';
import type { OpenTerminal, TerminalRequest } from './terminal-program';

/** Sent when a person asks for a row's Pause: whoever hosts the session attaches a debugger to that target. */
export const ATTACH_EVENT = 'workerLens.attach';
export interface AttachEventBody {
  target: string;
}

/** How long the hub may take to note that the program ended, in ms: the end is told all the same. */
const LAST_WORDS = 2_000;

/** How long the client may take to open a terminal, in ms. */
const TERMINAL_DEADLINE = 30_000;

/**
 * A plain `DebugSession`, not the logging one: inline, nothing empties that one's log, which then holds every message
 * for good. https://github.com/microsoft/vscode-debugadapter-node/blob/main/adapter/src/logger.ts
 */
export class LaunchSession extends DebugSession {
  readonly #host: AdapterHost;
  readonly #rows: RunRows;
  readonly #watch: RunWatch;
  readonly #store: Disposable[] = [];
  #canRunInTerminal = false;
  #program: Program | undefined;
  /** The program ended, or was let go: nothing more is to be told of it, or done to it. */
  #over = false;

  constructor(
    host: AdapterHost,
    readonly run: string = randomUUID(),
  ) {
    super();
    this.#host = host;
    this.#rows = new RunRows(host.link.model, run, host.t);
    this.#watch = new RunWatch(host.link, run);
    this.#store.push(
      this.#watch,
      this.#watch.onDidSeeRoot((root) => this.#tellProcess(root)),
      this.#watch.onDidChange(() => this.#tellRows()),
      this.#watch.onDidEndRoot((root) => this.#rootEnded(root)),
      host.link.onDidChangeState((event) => this.#tellLink(event)),
    );
  }

  /** The host has no more use for the session. A program with no terminal ends with it; one in a terminal runs on. */
  override dispose(): void {
    if (!this.#over) this.#program?.kill('SIGTERM');
    for (const each of this.#store.splice(0)) each.dispose();
  }

  /** The client of a session over stdio is gone. */
  override shutdown(): void {
    this.dispose();
    super.shutdown();
  }

  protected override initializeRequest(
    response: DebugProtocol.InitializeResponse,
    args: DebugProtocol.InitializeRequestArguments,
  ): void {
    this.#canRunInTerminal = args.supportsRunInTerminalRequest === true;
    response.body = {
      supportsConfigurationDoneRequest: true,
      supportsTerminateRequest: true,
      supportTerminateDebuggee: true,
    };
    this.sendResponse(response);
    this.sendEvent(new InitializedEvent());
  }

  protected override launchRequest(response: DebugProtocol.LaunchResponse, args: LaunchRequestArguments): void {
    this.#launch(args).then(
      () => this.sendResponse(response),
      (error) => this.#refuse(response, error),
    );
  }

  protected override setBreakPointsRequest(
    response: DebugProtocol.SetBreakpointsResponse,
    args: DebugProtocol.SetBreakpointsArguments,
  ): void {
    const message = this.#host.t('Attach to a worker or thread to bind this breakpoint.');
    const breakpoints = (args.breakpoints ?? []).map(() => ({ verified: false, reason: 'pending' as const, message }));
    response.body = { breakpoints };
    this.sendResponse(response);
  }

  protected override threadsRequest(response: DebugProtocol.ThreadsResponse): void {
    response.body = { threads: this.#rows.list() };
    this.sendResponse(response);
  }

  /** Nothing here can pause; to pause one is to attach to it. */
  protected override pauseRequest(response: DebugProtocol.PauseResponse, args: DebugProtocol.PauseArguments): void {
    const target = this.#rows.target(args.threadId);
    if (target) this.sendEvent(new Event(ATTACH_EVENT, { target } satisfies AttachEventBody));
    this.sendResponse(response);
  }

  protected override evaluateRequest(response: DebugProtocol.EvaluateResponse): void {
    const result = this.#host.t('Attach to a worker or thread to evaluate expressions in it.');
    response.body = { result, variablesReference: 0 };
    this.sendResponse(response);
  }

  /** The first Stop: asks the program to end. */
  protected override terminateRequest(response: DebugProtocol.TerminateResponse): void {
    this.sendResponse(response);
    void this.#stop(false);
  }

  /** The second Stop, or the end of the session. */
  protected override disconnectRequest(
    response: DebugProtocol.DisconnectResponse,
    args: DebugProtocol.DisconnectArguments,
  ): void {
    // VS Code leaves the choice to the adapter when its window reloads or closes.
    const end = args.terminateDebuggee ?? (args.restart || this.#program?.attended);
    if (!end) this.#over = true;
    this.#stop(true).finally(() => {
      this.sendResponse(response);
      this.shutdown();
    });
  }

  async #launch(args: LaunchRequestArguments): Promise<void> {
    const errors = launchErrors(this.#host.t);
    const launch = checkLaunch(args, errors);
    await this.#prepareRun(launch, errors);
    this.#program = await this.#start(launch, errors);
    void this.#program.ended.then((end) => this.#childEnded(end));
    this.#watch.expectRoot(() => this.#tellUnseen());
  }

  async #prepareRun(launch: Launch, errors: LaunchErrors): Promise<void> {
    try {
      await this.#host.link.request({ type: 'prepareRun', run: this.run, name: launch.name, record: null });
    } catch (error) {
      throw errors.hubUnavailable((error as Error).message);
    }
  }

  async #start(launch: Launch, errors: LaunchErrors): Promise<Program> {
    try {
      return await startProgram(launch, {
        errors,
        parts: this.#host.parts,
        run: this.run,
        onOutput: (category, text) => this.sendEvent(new OutputEvent(text, category)),
        openTerminal: this.#terminalOpener(launch),
      });
    } catch (error) {
      await this.#tellHubEnded({ code: null, signal: null });
      throw error;
    }
  }

  #terminalOpener(launch: Launch): OpenTerminal | undefined {
    const { openTerminal } = this.#host;
    if (openTerminal && launch.console === 'integratedTerminal') return openTerminal;
    const kind = launch.console === 'externalTerminal' ? 'external' : 'integrated';
    return this.#canRunInTerminal ? (request) => this.#runInTerminal(kind, request) : undefined;
  }

  #runInTerminal(kind: 'integrated' | 'external', request: TerminalRequest): Promise<void> {
    const { title, cwd, command, env } = request;
    return new Promise((resolve, reject) => {
      const args = { kind, title, cwd, args: [...command], env };
      this.runInTerminalRequest(args, TERMINAL_DEADLINE, ({ success, message }) => {
        if (success) resolve();
        else reject(new Error(message || 'refused'));
      });
    });
  }

  #refuse(response: DebugProtocol.Response, error: Error): void {
    this.#over = true;
    const id = error instanceof LaunchError ? error.code : 2000;
    // As a variable, for braces in the message are not names; its `_` says that it may be shown.
    this.sendErrorResponse(response, id, '{_message}', { _message: error.message });
  }

  /** Ends the run; where the hub can't, the program's first process. */
  async #stop(force: boolean): Promise<void> {
    if (this.#over || !this.#program) return;
    try {
      await this.#host.link.request({ type: 'stopRun', run: this.run, force });
    } catch (error) {
      this.#say((error as Error).message);
    }
    if (this.#host.link.state !== 'connected' || !this.#watch.root) await this.#stopUnseen(this.#program, force);
  }

  /** The hub can't signal what it has not seen. */
  async #stopUnseen(program: Program, force: boolean): Promise<void> {
    if (program.attended) {
      program.kill(force ? 'SIGKILL' : 'SIGTERM');
      return;
    }
    this.#say(this.#host.t('The program was not seen: if it runs, end it in its terminal.'));
    await this.#tellHubEnded({ code: null, signal: null });
    this.#end(undefined);
  }

  /** The program that was started here ended: nobody knows better how. */
  async #childEnded(end: ProgramEnd): Promise<void> {
    await this.#tellHubEnded(end);
    this.#end(exitStatus(end));
  }

  #rootEnded(root: ProcessState): void {
    // Of a child the last output may still be under way.
    if (!this.#program?.attended) this.#end(exitStatus(root.end));
  }

  async #tellHubEnded(end: ProgramEnd): Promise<void> {
    const noted = this.#host.link.request({ type: 'rootExited', run: this.run, ...end }).catch(() => {});
    await Promise.race([noted, new Promise((resolve) => setTimeout(resolve, LAST_WORDS).unref())]);
  }

  #end(status: number | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#tellRows();
    if (status !== undefined) this.sendEvent(new ExitedEvent(status));
    this.sendEvent(new TerminatedEvent());
  }

  #tellProcess(root: ProcessState): void {
    const event: DebugProtocol.ProcessEvent['body'] = {
      name: root.script,
      ...(root.pid === null ? {} : { systemProcessId: root.pid }),
      isLocalProcess: true,
      startMethod: 'launch',
    };
    this.sendEvent(new Event('process', event));
  }

  #tellRows(): void {
    const { started, exited } = this.#rows.update();
    for (const id of started) this.sendEvent(new ThreadEvent('started', id));
    for (const id of exited) this.sendEvent(new ThreadEvent('exited', id));
  }

  /** The hub died or came back while the program runs. */
  #tellLink({ state, restarted }: LinkEvent): void {
    if (!this.#program || this.#over) return;
    const { t } = this.#host;
    if (state === 'connecting' && restarted)
      this.#say(t('The hub ended; another is being started. The program runs on.'));
    if (state === 'connected' && restarted) this.#expectAgain();
    if (state === 'lost') this.#say(t('The hub is gone and could not be started again. The program runs on, unseen.'));
  }

  #expectAgain(): void {
    this.#say(this.#host.t('Connected to a new hub.'));
    this.#watch.expectRoot(() => {
      this.#say(this.#host.t('The program has not been seen since: it may have ended meanwhile.'));
      if (!this.#program?.attended) this.#end(undefined);
    });
  }

  #tellUnseen(): void {
    const { t, warn } = this.#host;
    const what = t('Worker Lens has not heard from the program in 15 seconds.');
    const why = t(
      'It may run on Node.js older than 18, or something between may have replaced NODE_OPTIONS. Look at what it prints; set "runtimeExecutable" in launch.json to a newer Node.js.',
    );
    if (warn) warn(`${what} ${why}`);
    else this.sendEvent(new OutputEvent(`${what} ${why}\n`, 'important'));
  }

  #say(line: string): void {
    this.sendEvent(new OutputEvent(`Worker Lens: ${line}\n`, 'console'));
  }
}
