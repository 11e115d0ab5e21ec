// Brings the agent into programs that run already: through their inspector, which is closed again where it was opened for that.
import * as fs from 'node:fs';
import { type Environment, MAY_LOAD, VARIABLE } from '../../protocol/environment';
import type { Change, ViewerToHub } from '../../protocol/viewer';
import type { Agents } from '../agents';
import { type Clock, wait } from '../clock';
import { evaluateAt } from '../debugging/cdp-client';
import { NoAnswerError } from '../debugging/cdp-session';
import { childrenByParent, readProcess } from '../host/host-processes';
import { readStat } from '../host/liveness';
import { runsNode } from '../host/unobserved-reason';
import type { Model } from '../model/model';
import { RequestError } from '../request-error';
import { closeLate } from './close-late';
import { inspectorUrl, NotOpenedError, openBySignal, openPortOf, portsOf, untilClosed } from './inspector-door';

/** How long a process may take to load the agent, in ms. */
const LOAD_DEADLINE = 5000;
/** How long its hello may take after that, in ms. */
const HELLO_DEADLINE = 5000;
/** Between the end of the hub's socket and the closing of the inspector, in ms. */
const SETTLE = 100;
const CHECK = 25;

type Request = Extract<ViewerToHub, { type: 'bringIn' }>;

export interface BringInNeeds {
  clock: Clock;
  model: Model;
  agents: Agents;
  /** The rendezvous directory. */
  directory: string;
  apply(changes: Change[]): void;
}

/** One request, in progress. */
interface Visit {
  request: Request;
  /** What each process listened on before, its inspector among it: that one stays open. */
  before: ReadonlyMap<number, ReadonlySet<number>>;
  /** Processes that were seen to be out of reach. */
  failed: Set<number>;
}

export class BringIn {
  readonly #needs: BringInNeeds;
  /** One at a time: most inspectors open on the same port. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(needs: BringInNeeds) {
    this.#needs = needs;
  }

  /**
   * Brings the agent into a process, and then into its workers and children, one after the other.
   * @throws RequestError where it can't be brought into the first; of the others the model says why
   */
  carryOut(request: Request): Promise<void> {
    const visit = this.#turn.then(() => this.#visit(request));
    this.#turn = visit.catch(() => {});
    return visit;
  }

