// Coming into a process that runs already: what lives in it is told of, and its threads get an agent too.
import type { Session } from 'node:inspector';
import { MAY_LOAD } from '../protocol/injection';
import type { ClusterCollector } from './collectors/cluster';
import type { SpawnCollector } from './collectors/spawn';
import { loadBuiltin, now, setQuietTimer } from './originals';
import type { Reporter } from './reporter';
import { safely, stringProperty } from './safely';
import { KEY, type Self, SHARED } from './self';
import { pathOf } from './site';

/** How long threads may take to load the agent, in ms. One that is blocked loads it when it is free again. */
const THREADS_DEADLINE_MS = 2000;
/** When to ask a thread again that is just starting, in ms. */
const STARTING_MS = 20;

/** How Node names threads to a debugger: `[worker 3] name`, where newer ones fill in a name of their own. */
const TITLE = /^\[worker (\d+)\] ?(?:WorkerThread$)?(.*)$/;

interface OfThread {
  params: { sessionId: string; message: string; workerInfo: { title: string; url: string } };
}

/** Tells of workers and children that this process has, and brings the agent into its threads. */
export function adoptLiving(reporter: Reporter, spawns: SpawnCollector, cluster: ClusterCollector): void {
  safely(() => adoptWorkers(spawns, cluster));
  safely(() => {
    const { ChildProcess } = loadBuiltin('node:child_process') as typeof import('node:child_process');
    // The public `process.getActiveResourcesInfo` gives names only.
    const { _getActiveHandles: handles } = process as unknown as { _getActiveHandles?(): object[] };
    for (const handle of handles?.() ?? []) if (handle instanceof ChildProcess) spawns.adopt(handle, null);
  });
  bringIntoThreads(reporter);
}

/** Those that were forked before the agent came. */
function adoptWorkers(spawns: SpawnCollector, collector: ClusterCollector): void {
  collector.load();
  for (const worker of Object.values(collector.cluster?.workers ?? {})) {
    if (!worker) continue;
    spawns.adopt(worker.process, worker.id);
    collector.tellFork(worker);
    const told = { time: now(), worker: worker.id };
    const state = stringProperty(worker, 'state');
    if (state === 'online' || state === 'listening') collector.tellLife(worker, { type: 'online', ...told });
    if (state === 'listening') collector.tellLife(worker, { type: 'listening', ...told, address: null });
    if (!worker.isConnected()) collector.tellDisconnect(worker);
  }
}

/**
 * Loads the agent in the threads that this process has now, nested ones too, which Node lists to its main thread; once in each.
 * Through a session inside the process: nothing is opened, and nobody reads of it.
 * https://nodejs.org/api/inspector.html
 */
export function bringIntoThreads(reporter: Reporter): void {
  safely(() => {
    const inspector = loadBuiltin('node:inspector') as { Session: new () => Session };
    const session = new inspector.Session();
    const params = { expression: loadInThread(reporter.self), includeCommandLineAPI: true };
    const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params });
    const waiting = new Map<string, OfThread['params']['workerInfo']>();
    const ask = (sessionId: string) =>
      safely(() => session.post('NodeWorker.sendMessageToWorker', { sessionId, message }));
    const leave = () => void safely(() => session.disconnect());
    const attached = ({ params: { sessionId, workerInfo } }: OfThread) => {
      waiting.set(sessionId, workerInfo);
      ask(sessionId);
    };
    session.connect();
    session.on('NodeWorker.attachedToWorker', attached);
    session.on('NodeWorker.receivedMessageFromWorker', ({ params: { sessionId, message: answer } }: OfThread) => {
      const value: unknown = JSON.parse(answer).result?.result?.value;
      if (value === false) setQuietTimer(() => ask(sessionId), STARTING_MS);
      // What a listener of ours throws would be printed.
      if (value === true) safely(() => tellThread(reporter, waiting.get(sessionId)!));
      if (value !== false && waiting.delete(sessionId) && waiting.size === 0) leave();
    });
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false }, () => {
      // What starts from now on is seen where it is made.
      session.off('NodeWorker.attachedToWorker', attached);
      if (waiting.size === 0) leave();
    });
    setQuietTimer(leave, THREADS_DEADLINE_MS);
  });
}

/** What its creator would have told; whose that is, nobody knows until it hears of it. */
function tellThread(reporter: Reporter, { title, url }: OfThread['params']['workerInfo']): void {
  const [, thread, name] = TITLE.exec(title) ?? [];
  if (!thread) return;
  const told = { time: now(), thread: Number(thread), file: pathOf(url), name: name || null, creator: 0 };
  reporter.tell({ type: 'threadCreate', ...told, site: null, options: null });
}

/**
 * As text, since it runs in the thread. It is false where the agent can't be loaded yet, and true
 * where it has been.
 * The stub leaves out what is none of the program's, and takes whatever is thrown.
 */
function loadInThread({ process: id, environment }: Self): string {
  const told = JSON.stringify({ ...environment, late: true });
  return `${MAY_LOAD} && (() => {
    const mark = Symbol.for('${KEY}');
    if (Object.hasOwn(process, mark)) return;
    const marks = new Int32Array(new SharedArrayBuffer(${SHARED * Int32Array.BYTES_PER_ELEMENT}));
    require('node:worker_threads').setEnvironmentData('${KEY}', { process: '${id}', environment: ${told}, marks });
    require(${JSON.stringify(environment.stub)});
    return Object.hasOwn(process, mark) || undefined;
  })()`;
}
