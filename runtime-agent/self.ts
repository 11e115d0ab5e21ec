// Who this agent is: a process's main thread, or one of its threads.
import threads = require('node:worker_threads');

import type { Environment } from '../protocol/environment';
import { VARIABLE } from '../protocol/injection';
import { now } from './originals';

/** Key under which a main thread leaves its identity for its threads; the stub reads it too. */
const KEY = 'worker-lens';

export interface Self {
  /** Id of this process start. */
  readonly process: string;
  /** `threadId`; 0 is the main thread. */
  readonly thread: number;
  readonly environment: Environment;
  readonly started: number;
}

/** `null` where nobody said what to report to. */
export function identify(): Self | null {
  return threads.isMainThread ? identifyProcess() : identifyThread();
}

function identifyProcess(): Self | null {
  const environment = JSON.parse(process.env[VARIABLE] ?? 'null');
  if (!isEnvironment(environment)) return null;
  const self = { process: newProcessId(), thread: 0, environment, started: now() };
  // Environment data reaches every thread and nested thread, whatever `env` it was given.
  threads.setEnvironmentData(KEY, { process: self.process, environment });
  return self;
}

function identifyThread(): Self | null {
  const left = threads.getEnvironmentData(KEY) as { process: string; environment: Environment } | undefined;
  if (!left || !isEnvironment(left.environment)) return null;
  return { process: left.process, thread: threads.threadId, environment: left.environment, started: now() };
}

/**
 * One pid starts once at one nanosecond of a host.
 * No random number: `crypto` is dear to load, and `Math.random` would move the program's sequence under `--random-seed`.
 */
function newProcessId(): string {
  return `${process.pid.toString(36)}-${process.hrtime.bigint().toString(36)}`;
}

function isEnvironment(value: unknown): value is Environment {
  if (typeof value !== 'object' || value === null) return false;
  const { agent, stub, directory } = value as Record<string, unknown>;
  return typeof agent === 'string' && typeof stub === 'string' && typeof directory === 'string';
}
