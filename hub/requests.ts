// What viewers ask for. Each request is answered once; what failed, with a sentence for a person.
import * as os from 'node:os';
import type { Change, ViewerToHub } from '../protocol/viewer';
import type { Agents } from './agents';
import type { BringIn } from './bring-in/bring-in';
import type { LetGo } from './bring-in/let-go';
import { nodeProcesses } from './bring-in/node-processes';
import type { CdpProxy } from './debugging/cdp-proxy';
import type { Holds } from './debugging/holds';
import type { Stacks } from './debugging/stacks';
import type { FiguresWatch } from './figures-watch';
import type { Model, Who } from './model/model';
import type { PayloadCapture } from './payload-capture';
import type { Followers } from './recording/followers';
import type { Recordings } from './recording/recordings';
import { RequestError } from './request-error';
import type { RunControl } from './run-control';
import { assertSame } from './same-process';
import type { SourceMaps } from './source-maps';
import type { Reply } from './viewers';

export interface RequestsNeeds {
  model: Model;
  agents: Agents;
  recordings: Recordings;
  followers: Followers;
  payloads: PayloadCapture;
  proxy: CdpProxy;
  holds: Holds;
  figures: FiguresWatch;
  stacks: Stacks;
  sourceMaps: Pick<SourceMaps, 'original'>;
  control: RunControl;
  bringIn: BringIn;
  letGo: LetGo;
  apply(changes: Change[]): void;
  /** Reads all that the processes of a run sent before they ended, and judges them. */
  drain(run: string): Promise<void>;
  settle(run: string): void;
  /** Something failed that no person can help. */
  report(what: string, error: unknown): void;
}

type Of<T extends ViewerToHub['type']> = Extract<ViewerToHub, { type: T }>;

export class Requests {
  readonly #needs: RequestsNeeds;

  constructor(needs: RequestsNeeds) {
    this.#needs = needs;
  }

  /** Carries out a request of a viewer. Never rejects. */
  async handle(request: ViewerToHub, viewer: object): Promise<Reply> {
    try {
      return (await this.#carryOut(request, viewer)) ?? {};
    } catch (error) {
      if (error instanceof RequestError) return { error: error.message };
      this.#needs.report(`request ${request.type}`, error);
      return { error: `The hub failed at this request (${(error as Error).message}). Its log has more; try again.` };
    }
  }

  #carryOut(request: ViewerToHub, viewer: object): Promise<Reply | undefined> | Reply | undefined {
    switch (request.type) {
      case 'prepareRun':
        return this.#prepareRun(request);
      case 'rootExited':
        return this.#rootExited(request);
      case 'stopRun':
        return this.#needs.control.stop(request.run, request.force).then(() => ({}));
      case 'openTarget':
        return this.#needs.proxy.open(request.target).then((url) => ({ url }));
      case 'closeTarget':
        return this.#closeTarget(request);
      case 'signal':
        return void this.#needs.control.signal(request);
      case 'disconnectWorker':
        return this.#disconnectWorker(request);
      case 'forkWorker':
        return this.#forkWorker(request);
      case 'sendMessage':
        return this.#sendMessage(request);
      case 'hold':
        return this.#hold(request, viewer);
      case 'unhold':
        return void this.#needs.holds.remove(viewer, request.hold);
      case 'listProcesses':
        return { processes: nodeProcesses((pid) => this.#needs.model.observedAs(pid), os.uptime()) };
      case 'bringIn':
        return this.#needs.bringIn.carryOut(request).then(() => ({}));
      case 'letGo':
        return this.#needs.letGo.carryOut(request.run).then(() => ({}));
      case 'takeStack':
        return this.#needs.stacks.take(request.target, request.signal).then((stack) => (stack ? { stack } : {}));
      case 'findSources':
        return Promise.all(request.sites.map((site) => this.#needs.sourceMaps.original(site))).then((sources) => ({
          sources,
        }));
      case 'watchFigures':
        return void this.#needs.figures.watch(viewer, request.runs);
      case 'followRecordings':
        return void this.#needs.followers.follow(viewer, request.runs);
      case 'saveRecording':
        return this.#needs.recordings.save(request.run, request.file).then(() => ({}));
      case 'keepRecordings':
        return void this.#needs.recordings.keep(request.bytes);
      case 'capturePayloads':
        return void this.#needs.payloads.set(viewer, request.run, request.targets, request.filter);
      case 'clearEnded':
        return void this.#needs.apply(this.#needs.model.clearEnded());
    }
  }

  #prepareRun({ run, name, record, shell }: Of<'prepareRun'>): undefined {
    const { model, recordings, apply } = this.#needs;
    // First: without the recording that was asked for there is to be no run.
    if (record !== null) recordings.start(run, name, record);
    apply(model.prepareRun(run, name, shell));
  }

