// Threads that this process or thread creates: brings them under the lens, and tells of their life.
import type { AgentToHub, NotObserved, Site } from '../../protocol/agent';
import type { Counter } from '../counters';
import { errorInfo } from '../error-info';
import { now, ownProperty, threads } from '../originals';
import { hookEmit, replaceMethod, replaceValue } from '../patch';
import type { Ports } from '../ports';
import { findHub } from '../rendezvous';
import type { Reporter } from '../reporter';
import { dataProperty, isObject, safely, stringProperty } from '../safely';
import { isMarked, leaveCode } from '../self';
import { threadSettings } from '../settings';
import { SharedBuffers, shapeOf } from '../shape';
import { callSite, pathOf } from '../site';
import { stamp } from '../stamp';
import { observedOptions } from '../thread-options';
import { type Collector, PatchCollector } from './collector';

type ThreadCreate = Extract<AgentToHub, { type: 'threadCreate' }>;
type Worker = threads.Worker;
type Post = (this: Worker, ...args: unknown[]) => unknown;
type Terminate = (this: Worker, ...args: unknown[]) => Promise<number>;

interface Thread {
  readonly id: number;
  readonly counter: Counter;
  asked: boolean;
  ended: boolean;
}

/** Where Node keeps it. https://github.com/nodejs/node/blob/main/lib/internal/worker.js */
const PUBLIC_PORT = 'kPublicPort';
let portKey: symbol | undefined;

const MAX_NAME = 500;
/** Memory is shared at the start, if at all: later messages are not searched for it. */
const MAX_SEARCHED = 16;

export interface ThreadsCollector extends Collector {
  /** A thread that has not ended. */
  find(id: number): Worker | undefined;
}

export interface ThreadsOptions {
  ports: Ports;
  /** Loads the agent in threads that run without it. */
  bringIn(): void;
}

