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
import type { Model } from './model/model';
import type { Recordings } from './recordings';
import { RequestError } from './request-error';
import type { RunControl } from './run-control';
import type { SourceMaps } from './source-maps';
import type { Reply } from './viewers';

export interface RequestsNeeds {
  model: Model;
  agents: Agents;
  recordings: Recordings;
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
        return void this.#needs.control.signal(request.process, request.signal);
      case 'disconnectWorker':
        return this.#disconnectWorker(request);
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
    await recordings.end(run, { code, signal });
    return {};
  }

  async #disconnectWorker({ process }: Of<'disconnectWorker'>): Promise<Reply> {
    const { model, agents } = this.#needs;
    const worker = model.process(process);
    if (!worker?.worker || worker.parent === null) {
      throw new RequestError(`${process} is no cluster worker, so it cannot be disconnected. End it by a signal.`);
    }
    if (worker.ended !== null) throw new RequestError(`Worker ${worker.worker.id} has ended already.`);
    const primary = model.target(worker.parent)?.who;
    const answer = primary && (await agents.ask(primary, { type: 'disconnectWorker', worker: worker.worker.id }));
    if (!answer) {
      throw new RequestError(
        `The primary of worker ${worker.worker.id} did not answer: it is blocked, or has gone. Try again, or end the worker by a signal.`,
      );
    }
    if (answer.error !== null)
      throw new RequestError(`Worker ${worker.worker.id} was not disconnected: ${answer.error}.`);
    return {};
  }
}
