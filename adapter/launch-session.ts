// The debug adapter: a session that owns a run, and lists its processes and threads as rows. It never debugs:
// js-debug does, in a session of its own for each target that a person attaches.
import { randomUUID } from 'node:crypto';
import {
  DebugSession,
  Event,
  ExitedEvent,
  InitializedEvent,
  OutputEvent,
  Response,
  TerminatedEvent,
  ThreadEvent,
} from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ProcessState } from '../protocol/viewer';
import type { AttachRequestArguments } from './attach-arguments';
import { LaunchError } from './errors';
import type { AdapterHost } from './host';
import type { Launch, LaunchRequestArguments } from './launch-arguments';
import { OwnedRun, type RunListener } from './owned-run';
import { FOLD_ROW, RunRows } from './run-rows';
import type { OpenTerminal, TerminalRequest } from './terminal-program';
import { withoutLinks } from './without-links';

/** Sent for a row's Pause, and for what waits for a debugger: whoever hosts the session attaches one to that target. */
export const ATTACH_EVENT = 'workerLens.attach';
export interface AttachEventBody {
  target: string;
  /** It is to stop wherever it is, once the debugger is there. */
  pause: boolean;
}

/** Asked by whoever hosts the session: nothing more of the run is to be attached because its launch says so. */
export const RELEASE_REQUEST = 'workerLens.release';

/** What this session answers. All else is for debuggers, and it is none. */
const ANSWERED: readonly string[] = [
  'initialize',
  'launch',
  'attach',
  'configurationDone',
  'setBreakpoints',
  'setExceptionBreakpoints',
  'threads',
  'pause',
  'evaluate',
  'restart',
  'terminate',
  'disconnect',
  RELEASE_REQUEST,
];

/** How long the client may take to open a terminal, in ms. */
const TERMINAL_DEADLINE = 30_000;

/**
 * A plain `DebugSession`, not the logging one: inline, nothing empties that one's log, which then holds every message
 * for good. https://github.com/microsoft/vscode-debugadapter-node/blob/main/adapter/src/logger.ts
 */
export class LaunchSession extends DebugSession {
  readonly #host: AdapterHost;
  readonly #rows: RunRows;
  readonly #onRun: (run: string) => void;
  #owned: OwnedRun;
  #launched: LaunchRequestArguments | undefined;
  #canRunInTerminal = false;
  /** A person asked for the end: no restart that is under way goes on. */
  #stopped = false;

  /** @param onRun told of the run that the session owns, at once and with each restart */
  constructor(host: AdapterHost, onRun: (run: string) => void = () => {}) {
    super();
    this.#host = host;
    this.#onRun = onRun;
    const run = randomUUID();
    this.#rows = new RunRows(host.link.model, run, host.t);
    this.#owned = this.#own(run);
  }

  /** The host has no more use for the session. */
  override dispose(): void {
    this.#owned.dispose();
  }