export function threadsCollector(reporter: Reporter, { ports, bringIn }: ThreadsOptions): ThreadsCollector {
  const known = new WeakMap<object, Thread>();
  const buffers = new SharedBuffers();
  /** Weak: what the program lets go is not kept. */
  const living = new Map<number, WeakRef<Worker>>();
  const prototype = threads.Worker.prototype;
  // Node's own getter: the program may have overridden it in a subclass.
  const threadIdOf = ownProperty(prototype, 'threadId')?.get;

  function tellCreated(worker: object, file: unknown, options: unknown, site: Site | null): void {
    const id = threadIdOf ? (Reflect.apply(threadIdOf, worker, []) as number) : -1;
    if (id < 0) return;
    living.set(id, new WeakRef(worker as Worker));
    const counter = reporter.counters.open({ kind: 'thread', thread: id });
    counter.see = (message) => search(id, counter, message);
    known.set(worker, { id, counter, asked: false, ended: false });
    const port = publicPortOf(worker);
    if (port) stamp(port, counter);
    reporter.begin(`thread:${id}`, {
      type: 'threadCreate',
      time: now(),
      thread: id,
      file: fileOf(file, options),
      name: stringProperty(options, 'name'),
      creator: reporter.self.thread,
      site,
      options: threadSettings(options),
      ...givenTo(options),
    });
    ports.started(counter, 'sent', dataProperty(options, 'workerData'));
  }

  function givenTo(options: unknown): Pick<ThreadCreate, 'workerData' | 'shares'> {
    const data = dataProperty(options, 'workerData');
    if (data === undefined) return {};
    const shares = safely(() => buffers.in(data));
    return { workerData: safely(() => shapeOf(data)), shares: shares?.length ? shares : undefined };
  }

  /** In a message to it. */
  function search(thread: number, counter: Counter, message: unknown): void {
    if (counter.sent >= MAX_SEARCHED) counter.see = null;
    const shares = safely(() => buffers.in(message)) ?? [];
    if (shares.length > 0) reporter.begin(`thread:${thread}`, { type: 'threadShares', time: now(), thread, shares });
  }

  /** A thread that was made before the agent came, or by a `Worker` that the program kept from then: met now for the first time. */
  function meet(worker: object): Thread | undefined {
    const thread = known.get(worker);
    if (!thread && reporter.self.environment.late) tellCreated(worker, '', undefined, null);
    return thread ?? known.get(worker);
  }

  function see(worker: object, args: unknown[]): undefined {
    const event = args[0];
    const thread = meet(worker);
    if (!thread) return;
    if (event === 'online') tellOnline(thread);
    else if (event === 'error') tellError(thread, args[1]);
    else if (event === 'exit') tellExit(thread, args[1]);
  }

  function tellOnline({ id }: Thread): void {
    reporter.begin(`thread:${id}`, { type: 'threadOnline', time: now(), thread: id });
    if (isMarked(reporter.self, id)) return;
    if (reporter.self.environment.late && reporter.self.thread === 0) {
      bringIn();
      return;
    }
    const reason = findHub(reporter.self.environment.directory) ? 'unknown' : 'noHub';
    const why: NotObserved = { reason, detail: null };
    reporter.begin(`thread:${id}`, { type: 'threadNotObserved', time: now(), thread: id, why });
  }

  function tellError(thread: Thread, error: unknown): void {
    reporter.tell({ type: 'threadError', time: now(), thread: thread.id, error: errorInfo(error) });
  }

  function tellExit(thread: Thread, given: unknown): void {
    thread.ended = true;
    living.delete(thread.id);
    reporter.counters.close(thread.counter);
    const code = typeof given === 'number' ? given : 0;
    reporter.end(`thread:${thread.id}`, {
      type: 'threadExit',
      time: now(),
      thread: thread.id,
      code,
      asked: thread.asked,
    });
  }

  /** A proxy keeps `class X extends Worker`, `instanceof` and all properties; its one trap sees each construction. */
  function seeCreations(): () => void {
    const theirs = threads.Worker;
    const ours: typeof theirs = new Proxy(theirs, {
      construct(target, args: unknown[], newTarget) {
        safely(leaveCode);
        const given = safely(() => observedOptions(args, reporter.self.environment.stub));
        try {
          // With a proxy as `new.target`, V8 would call the object an EventEmitter in stack traces.
          const worker = Reflect.construct(target, given?.args ?? args, newTarget === ours ? target : newTarget);
          safely(() => tellCreated(worker, args[0], args[1], callSite()));
          return worker;
        } finally {
          safely(() => given?.settle());
        }
      },
    });
    const undo = [replaceValue(threads, 'Worker', ours), replaceValue(theirs.prototype, 'constructor', ours)];
    return () => undo.forEach((each) => void each());
  }

  /** Where the agent came late: a worker that was never met is met before its first message. */
  const meetAtPosts = () =>
    replaceMethod<Post>(
      prototype,
      'postMessage',
      (theirs) =>
        ({
          postMessage(this: Worker, ...args: unknown[]) {
            safely(() => meet(this));
            return Reflect.apply(theirs, this, args);
          },
        }).postMessage,
    );
  const seeTerminations = () =>
    replaceMethod<Terminate>(
      prototype,
      'terminate',
      (theirs) =>
        ({
          terminate(this: Worker, ...args: unknown[]) {
            const thread = meet(this);
            if (thread) thread.asked = true;
            if (thread && !thread.ended) safely(() => reporter.threadStopping(thread.id));
            return Reflect.apply(theirs, this, args);
          },
        }).terminate,
    );
  const ofLate = reporter.self.environment.late ? [meetAtPosts] : [];
  const patches = [seeCreations, ...ofLate, seeTerminations, () => hookEmit(prototype, see)];
  return Object.assign(new PatchCollector(...patches), { find: (id: number) => living.get(id)?.deref() });
}

/** Node's own end of the channel to a thread: what `postMessage` posts on, and what its messages arrive at. */
function publicPortOf(worker: object): object | undefined {
  portKey ??= Object.getOwnPropertySymbols(worker).find((key) => key.description === PUBLIC_PORT);
  const port = portKey && ownProperty(worker, portKey)?.value;
  return isObject(port) ? port : undefined;
}

function fileOf(file: unknown, options: unknown): string {
  if (dataProperty(options, 'eval') === true) return '[eval]';
  if (typeof file === 'string') return file.slice(0, MAX_NAME);
  // A URL's parts are getters of Node's class.
  if (isObject(file) && file instanceof URL) return pathOf(file.href).slice(0, MAX_NAME);
  return '';
}
