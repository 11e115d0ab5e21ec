// The hub's parts, built and tied together.
import type { WebSocket } from 'ws';
import type { AgentToHub, Figures, Hello, Site } from '../protocol/agent';
import type { Change, Notice, ProcessState, ThreadState } from '../protocol/viewer';
import { Agents, type Command } from './agents';
import { BringIn } from './bring-in/bring-in';
import { LetGo } from './bring-in/let-go';
import { type Clock, wait } from './clock';
import { Conditions } from './conditions/conditions';
import { CdpProxy } from './debugging/cdp-proxy';
import { firstScript } from './debugging/first-line';
import { Holds } from './debugging/holds';
import { Inspectors } from './debugging/inspectors';
import { removeLeases } from './debugging/lease';
import { Stacks } from './debugging/stacks';
import { starterOf } from './debugging/target-match';
import { FIGURES_INTERVAL, FiguresWatch } from './figures-watch';
import { EndWatch } from './host/end-watch';
import { childrenByParent, readProcess } from './host/host-processes';
import { Liveness, readStat } from './host/liveness';
import { MissedWords } from './host/missed-words';
import { type FindCounter, hostCounter, OomKills } from './host/oom-kills';
import { hostTasks } from './host/tasks';
import { UnobservedWatch } from './host/unobserved-watch';
import { Linger } from './linger';
import type { Log } from './log';
import { Model, type Who } from './model/model';
import { wrongToken } from './notices';
import { PayloadCapture } from './payload-capture';
import { Followers } from './recording/followers';
import { Recordings } from './recording/recordings';
import { Requests } from './requests';
import { RunControl } from './run-control';
import { Server } from './server';
import { SourceMaps } from './source-maps';
import { Viewers } from './viewers';

/** Least time between two notices of wrong tokens, in ms. */
const WRONG_TOKEN_INTERVAL = 60_000;
/** How long to wait for the connections of ended processes to be read to their end, in ms. */
const DRAIN_DEADLINE = 150;
const DRAIN_CHECK = 5;
/** Turns of the event loop after which all that had arrived before them was accepted and read. */
const DRAIN_TURNS = 4;
/** How long a run that nobody began waits after the viewer that prepared it has gone, in ms. */
const ABANDONED_AFTER = 30_000;
/** How long the recording of an ended run waits for its launcher's word, in ms. */
const LAUNCHER_DEADLINE = 2000;

export interface LensHubOptions {
  clock: Clock;
  log: Pick<Log, 'warn' | 'error'>;
  /** The rendezvous directory. */
  directory: string;
  token: string;
  /** How long the hub stays when nobody is connected, in ms. */
  linger: number;
  /** Path of `source-map-thread.ts`, bundled. */
  sourceMapThread: string;
  /** Nobody has been connected for so long. */
  idle(): void;
  /** Where the kernel counts what it killed for want of memory; by default as this host does. */
  oomCounter?: FindCounter;
}

export class LensHub {
  readonly server: Server;
  readonly #clock: Clock;
  readonly #directory: string;
  readonly #log: LensHubOptions['log'];
  readonly #model: Model;
  readonly #agents: Agents;
  readonly #viewers: Viewers;
  readonly #recordings: Recordings;
  readonly #followers: Followers;
  readonly #payloads = new PayloadCapture(() => this.#tellToCapture());
  readonly #proxy: CdpProxy;
  readonly #inspectors: Inspectors;
  readonly #holds: Holds;
  readonly #figures: FiguresWatch;
  readonly #conditions: Conditions;
  readonly #watch: EndWatch;
  readonly #unobserved: UnobservedWatch;
  readonly #missed: MissedWords;
  readonly #linger: Linger;
  readonly #liveness = new Liveness();
  readonly #oomKills: OomKills;
  readonly #sourceMaps: SourceMaps;
  /** Those that need not be looked for in the sources again. */
  readonly #located = new WeakSet<Site>();
  #lastWrongToken = Number.NEGATIVE_INFINITY;

  constructor(options: LensHubOptions) {
    const { clock, log, directory, token, linger, sourceMapThread, idle, oomCounter = hostCounter } = options;
    this.#clock = clock;
    this.#directory = directory;
    this.#log = log;
    this.#linger = new Linger(clock, linger, idle);
    this.#sourceMaps = new SourceMaps(clock, sourceMapThread);
    this.#oomKills = new OomKills(oomCounter);
    this.#model = new Model(clock, (id) => this.#oomKills.explain(id));
    const notify = (notice: Notice) => this.#notify(notice);
    this.#recordings = this.#newRecordings(notify);
    this.#followers = this.#newFollowers();
    this.#agents = this.#newAgents(notify);
    this.#watch = this.#newEndWatch();
    this.#unobserved = this.#newUnobservedWatch(directory);
    this.#missed = new MissedWords(directory, (missed) => this.#apply(this.#model.missed(missed)));
    const apply = (changes: Change[]) => this.#apply(changes);
    this.#inspectors = new Inspectors({ clock, model: this.#model, agents: this.#agents, apply });
    this.#proxy = this.#newProxy();
    this.#holds = this.#newHolds();
    this.#figures = this.#newFigures();
    this.#conditions = this.#newConditions();
    this.#viewers = this.#newViewers(this.#newRequests());
    this.server = this.#newServer(token);
  }

