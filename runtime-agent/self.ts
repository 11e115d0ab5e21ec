// Who this agent is: a process's main thread, or one of its threads.
import type { Environment } from '../protocol/environment';
import { VARIABLE } from '../protocol/injection';
import { type Code, takeCode } from './code';
import { now, threads } from './originals';
import { isObject } from './safely';

/** How many threads may start until a creator has looked whether the first of them loaded the agent. */
const MARKS = 256;
/** Where, after the marks, it stands whether what starts asks the hub first. */
const ASKS = MARKS;
/** How many numbers the two take. */
export const SHARED = MARKS + 1;

/** Key under which a main thread leaves its identity for its threads; the stub reads it too. */
export const KEY = 'worker-lens';

export interface Self {
  /** Id of this process start. */
  readonly process: string;
  /** `threadId`; 0 is the main thread. */
  readonly thread: number;
  readonly environment: Environment;
  readonly started: number;
  /** Shared by all threads of the process: each leaves its id at its place once it has loaded the agent; and {@link ASKS}. */
  readonly marks: Int32Array;
}

/** What a main thread leaves for its threads. */
type Left = Pick<Self, 'process' | 'environment' | 'marks'> & { code?: Code };

const { getEnvironmentData, setEnvironmentData } = threads;

/** `null` where nobody said what to report to. */
export function identify(): Self | null {
  return threads.isMainThread ? identifyProcess() : identifyThread();
}

function identifyProcess(): Self | null {
  const environment = JSON.parse(process.env[VARIABLE] ?? 'null');
  if (!isEnvironment(environment)) return null;
  const left: Left = {
    process: newProcessId(),
    // A thread that starts from now on is none that was there before.
    environment: { ...environment, late: undefined, opened: undefined },
    marks: new Int32Array(new SharedArrayBuffer(SHARED * Int32Array.BYTES_PER_ELEMENT)),
  };
  setAsks(left, environment.ask === true);
  leave(left);
  const age = environment.late ? process.uptime() * 1000 : 0;
  return { ...left, environment, thread: 0, started: now() - age };
}

function identifyThread(): Self | null {
  const left = foundLeft();
  if (!left || !isEnvironment(left.environment)) return null;
  return { ...left, thread: threads.threadId, started: now() };
}

/** Environment data reaches every thread and nested thread, whatever `env` it was given. */
function leave(left: Left): void {
  setEnvironmentData(KEY, left as unknown as threads.Serializable);
}

function foundLeft(): Left | undefined {
  return getEnvironmentData(KEY) as unknown as Left | undefined;
}

/** To be called before the first thread starts: a process that makes none does not pay for it. */
export function leaveCode(): void {
  const left = foundLeft();
  if (!left || left.code) return;
  const code = takeCode();
  if (code) leave({ ...left, code });
}

/** Nothing that starts from now on is to be observed; the agent may be loaded again. */
export function forgetSelf(): void {
  setEnvironmentData(KEY);
  Reflect.deleteProperty(process, Symbol.for(KEY));
}

/** Tells the creator of this thread that it has the agent: preloads run before the creator's `online`. */
export function leaveMark({ marks, thread }: Self): void {
  Atomics.store(marks, thread % MARKS, thread);
}

/** Whether a thread has loaded the agent. */
export function isMarked({ marks }: Self, thread: number): boolean {
  return Atomics.load(marks, thread % MARKS) === thread;
}

/** What is numbered is numbered in one sequence for a process; each thread has a range of its own, so that none need ask another. */
export function firstNumber({ thread }: Self): number {
  return thread * 1_000_000;
}

/** Whether processes and threads that start from here on ask the hub before their first line; this one too, as it starts. */
export function asks({ marks }: Pick<Self, 'marks'>): boolean {
  return Atomics.load(marks, ASKS) === 1;
}

/** For all threads of the process. */
export function setAsks({ marks }: Pick<Self, 'marks'>, value: boolean): void {
  Atomics.store(marks, ASKS, Number(value));
}

/**
 * One pid starts once at one nanosecond of a host.
 * No random number: `crypto` is dear to load, and `Math.random` would move the program's sequence under `--random-seed`.
 */
function newProcessId(): string {
  return `${process.pid.toString(36)}-${process.hrtime.bigint().toString(36)}`;
}

function isEnvironment(value: unknown): value is Environment {
  if (!isObject(value)) return false;
  const { agent, stub, directory } = value as Record<string, unknown>;
  return typeof agent === 'string' && typeof stub === 'string' && typeof directory === 'string';
}
