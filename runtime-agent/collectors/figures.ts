// What this process or thread costs and does, in figures. Until a viewer watches, nothing is loaded, subscribed or timed.
// All from Node's public interfaces: nothing of the program's is patched.
import type { Figures } from '../../protocol/agent';
import type { Counters } from '../counters';
import { clearTimer, loadBuiltin, now, readLink, setQuietTimer } from '../originals';
import type { Reporter } from '../reporter';
import { safely } from '../safely';
import type { Collector } from './collector';

type Hooks = typeof import('node:perf_hooks');
type Channels = typeof import('node:diagnostics_channel');
type Listener = (message: unknown) => void;

/** Kept from when this is first needed: a program may put others in their place, and count how often these are called. */
const { cpuUsage, getActiveResourcesInfo, memoryUsage } = process;
/** Of a thread its own from Node 22.19 and 23.9 on. https://nodejs.org/api/process.html#processthreadcpuusagepreviousvalue */
const { threadCpuUsage } = process as { threadCpuUsage?(): NodeJS.CpuUsage };

/** How often the loop is asked how late it is, in ms: each time wakes it, which costs a tenth of a ms where it was idle. */
const RESOLUTION = 100;
/** The first so many requests of an interval are timed, at about 3 µs each; all that follow are counted only. */
const MAX_TIMES = 64;

export class FiguresCollector implements Collector {
  readonly #reporter: Reporter;
  #stop: (() => void) | null = null;

  constructor(reporter: Reporter) {
    this.#reporter = reporter;
  }

  /** Measures only when it is asked to. */
  start(): void {}

  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }

  /** Tells figures each `interval` ms from here on; with 0 no more. */
  measure(interval: number): void {
    this.stop();
    if (interval > 0) this.#stop = this.#begin(interval);
  }

  #begin(interval: number): () => void {
    const { self, counters } = this.#reporter;
    const measuring = new Measuring(self.thread === 0, interval, counters);
    let timer: NodeJS.Timeout;
    const tell = () => {
      timer = setQuietTimer(tell, interval);
      const isHeard = safely(() =>
        this.#reporter.mention(() => ({ type: 'figures', time: now(), figures: measuring.take() })),
      );
      // The next hub asks anew.
      if (!isHeard) this.stop();
    };
    timer = setQuietTimer(tell, interval);
    return () => {
      clearTimer(timer);
      safely(() => measuring.stop());
    };
  }
}

class Measuring {
  readonly #isMain: boolean;
  readonly #interval: number;
  readonly #counters: Counters;
  readonly #hooks = loadBuiltin('node:perf_hooks') as Hooks;
  readonly #delay = this.#hooks.monitorEventLoopDelay({ resolution: RESOLUTION });
  readonly #traffic = new Traffic();
  readonly #tid: number | null;
  readonly #utilizationOf = this.#hooks.performance.eventLoopUtilization;
  #loop = this.#utilizationOf();
  #cpu: number | null;
  #messages: number;
  #last = now();

  constructor(isMain: boolean, interval: number, counters: Counters) {
    this.#isMain = isMain;
    this.#interval = interval;
    this.#counters = counters;
    this.#messages = counters.total;
    this.#tid = systemThread(isMain);
    this.#cpu = this.#cpuTime();
    this.#delay.enable();
  }

  stop(): void {
    this.#delay.disable();
    this.#traffic.stop();
  }

  /** What was since the last call. */
  take(): Figures {
    const time = now();
    const period = time - this.#last;
    this.#last = time;
    const { rss, heapUsed, heapTotal } = memoryUsage();
    return {
      period,
      tid: this.#tid,
      cpu: this.#cpuShare(period),
      rss: this.#isMain ? rss : null,
      heap: { used: heapUsed, total: heapTotal },
      loop: { utilization: this.#utilization(), delay: this.#delays(period - this.#interval) },
      handles: countOf(getActiveResourcesInfo()),
      http: this.#traffic.takeHttp(),
      connections: this.#traffic.takeConnections(),
      messages: this.#takeMessages(),
    };
  }

  #takeMessages(): number {
    const before = this.#messages;
    this.#messages = this.#counters.total;
    return this.#messages - before;
  }