  /** It was published: what stubs leave in its directory is for this hub. */
  published(): void {
    try {
      removeLeases(this.#directory);
      this.#recordings.removeOld();
      this.#missed.start();
    } catch (error) {
      this.#log.error('the rendezvous directory', error);
    }
  }

  /** Lets everything go: debuggers, viewers, agents, files. */
  async close(): Promise<void> {
    this.#linger.stop();
    this.#holds.close();
    this.#figures.stop();
    this.#conditions.stop();
    this.#watch.stop();
    this.#unobserved.stop();
    this.#missed.stop();
    this.#followers.stop();
    this.#viewers.close();
    this.#agents.close();
    this.#sourceMaps.close();
    await this.#proxy.stop();
    await this.#recordings.close();
    await this.server.close();
  }

  #newRecordings(notify: (notice: Notice) => void): Recordings {
    return new Recordings({
      clock: this.#clock,
      directory: this.#directory,
      model: this.#model,
      notify,
      written: (run) => this.#followers.written(run),
      toFile: (run, isWritten) => this.#figures.record(run, isWritten),
    });
  }

  #newFollowers(): Followers {
    return new Followers({
      clock: this.#clock,
      ringOf: (run) => this.#recordings.ringOf(run),
      unread: (viewer) => this.#viewers.unread(viewer),
      tell: (viewer, message) => this.#viewers.send(viewer, message),
    });
  }

  #newAgents(notify: (notice: Notice) => void): Agents {
    return new Agents(this.#clock, notify, {
      message: (who, message) => this.#take(who, message),
      disconnected: (who) => {
        this.#apply(this.#model.disconnected(who));
        this.#holds.release(this.#model.targetOf(who) ?? '');
        this.#watch.news();
      },
      lateAnswer: (who, command) => this.#tooLate(who, command),
    });
  }

  #newEndWatch(): EndWatch {
    return new EndWatch(this.#clock, {
      unattended: () => this.#model.unattended(),
      isAlive: (id) => this.#liveness.isAlive(id),
      gone: (id) => this.#apply(this.#model.gone(id)),
    });
  }

  #newUnobservedWatch(directory: string): UnobservedWatch {
    const uid = process.geteuid?.() ?? 0;
    const place = { directory, uid, start: Number(readStat(process.pid)?.start ?? 0) };
    return new UnobservedWatch(this.#clock, place, {
      isWatched: () => this.#viewers.isWatched,
      withoutAgent: () => this.#model.withoutAgent(),
      isObserved: (pid) => this.#model.isObserved(pid),
      readProcess,
      childrenByParent,
      explain: (id, why) => this.#apply(this.#model.explain(id, why)),
      found: (found) => this.#apply(this.#model.found(found)),
    });
  }

  #newProxy(): CdpProxy {
    return new CdpProxy(this.#clock, {
      openInspector: (target) => this.#inspectors.open(target),
      closeInspector: (target) => this.#inspectors.close(target),
      attached: (target, attached) => {
        this.#apply(this.#model.attached(target, attached));
        if (attached) this.#holds.attached(target);
        else this.#holds.release(target);
      },
      paused: (target, paused, seen) => this.#conditions.paused(target, paused ? (seen ? 'seen' : 'unseen') : null),
      stopIn: (target) => (this.#holds.stopsAtStart(target) ? this.#firstScript(target) : null),
      ready: (target) => this.#holds.ready(target),
    });
  }

  #newHolds(): Holds {
    return new Holds({
      clock: this.#clock,
      directory: this.#directory,
      starter: (target) => starterOf(this.#model, target),
      isIntroduced: (target) => this.#model.isIntroduced(target),
      go: (target) => {
        const who = this.#model.target(target)?.who;
        if (who) void this.#agents.ask(who, { type: 'go' });
      },
      hold: (target, lease) => this.#inspectors.hold(target, lease),
      held: (target, hold) => {
        this.#apply(this.#model.held(target, hold));
        if (hold === null && !this.#proxy.isWanted(target)) void this.#inspectors.close(target);
      },
      changed: () => this.#tellToAsk(),
    });
  }

  #newFigures(): FiguresWatch {
    return new FiguresWatch({
      clock: this.#clock,
      changed: () => {
        this.#tellToMeasure();
        this.#conditions.watch();
      },
      tell: (viewer, message) => this.#viewers.tell(viewer, message),
    });
  }

  #newConditions(): Conditions {
    return new Conditions({
      clock: this.#clock,
      tasks: hostTasks,
      isWatched: () => this.#figures.isAnyWatched,
      judged: () => this.#model.judged((run) => this.#figures.isWatched(run)),
      tell: (target, condition) => this.#apply(this.#model.condition(target, condition)),
    });
  }

  /** @param whom one alone; all that are connected where it is absent */
  #tellToMeasure(whom?: Who): void {
    const isWatched = (process: string) => this.#figures.isWatched(this.#model.runOfAgent(process));
    this.#agents.measure(({ process }) => (isWatched(process) ? FIGURES_INTERVAL : 0), whom);
  }

  /** @param whom one alone; all that are connected where it is absent */
  #tellToCapture(whom?: Who): void {
    const runOf = ({ process }: Who) => this.#model.runOfAgent(process);
    this.#agents.capture((who) => this.#payloads.filterOf(runOf(who), this.#model.targetOf(who)), whom);
  }

  #tellToAsk(whom?: Who): Promise<void> {
    return this.#agents.tellToAsk(({ process }) => this.#holds.isInForce(this.#model.runOfAgent(process)), whom);
  }

  #firstScript(target: string): string | null {
    const state = this.#model.target(target)?.state;
    if (!state) return null;
    const process = 'process' in state ? this.#model.process(state.process) : state;
    return firstScript(state, process?.cwd ?? '/');
  }

  #newRequests(): Requests {
    const apply = (changes: Change[]) => this.#apply(changes);
    const settle = (run: string) => this.#watch.settle(run);
    const control = new RunControl({
      clock: this.#clock,
      model: this.#model,
      apply,
      isAlive: (id) => this.#liveness.isAlive(id),
      kill: (pid, signal) => process.kill(pid, signal),
      detach: (target) => this.#proxy.close(target),
      drain: (run) => this.#drain(run),
      settle,
    });
    const bringIn = new BringIn({
      clock: this.#clock,
      model: this.#model,
      agents: this.#agents,
      directory: this.#directory,
      apply,
    });
    const letGo = new LetGo({
      model: this.#model,
      agents: this.#agents,
      apply,
      detach: (target) => this.#proxy.close(target),
    });
    const stacks = new Stacks({
      clock: this.#clock,
      model: this.#model,
      inspectors: this.#inspectors,
      isWanted: (target) => this.#proxy.isWanted(target),
      linkOf: (target) => this.#proxy.linkOf(target),
    });
    return new Requests({
      stacks,
      sourceMaps: this.#sourceMaps,
      bringIn,
      letGo,
      model: this.#model,
      agents: this.#agents,
      recordings: this.#recordings,
      followers: this.#followers,
      payloads: this.#payloads,
      proxy: this.#proxy,
      holds: this.#holds,
      figures: this.#figures,
      control,
      apply,
      drain: (run) => this.#drain(run),
      settle,
      report: (what, error) => this.#log.error(what, error),
    });
  }

  #newViewers(requests: Requests): Viewers {
    return new Viewers(this.#clock, {
      snapshot: () => this.#model.snapshot(),
      handle: (request, viewer) => requests.handle(request, viewer),
      gone: (runs, viewer) => {
        this.#holds.removeAll(viewer);
        this.#figures.watch(viewer, []);
        this.#followers.follow(viewer, []);
        this.#payloads.gone(viewer);
        if (runs.length > 0) this.#clock.after(ABANDONED_AFTER, () => this.#abandon(runs));
      },
    });
  }

  #newServer(token: string): Server {
    return new Server(token, {
      agent: (request, socket, head) => this.#agents.accept(request, socket, head, this.#linger.connected()),
      viewer: (socket: WebSocket) => {
        this.#viewers.accept(socket, this.#linger.connected());
        this.#unobserved.wake();
      },
      wrongToken: () => this.#wrongToken(),
    });
  }

  #take(who: Who, message: AgentToHub): void {
    const changes = this.#model.receive(who, message);
    this.#recordings.add(who, message);
    if (message.type === 'spawn') this.#unobserved.wake();
    this.#apply(changes);
    if (message.type === 'hello') this.#greeted(who, message);
    if (message.type === 'figures') this.#measured(who, message.figures);
    if (message.type === 'spawn' || message.type === 'threadCreate') this.#holds.introduced();
    if (message.type === 'ending') this.#ending(who.process);
    if (message.type === 'threadStopping') this.#letGo({ process: who.process, thread: message.thread });
  }

  #greeted(who: Who, { asking }: Hello): void {
    void this.#tellToAsk(who);
    this.#tellToMeasure(who);
    this.#tellToCapture(who);
    const target = this.#model.targetOf(who);
    if (asking && target !== undefined) this.#holds.asks(target);
  }

  /** Node waits for the debuggers of what stops, and for threads that are paused: nothing may hold up an end. */
  #letGo(stopping: Who, but?: string): void {
    this.#proxy.closeWhere((target) => target !== but && this.#model.stopsWith(target, stopping));
  }

  #ending(process: string): void {
    const main = { process, thread: 0 };
    const target = this.#model.targetOf(main);
    this.#letGo(main, target);
    if (target !== undefined) this.#proxy.processEnding(target);
  }

  #measured(who: Who, figures: Figures): void {
    const run = this.#model.runOfAgent(who.process);
    const target = this.#model.targetOf(who);
    if (run === undefined || target === undefined) return;
    this.#conditions.take(target, figures);
    this.#figures.take(run, target, figures);
  }

  #apply(changes: Change[]): void {
    if (changes.length === 0) return;
    // First: what else follows changes the model again.
    this.#recordings.addChanges(changes);
    for (const change of changes) this.#follow(change);
    this.#viewers.publish(changes);
  }

  /** What else a change means for the hub. */
  #follow(change: Change): void {
    if (change.kind === 'forgotten') {
      if (change.of === 'process') this.#forgetProcess(change.id);
    } else if (change.kind === 'process') {
      this.#locate(change.value);
      this.#followProcess(change.value);
    } else if (change.kind === 'thread') {
      this.#locate(change.value);
      if (change.value.ended !== null) this.#proxy.targetEnded(change.value.id);
    } else if (change.kind === 'run' && change.value.state === 'ended') {
      this.#clock.after(LAUNCHER_DEADLINE, () => this.#endRecording(change.value.id));
    }
  }

  #followProcess({ id, pid, ended, connected }: ProcessState): void {
    if (ended !== null) {
      this.#forgetProcess(id);
      this.#proxy.targetEnded(id);
      // A worker ends by itself once its primary has gone, but not while it is paused.
      this.#proxy.closeWhere((target) => this.#isWorkerOf(id, target));
      return;
    }
    if (pid !== null) {
      this.#liveness.remember(id, pid);
      this.#oomKills.remember(id, pid);
    }
    if (!connected) this.#watch.wake();
  }

  #isWorkerOf(primary: string, id: string): boolean {
    const process = this.#model.process(id);
    return process?.parent === primary && process.worker !== null;
  }

  /** The source of the place where a process or thread was made is told as soon as it is known. */
  #locate({ id, site }: ProcessState | ThreadState): void {
    if (!site || this.#located.has(site)) return;
    this.#located.add(site);
    void this.#sourceMaps.original(site).then((original) => {
      if (!original) return;
      this.#located.add(original);
      this.#apply(this.#model.located(id, site, original));
    });
  }

  #forgetProcess(id: string): void {
    this.#liveness.forget(id);
    this.#oomKills.forget(id);
  }

  /** A launcher that has gone will not say how its run ended. */
  #endRecording(run: string): void {
    if (this.#model.run(run)?.state === 'running') return;
    const { root } = this.#model.run(run) ?? { root: null };
    const end = root === null ? null : this.#model.process(root)?.end;
    void this.#recordings.end(run, { code: end?.code ?? null, signal: end?.signal ?? null });
  }

  #abandon(runs: string[]): void {
    for (const run of runs) {
      if (this.#model.run(run)?.state !== 'starting') continue;
      this.#apply(this.#model.rootExited(run, { code: null, signal: null }));
    }
  }

  /** Waits until what ended processes of a run had sent is read; not for long. */
  async #drain(run: string): Promise<void> {
    this.#missed.look();
    for (let turn = 0; turn < DRAIN_TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
    const deadline = this.#clock.now() + DRAIN_DEADLINE;
    while (!this.#isDrained(run) && this.#clock.now() < deadline) {
      await wait(this.#clock, DRAIN_CHECK);
    }
  }

  #isDrained(run: string): boolean {
    if (this.#agents.hasStrangers || this.#sourceMaps.isBusy) return false;
    const { processes } = this.#model.snapshot();
    return !processes.some((each) => each.run === run && each.connected && !this.#liveness.isAlive(each.id));
  }

  /** An agent that was blocked opened its inspector after everybody had given up on it. */
  #tooLate(who: Who, command: Command): void {
    const target = this.#model.targetOf(who);
    if (command.type !== 'openInspector' || target === undefined || this.#proxy.isWanted(target)) return;
    this.#agents.ask(who, { type: 'closeInspector' });
  }

  #wrongToken(): void {
    const now = this.#clock.now();
    if (now - this.#lastWrongToken < WRONG_TOKEN_INTERVAL) return;
    this.#lastWrongToken = now;
    this.#notify(wrongToken());
  }

  #notify(notice: Notice): void {
    this.#log.warn(`${notice.code}: ${notice.message}`);
    this.#viewers.notify(notice);
  }
}