  /** The client of a session over stdio is gone. */
  override shutdown(): void {
    this.dispose();
    super.shutdown();
  }

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    if (ANSWERED.includes(request.command)) super.dispatchRequest(request);
    else this.#fail(new Response(request), 2010, this.#unanswered(request.command));
  }

  protected override initializeRequest(
    response: DebugProtocol.InitializeResponse,
    args: DebugProtocol.InitializeRequestArguments,
  ): void {
    this.#canRunInTerminal = args.supportsRunInTerminalRequest === true;
    response.body = {
      supportsConfigurationDoneRequest: true,
      supportsTerminateRequest: true,
      supportsRestartRequest: true,
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

  protected override attachRequest(response: DebugProtocol.AttachResponse, args: AttachRequestArguments): void {
    this.#owned.attach(args).then(
      (attached) => {
        this.sendResponse(response);
        if (!attached) this.#tellEnd(undefined);
      },
      (error) => this.#refuse(response, error),
    );
  }

  /** Ends the run whole, then starts another by the same configuration. */
  protected override restartRequest(
    response: DebugProtocol.RestartResponse,
    args: DebugProtocol.RestartArguments | undefined,
  ): void {
    // A program that ran already is not ended to be started again.
    if (this.#owned.late) {
      this.sendResponse(response);
      return;
    }
    const launch = (args?.arguments as LaunchRequestArguments | undefined) ?? this.#launched ?? {};
    this.#restart(launch).then(
      () => this.sendResponse(response),
      (error) => {
        this.#refuse(response, error);
        this.sendEvent(new TerminatedEvent());
      },
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

  /** Exceptions are caught by debuggers alone; this session offers no filters. */
  protected override setExceptionBreakPointsRequest(
    response: DebugProtocol.SetExceptionBreakpointsResponse,
    args: DebugProtocol.SetExceptionBreakpointsArguments,
  ): void {
    const message = this.#host.t('Attach to a worker or thread to catch exceptions in it.');
    const filters = [...args.filters, ...(args.filterOptions ?? [])];
    response.body = { breakpoints: filters.map(() => ({ verified: false, reason: 'pending', message })) };
    this.sendResponse(response);
  }

  /** Nothing here can pause; to pause one is to attach to it. */
  protected override pauseRequest(response: DebugProtocol.PauseResponse, args: DebugProtocol.PauseArguments): void {
    const { t } = this.#host;
    const target = this.#rows.target(args.threadId);
    if (target !== undefined) {
      this.#askToAttach(target, true);
      this.sendResponse(response);
    } else if (args.threadId === FOLD_ROW) {
      this.#fail(response, 2011, t('This row stands for several. Attach to one of them in the view Workers.'));
    } else {
      this.#fail(response, 2012, t('It has ended. Choose another row.'));
    }
  }

  protected override evaluateRequest(response: DebugProtocol.EvaluateResponse): void {
    const result = this.#host.t('Attach to a worker or thread to evaluate expressions in it.');
    response.body = { result, variablesReference: 0 };
    this.sendResponse(response);
  }

  /** There is one, {@link RELEASE_REQUEST}. */
  protected override customRequest(_command: string, response: DebugProtocol.Response): void {
    this.#owned.unhold();
    this.sendResponse(response);
  }

  /** The first Stop: asks the program to end. */
  protected override terminateRequest(response: DebugProtocol.TerminateResponse): void {
    this.sendResponse(response);
    this.#stopped = true;
    void this.#owned.stop(false);
  }

  /** The second Stop, or the end of the session. */
  protected override disconnectRequest(
    response: DebugProtocol.DisconnectResponse,
    args: DebugProtocol.DisconnectArguments,
  ): void {
    // VS Code leaves the choice to the adapter when its window reloads or closes.
    this.#stopped = true;
    const end = this.#owned.late
      ? args.terminateDebuggee !== undefined
      : (args.terminateDebuggee ?? (args.restart || this.#owned.attended));
    if (!end) this.#owned.release();
    this.#owned.stop(true).finally(() => {
      this.sendResponse(response);
      this.shutdown();
    });
  }

  /** Follows a run that it is about to start. */
  #own(run: string): OwnedRun {
    const owned = new OwnedRun(this.#host, run, this.#listener());
    owned.watch.onDidSeeRoot((root) => this.#tellProcess(root));
    owned.watch.onDidChange(() => this.#tellRows());
    this.#onRun(run);
    return owned;
  }

  #launch(args: LaunchRequestArguments): Promise<void> {
    this.#launched = args;
    return this.#owned.launch(args, (launch) => this.#terminalOpener(launch));
  }

  async #restart(args: LaunchRequestArguments): Promise<void> {
    await this.#owned.giveWay();
    if (this.#stopped) return this.#tellEnd(undefined);
    this.#owned.dispose();
    const run = randomUUID();
    this.#rows.follow(run);
    this.#owned = this.#own(run);
    this.#tellRows();
    await this.#launch(args);
  }

  #listener(): RunListener {
    return {
      onOutput: (category, text) => this.sendEvent(new OutputEvent(text, category)),
      onEnd: (status) => this.#tellEnd(status),
      onNote: (line) => this.sendEvent(new OutputEvent(`Worker Lens: ${line}\n`, 'console')),
      onHeld: (target) => this.#askToAttach(target, false),
      onUnseen: () => this.#tellUnseen(),
    };
  }

  #askToAttach(target: string, pause: boolean): void {
    this.sendEvent(new Event(ATTACH_EVENT, { target, pause } satisfies AttachEventBody));
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
    this.#owned.release();
    this.#fail(response, error instanceof LaunchError ? error.code : 2000, error.message);
  }

  #fail(response: DebugProtocol.Response, code: number, message: string): void {
    // As a variable, for braces in the message are not names; its `_` says that it may be shown. VS Code shows that of all
    // but a launch as a notification.
    this.sendErrorResponse(response, code, '{_message}', { _message: withoutLinks(message) });
  }

  #unanswered(command: string): string {
    return this.#host.t('"{0}" needs a debugger: attach to a worker or thread first.', command);
  }

  #tellEnd(status: number | undefined): void {
    this.#tellRows();
    if (status !== undefined) this.sendEvent(new ExitedEvent(status));
    this.sendEvent(new TerminatedEvent());
  }

  #tellProcess(root: ProcessState): void {
    const event: DebugProtocol.ProcessEvent['body'] = {
      name: root.script,
      ...(root.pid === null ? {} : { systemProcessId: root.pid }),
      isLocalProcess: true,
      startMethod: this.#owned.late ? 'attach' : 'launch',
    };
    this.sendEvent(new Event('process', event));
  }

  #tellRows(): void {
    const { started, exited } = this.#rows.update();
    for (const id of started) this.sendEvent(new ThreadEvent('started', id));
    for (const id of exited) this.sendEvent(new ThreadEvent('exited', id));
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
}