  #cpuShare(period: number): number | null {
    const before = this.#cpu;
    this.#cpu = this.#cpuTime();
    return before === null || this.#cpu === null ? null : (this.#cpu - before) / period;
  }

  /** In ms. */
  #cpuTime(): number | null {
    const usage = this.#isMain ? cpuUsage() : threadCpuUsage?.();
    return usage ? (usage.user + usage.system) / 1000 : null;
  }

  #utilization(): number {
    const before = this.#loop;
    this.#loop = this.#utilizationOf();
    return this.#utilizationOf(this.#loop, before).utilization;
  }

  /**
   * Node counts the time between two looks, which is that of an idle loop and its lateness.
   * @param own how late this look is: Node's may come after it.
   */
  #delays(own: number): { mean: number; max: number } {
    const lateness = (nanoseconds: number) => Math.max(0, (nanoseconds || 0) / 1e6 - RESOLUTION);
    const { count, mean, max } = this.#delay;
    this.#delay.reset();
    return { mean: lateness(mean), max: Math.max(own, count > 0 ? lateness(max) : 0) };
  }
}

/**
 * The system's id of this thread; `null` where it has none that the hub could use, or it may not be read: the permission
 * model tells the program of whatever it forbids.
 */
function systemThread(isMain: boolean): number | null {
  if (process.platform !== 'linux') return null;
  if (isMain) return process.pid;
  if ('permission' in process) return null;
  // `PID/task/TID`. https://man7.org/linux/man-pages/man5/proc_thread-self.5.html
  const link = safely(() => readLink('/proc/thread-self', 'utf8'));
  return Number(link?.slice(link.lastIndexOf('/') + 1)) || null;
}

/** Counts what servers do, as Node's diagnostics channels tell it. https://nodejs.org/api/diagnostics_channel.html */
class Traffic {
  readonly #started = new WeakMap<object, number>();
  readonly #subscriptions: (() => void)[];
  /** Ends the timing of requests; null while none that begins is timed. */
  #untimed: (() => void) | null = null;
  /** Requests of this interval that are timed. */
  #timed = 0;
  /** Those that are timed, and not answered yet. */
  #open = 0;
  #times: number[] = [];
  /** Of the times that were taken last. */
  #last = { mean: 0, p95: 0 };
  #requests = 0;
  #answered = false;
  #connections = 0;

  constructor() {
    this.#subscriptions = [
      subscribe('http.server.response.finish', (message) => this.#finished(message as { response: object })),
      subscribe('net.server.socket', () => void this.#connections++),
    ];
    this.#time();
  }

  stop(): void {
    this.#timeNoMore();
    for (const unsubscribe of this.#subscriptions) unsubscribe();
  }

  takeConnections(): number {
    const count = this.#connections;
    this.#connections = 0;
    return count;
  }

  takeHttp(): Figures['http'] {
    this.#timed = 0;
    this.#time();
    if (!this.#answered) return null;
    const times = this.#times.sort((a, b) => a - b);
    const requests = this.#requests;
    this.#times = [];
    this.#requests = 0;
    const sum = times.reduce((total, each) => total + each, 0);
    const p95 = times[Math.ceil(times.length * 0.95) - 1];
    if (p95 !== undefined) this.#last = { mean: sum / times.length, p95 };
    return { requests, ...(requests > 0 ? this.#last : { mean: 0, p95: 0 }) };
  }

  #time(): void {
    this.#untimed ??= subscribe('http.server.request.start', (message) => this.#begun(message as { response: object }));
  }

  #timeNoMore(): void {
    this.#untimed?.();
    this.#untimed = null;
  }

  #begun({ response }: { response: object }): void {
    if (this.#timed >= MAX_TIMES) return;
    this.#started.set(response, now());
    this.#open++;
    // Not at once: Node 18 loses its place among a channel's subscribers where one leaves while they are told.
    if (++this.#timed === MAX_TIMES) setQuietTimer(() => this.#timed >= MAX_TIMES && this.#timeNoMore(), 0);
  }

  #finished({ response }: { response: object }): void {
    this.#answered = true;
    this.#requests++;
    const started = this.#open > 0 ? this.#started.get(response) : undefined;
    if (started === undefined) return;
    this.#open--;
    this.#times.push(now() - started);
  }
}

function subscribe(name: string, listen: Listener): () => void {
  const channel = (loadBuiltin('node:diagnostics_channel') as Channels).channel(name);
  // What a subscriber throws, Node makes the program's uncaught exception.
  const listener = (message: unknown) => void safely(() => listen(message));
  channel.subscribe(listener);
  return () => void channel.unsubscribe(listener);
}

function countOf(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  names.forEach((name) => {
    counts[name] = (counts[name] ?? 0) + 1;
  });
  return counts;
}