  async #visit(request: Request): Promise<void> {
    const pid = request.pid ?? (await pidAt(request.port, this.#needs.clock));
    this.#assertReachable(pid);
    const before = new Map([pid, ...descendants(pid)].map((each) => [each, portsOf(each)]));
    const visit: Visit = { request, before, failed: new Set() };
    await this.#enter(pid, visit, request.port ?? openPortOf(pid));
    for (let next = this.#next(pid, visit); next !== null; next = this.#next(pid, visit))
      await this.#tryEnter(next, visit);
  }

  /** Node signals the workers of a primary that was signalled: one whose inspector opened by that keeps the port from all others. */
  #next(root: number, { failed, before }: Visit): number | null {
    const left = descendants(root).filter((pid) => !failed.has(pid) && !this.#needs.model.isObserved(pid));
    return left.find((pid) => openPortOf(pid, before.get(pid)) !== null) ?? left[0] ?? null;
  }

  async #tryEnter(pid: number, visit: Visit): Promise<void> {
    try {
      this.#assertReachable(pid);
      await this.#enter(pid, visit, openPortOf(pid, visit.before.get(pid)));
    } catch (error) {
      visit.failed.add(pid);
      if (!(error instanceof RequestError)) throw error;
      const why = { reason: 'notReached', detail: error.message } as const;
      const id = this.#needs.model.withoutAgent().find((each) => each.pid === pid)?.id;
      if (id) this.#needs.apply(this.#needs.model.explain(id, why));
    }
  }

  async #enter(pid: number, visit: Visit, open: number | null): Promise<void> {
    const { clock, model } = this.#needs;
    const port = open ?? (await this.#open(pid, visit));
    const ours = visit.request.port !== port && visit.before.get(pid)?.has(port) !== true;
    try {
      await this.#load(pid, port, this.#program(pid, visit, ours));
    } catch (error) {
      if (ours) void closeLate(pid, visit.before.get(pid), this.#needs.clock);
      throw error;
    }
    const deadline = clock.now() + HELLO_DEADLINE;
    while (!model.isObserved(pid) && clock.now() < deadline) await wait(this.#needs.clock, CHECK);
    if (ours) await this.#close(pid, port, visit);
    this.#tellPort(pid);
    if (!model.isObserved(pid)) {
      throw new RequestError(
        `Process ${pid} loaded the agent, but did not say hello: its permission model may forbid it (--allow-net).`,
      );
    }
  }

  /** By its agent, which knows that nobody is tied to it any more: one closed just as its client goes crashes the process. */
  async #close(pid: number, port: number, visit: Visit): Promise<void> {
    const { clock, model, agents } = this.#needs;
    const id = model.observedAs(pid);
    const who = id === null ? null : model.target(id)?.who;
    await wait(this.#needs.clock, SETTLE);
    if (!who) {
      void closeLate(pid, visit.before.get(pid), clock);
      return;
    }
    // One that is blocked does so when it goes on; one that has done so by itself says that it has none.
    const answer = await agents.ask(who, { type: 'closeInspector' });
    if (answer?.error === null) await untilClosed(pid, port, clock);
  }

  /** The primary listens for its workers; where it does on several ports, which is whose is not known. */
  #tellPort(pid: number): void {
    const { model, apply } = this.#needs;
    const id = model.observedAs(pid);
    const inspector = openPortOf(pid);
    const ports = [...portsOf(pid)].filter((port) => port !== inspector);
    if (id !== null && ports.length === 1) apply(model.listensOn(id, ports[0]!));
  }

  async #open(pid: number, visit: Visit): Promise<number> {
    if (process.platform !== 'linux') {
      throw new RequestError(`On this system give the port of its inspector: start it with --inspect=0.`);
    }
    if (!visit.request.signal) {
      throw new RequestError(
        `The inspector of process ${pid} is not open, and SIGUSR1, which opens it, was not allowed.`,
      );
    }
    try {
      return await openBySignal(pid, this.#needs.clock);
    } catch (error) {
      if (error instanceof NotOpenedError) void closeLate(pid, visit.before.get(pid), this.#needs.clock);
      throw error;
    }
  }

  async #load(pid: number, port: number, program: string): Promise<void> {
    const url = await inspectorUrl(port, this.#needs.clock);
    if (url === null) throw new RequestError(`No inspector of Node.js answers on port ${port} of this machine.`);
    const deadline = this.#needs.clock.now() + LOAD_DEADLINE;
    let answer = await this.#evaluate(pid, url, program);
    while ('value' in answer && answer.value === 'later' && this.#needs.clock.now() < deadline) {
      await wait(this.#needs.clock, CHECK);
      answer = await this.#evaluate(pid, url, program);
    }
    if ('error' in answer) throw new RequestError(`Process ${pid} could not load the agent: ${answer.error}.`);
    if (answer.value !== 'loaded') throw new RequestError(notLoaded(pid, answer.value));
  }

  async #evaluate(pid: number, url: string, program: string): ReturnType<typeof evaluateAt> {
    try {
      return await evaluateAt(url, program, this.#needs.clock, LOAD_DEADLINE);
    } catch (error) {
      throw new RequestError(
        error instanceof NoAnswerError
          ? `Process ${pid} did not answer within 5 s: its event loop is blocked, or it is stopped. It will come under the lens when it goes on.`
          : `The inspector of process ${pid} could not be used: ${(error as Error).message}.`,
      );
    }
  }

  /** What runs in the process, as text. */
  #program(pid: number, { request }: Visit, opened: boolean): string {
    const { agent, stub, run } = request;
    const spawner = this.#needs.model.spawnerOf(pidsUp(pid)) ?? undefined;
    const environment: Environment = {
      agent,
      stub,
      directory: this.#needs.directory,
      run,
      spawner,
      late: true,
      opened,
    };
    return `(() => {
      if (!(${MAY_LOAD})) return 'later';
      if (parseInt(process.versions.node, 10) < 18) return process.version;
      const mark = Symbol.for('worker-lens');
      if (Object.hasOwn(process, mark)) return 'observed';
      process.env.${VARIABLE} = ${JSON.stringify(JSON.stringify(environment))};
      try {
        require(${JSON.stringify(agent)});
      } finally {
        delete process.env.${VARIABLE};
      }
      return 'loaded';
    })()`;
  }

  #assertReachable(pid: number): void {
    const host = readProcess(pid);
    if (process.platform !== 'linux') return;
    if (!host) throw new RequestError(`There is no process ${pid}, or it has ended. Choose one that runs.`);
    if (host.uid !== process.geteuid?.()) {
      throw new RequestError(`Process ${pid} belongs to another user (uid ${host.uid}), who could not reach the hub.`);
    }
    if (!runsNode(host))
      throw new RequestError(`Process ${pid} (${host.argv[0] ?? 'without a command'}) is not Node.js.`);
    if (this.#needs.model.isObserved(pid)) throw new RequestError(`Process ${pid} is observed already.`);
    if (!sharesFiles(pid) || !sharesNetwork(pid)) {
      throw new RequestError(
        `Process ${pid} runs in a container, or in another namespace, from which it can't reach the hub. Open the editor in that container.`,
      );
    }
  }
}

function notLoaded(pid: number, answer: unknown): string {
  if (answer === 'later') return `Process ${pid} was not ready to load the agent within 5 s. Try again.`;
  if (answer === 'observed') {
    return `Process ${pid} is observed already, by another window of the editor or by worker-lens run.`;
  }
  return `Process ${pid} runs Node.js ${answer}. Worker Lens observes Node.js 18 and later.`;
}

async function pidAt(port: number | null, clock: Clock): Promise<number> {
  const url = port === null ? null : await inspectorUrl(port, clock);
  if (url === null) throw new RequestError(`No inspector of Node.js answers on port ${port} of this machine.`);
  const answer = await evaluateAt(url, 'process.pid', clock, LOAD_DEADLINE).catch(() => null);
  if (answer && 'value' in answer && typeof answer.value === 'number') return answer.value;
  throw new RequestError(
    `The process behind port ${port} did not answer within 5 s: it is blocked, stopped, or ended.`,
  );
}

/** Node processes below one, the oldest first in each generation. */
function descendants(root: number): number[] {
  const children = childrenByParent();
  const below = (pid: number): number[] => (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(root).filter((pid) => {
    const host = readProcess(pid);
    return host !== null && runsNode(host);
  });
}

/** A process, its parent, and so on. */
function pidsUp(pid: number): number[] {
  const all: number[] = [];
  for (let each = pid; each > 1 && !all.includes(each); each = readStat(each)?.parent ?? 0) all.push(each);
  return all;
}

const sharesNetwork = (pid: number) => namespace(pid, 'net') === namespace('self', 'net');
const sharesFiles = (pid: number) =>
  namespace(pid, 'pid') === namespace('self', 'pid') && namespace(pid, 'mnt') === namespace('self', 'mnt');

/** Source: namespaces(7) */
function namespace(pid: number | 'self', name: string): string | null {
  try {
    return fs.readlinkSync(`/proc/${pid}/ns/${name}`);
  } catch {
    return null;
  }
}