  async #closeTarget({ target }: Of<'closeTarget'>): Promise<Reply> {
    const { holds, proxy } = this.#needs;
    holds.release(target);
    await proxy.close(target);
    return {};
  }

  async #hold({ type: _, id: __, ...hold }: Of<'hold'>, viewer: object): Promise<Reply> {
    return { hold: await this.#needs.holds.add(viewer, hold) };
  }

  async #rootExited({ run, code, signal }: Of<'rootExited'>): Promise<Reply> {
    const { model, recordings, apply, drain, settle } = this.#needs;
    await drain(run);
    apply(model.rootExited(run, { code, signal }));
    settle(run);
    await recordings.endFile(run, { code, signal });
    return {};
  }

  async #disconnectWorker({ process, pid }: Of<'disconnectWorker'>): Promise<Reply> {
    const { worker, primary } = this.#workerOf(process, pid, 'disconnected');
    if (this.#needs.model.process(process)?.ended !== null)
      throw new RequestError(`Worker ${worker} has ended already.`);
    const answer = primary && (await this.#needs.agents.ask(primary, { type: 'disconnectWorker', worker }));
    if (!answer) {
      throw new RequestError(
        `The primary of worker ${worker} did not answer: it is blocked, or has gone. Try again, or end the worker by a signal.`,
      );
    }
    if (answer.error !== null) throw new RequestError(`Worker ${worker} was not disconnected: ${answer.error}.`);
    return {};
  }

  async #forkWorker({ process, pid }: Of<'forkWorker'>): Promise<Reply> {
    const { model, agents } = this.#needs;
    const { worker, primary } = this.#workerOf(process, pid, 'replaced');
    model.forkAsked(process);
    const answer = primary && (await agents.ask(primary, { type: 'forkWorker', worker }));
    model.forkAnswered(process);
    if (!answer) {
      throw new RequestError(`The primary of worker ${worker} did not answer: it is blocked, or has gone. Try again.`);
    }
    if (answer.error !== null) throw new RequestError(`Worker ${worker} was not replaced: ${answer.error}`);
    return {};
  }

  #workerOf(process: string, pid: number | null, what: string): { worker: number; primary: Who | null | undefined } {
    const { model } = this.#needs;
    const state = model.process(process);
    if (state) assertSame(process, state.pid, pid, what);
    if (!state?.worker || state.parent === null) {
      throw new RequestError(`${process} is no cluster worker, so it cannot be ${what}. End it by a signal.`);
    }
    return { worker: state.worker.id, primary: model.target(state.parent)?.who };
  }

  async #sendMessage({ target, json }: Of<'sendMessage'>): Promise<Reply> {
    const { model, agents } = this.#needs;
    assertMessage(json);
    const found = model.target(target);
    if (!found || found.state.ended !== null) throw new RequestError('It has ended, and receives nothing any more.');
    const sender = model.senderTo(target);
    if (!sender) throw new RequestError('What started it is not observed, so nothing can be sent from there.');
    const answer = await agents.ask(sender.who, { type: 'sendMessage', to: sender.to, json });
    if (!answer) {
      throw new RequestError(
        'What started it did not say that the message was sent: it is blocked or has gone, or the receiver reads nothing.',
      );
    }
    if (answer.error !== null) throw new RequestError(`The message was not sent: ${answer.error}`);
    return {};
  }
}

/** @throws RequestError where it is no JSON, or what Node takes for a message of its own */
function assertMessage(json: string): void {
  let message: unknown;
  try {
    message = JSON.parse(json);
  } catch (error) {
    throw new RequestError(`The message is no JSON: ${(error as Error).message}.`);
  }
  const command = typeof message === 'object' && message !== null && 'cmd' in message ? message.cmd : null;
  if (typeof command === 'string' && command.startsWith('NODE_')) {
    throw new RequestError('Messages whose "cmd" begins with NODE_ are Node.js’s own. Choose another name.');
  }
}
