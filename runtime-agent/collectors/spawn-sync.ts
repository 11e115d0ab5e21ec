// Synchronous spawns: they never reach `ChildProcess`, so the exports themselves are replaced.
import childProcess = require('node:child_process');

import type { AgentToHub } from '../../protocol/agent';
import { VARIABLE } from '../../protocol/injection';
import type { Children } from '../children';
import { injection } from '../hide';
import { now } from '../originals';
import { overlay } from '../overlay';
import { replaceMethod } from '../patch';
import type { Reporter } from '../reporter';
import { dataProperty, numberProperty, safely, stringProperty, wordOf } from '../safely';
import { spawnSettings } from '../settings';
import { callSite } from '../site';
import { type Collector, PatchCollector } from './collector';

type Run = (this: unknown, ...args: unknown[]) => unknown;
type Name = 'spawnSync' | 'execFileSync' | 'execSync';
type Bag = Record<string, unknown>;
type Spawn = Extract<AgentToHub, { type: 'spawn' }>;

/** What is known where `execSync` and `execFileSync` return. */
const SUCCEEDED = { status: 0 };
/** What is known where an error was thrown that holds no outcome: nothing was started. */
const REFUSED = { error: { code: 'could not be started' } };

export function spawnSyncCollector(reporter: Reporter, children: Children): Collector {
  /** The arguments with our variables in `options.env`. */
  function prepare(name: Name, given: unknown[], spawn: number): unknown[] {
    const at = optionsIndex(name, given);
    if (at < 0) return given;
    const words = wordsOf(given);
    const uid = numberProperty(given[at], 'uid');
    const args = given.slice();
    args[at] = overlay((given[at] as object | undefined) ?? Object.create(null), 'env', (theirs) =>
      observedEnvironment((theirs || process.env) as Bag, words, uid, spawn),
    );
    return args;
  }

  function observedEnvironment(theirs: Bag, words: string[], uid: number | null, spawn: number): Bag {
    const env: Bag = {};
    // With inherited names, as Node does.
    for (const key in theirs) env[key] = theirs[key];
    const options = env.NODE_OPTIONS === undefined ? undefined : String(env.NODE_OPTIONS);
    const put = safely(() => injection(reporter.self, spawn, options, words, uid));
    return put ? { ...env, NODE_OPTIONS: put.nodeOptions, [VARIABLE]: put.variable } : theirs;
  }

  function tellStart(name: Name, given: unknown[], spawn: number): Spawn {
    const words = wordsOf(given);
    const message: Spawn = {
      type: 'spawn',
      time: now(),
      spawn,
      // Known only when the child is gone: this process hears nothing in between.
      pid: null,
      file: words[0] ?? '',
      args: words.slice(1),
      worker: null,
      instance: null,
      site: callSite(),
      settings: spawnSettings(given[optionsIndex(name, given)]),
      error: null,
    };
    reporter.begin(keyOf(message), message);
    return message;
  }

  /** `outcome`: what `spawnSync` returned, or the error that holds the same; `undefined` where neither was seen. */
  function tellEnd(begun: Spawn | undefined, outcome: unknown): void {
    if (!begun) return;
    const time = now();
    const pid = numberProperty(outcome, 'pid') || undefined;
    const code = numberProperty(outcome, 'status');
    const signal = stringProperty(outcome, 'signal');
    const error = stringProperty(dataProperty(outcome, 'error'), 'code');
    const refused = error !== null && !pid;
    const { spawn } = begun;
    reporter.end(
      keyOf(begun),
      refused ? { ...begun, time, error } : { type: 'childExit', time, spawn, pid, code, signal },
    );
    // Over its `timeout` or `maxBuffer`: Node sent the signal because the program said so.
    if (error !== null && pid && signal !== null) reporter.tell({ type: 'kill', time, pid, signal });
  }

  const wrap = (name: Name) => () =>
    replaceMethod<Run>(
      childProcess,
      name,
      (theirs) =>
        ({
          run(this: unknown, ...given: unknown[]) {
            const spawn = children.nextSpawn();
            const begun = safely(() => tellStart(name, given, spawn));
            const args = safely(() => prepare(name, given, spawn)) ?? given;
            const failure = safely(() => watchFailure(name));
            let outcome: unknown;
            try {
              const result = Reflect.apply(theirs, this, args);
              outcome = name === 'spawnSync' ? result : SUCCEEDED;
              return result;
            } finally {
              safely(() => {
                const thrown = failure?.();
                tellEnd(begun, outcome ?? thrown);
              });
            }
          },
        }).run,
    );
  return new PatchCollector(wrap('spawnSync'), wrap('execFileSync'), wrap('execSync'));
}

function keyOf({ spawn }: Spawn): string {
  return `spawn:${spawn}`;
}

/**
 * Sees the error that `execSync` or `execFileSync` throws, at the moment Node puts the child's `status` on it. Not by
 * catching it: an error that is thrown again is printed with the line of the rethrow. Of the program's code at most a
 * getter runs meanwhile.
 * @returns what stops watching, and gives what is known if something was thrown.
 */
function watchFailure(name: Name): () => object | undefined {
  if (name === 'spawnSync') return () => REFUSED;
  if (Object.hasOwn(Error.prototype, 'status')) return () => undefined;
  let seen: object | undefined;
  Object.defineProperty(Error.prototype, 'status', {
    configurable: true,
    set(this: object, value: unknown) {
      Object.defineProperty(this, 'status', { value, writable: true, enumerable: true, configurable: true });
      seen = this;
    },
  });
  return () => {
    Reflect.deleteProperty(Error.prototype, 'status');
    return seen ?? REFUSED;
  };
}

/** Where the options stand, or would stand; −1 where Node will refuse what was given. */
function optionsIndex(name: Name, given: unknown[]): number {
  if (name === 'execSync') return isOptions(given[1]) ? 1 : -1;
  if (Array.isArray(given[1]) || given[1] === undefined || given[1] === null) return isOptions(given[2]) ? 2 : -1;
  return isOptions(given[1]) ? 1 : -1;
}

function isOptions(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value));
}

function wordsOf(given: unknown[]): string[] {
  const file = given[0];
  const args = given[1];
  const words = Array.isArray(args) ? args.map(wordOf) : [];
  return typeof file === 'string' ? [file].concat(words) : words;
}
