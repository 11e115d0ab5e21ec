// Asynchronous spawns: brings children under the lens, and tells of their start, end, kills and messages.
import childProcess = require('node:child_process');
import util = require('node:util');

import type { SpawnSettings } from '../../protocol/agent';
import type { Children } from '../children';
import { type EnvironmentPatch, patchEnvironment, valueIn } from '../envpairs';
import { clusterAct, countReceived, countSends } from '../ipc';
import { now } from '../originals';
import { hookEmit, replaceMethod } from '../patch';
import type { Reporter } from '../reporter';
import { dataProperty, numberProperty, safely, stringProperty, wordOf } from '../safely';
import { spawnSettings } from '../settings';
import { signalName } from '../signals';
import { callSite } from '../site';
import { type Collector, PatchCollector } from './collector';

type ChildProcess = childProcess.ChildProcess;
type Kill = (this: ChildProcess, ...args: unknown[]) => boolean;
type Spawn = (this: ChildProcess, options: SpawnOptions, ...rest: unknown[]) => unknown;

/** What Node's own `spawn`, `fork`, `exec` and `cluster.fork` hand down. */
interface SpawnOptions {
  file: string;
  args?: unknown[];
  envPairs?: string[];
}

/** A spawn in progress. */
interface Attempt {
  spawn: number;
  file: string;
  args: string[];
  worker: number | null;
  instance: string | null;
  site: ReturnType<typeof callSite>;
  settings: SpawnSettings | null;
  forked: SpawnSettings | null;
  pairs: string[] | null;
  environment: EnvironmentPatch | null;
}

export interface SpawnCollector extends Collector {
  /** Tells of a child that was spawned before the agent came. `worker` is its id if `cluster.fork` made it. */
  adopt(child: object, worker: number | null): void;
}

/** `onWorker` is called before a cluster worker is spawned, and answers the settings it is forked with. */
export function spawnCollector(
  reporter: Reporter,
  children: Children,
  onWorker: () => SpawnSettings | null,
): SpawnCollector {
  const prototype = childProcess.ChildProcess.prototype;

  function attempt(options: SpawnOptions): Attempt {
    const spawn = children.nextSpawn();
    const pairs = Array.isArray(options.envPairs) ? options.envPairs : [];
    const worker = valueIn(pairs, 'NODE_UNIQUE_ID');
    const forked = worker === undefined ? null : (safely(onWorker) ?? null);
    const args = Array.isArray(options.args) ? options.args.map(wordOf) : [];
    const settings = spawnSettings(options);
    return {
      spawn,
      file: wordOf(options.file),
      args: args.slice(1),
      worker: worker === undefined ? null : Number(worker),
      instance: valueIn(pairs, 'NODE_APP_INSTANCE') ?? null,
      site: callSite(),
      settings,
      forked,
      pairs: worker === undefined ? null : pairs,
      environment: patchEnvironment(pairs, reporter.self, spawn, args, settings.uid),
    };
  }

  function settle(child: ChildProcess, { environment, forked, pairs, ...told }: Attempt, result: unknown): void {
    const error = typeof result === 'number' && result < 0 ? util.getSystemErrorName(result) : null;
    const pid = error ? null : numberProperty(child, 'pid');
    const message = { type: 'spawn', time: now(), ...told, pid, error } as const;
    if (error) reporter.tell(message);
    else reporter.begin(`spawn:${told.spawn}`, message);
    const counter = Object.hasOwn(child, 'send') ? reporter.counters.open({ kind: 'child', spawn: told.spawn }) : null;
    children.add(child, { spawn: told.spawn, counter, worker: told.worker, forked, pairs });
    if (!counter) return;
    countSends(reporter.counters, counter, child, (message) => {
      safely(() => seeAct(child, message, 'disconnect'));
    });
  }

  function adopt(child: object, worker: number | null): void {
    if (children.get(child) || numberProperty(child, 'pid') === null) return;
    const words = dataProperty(child, 'spawnargs');
    const told = {
      spawn: children.nextSpawn(),
      file: stringProperty(child, 'spawnfile') ?? '',
      args: Array.isArray(words) ? words.slice(1).map(wordOf) : [],
      worker,
      instance: null,
      site: null,
      settings: null,
    };
    settle(child as ChildProcess, { ...told, forked: null, pairs: null, environment: null }, 0);
  }

  function tellThrown({ environment, forked, pairs, ...told }: Attempt): void {
    reporter.tell({ type: 'spawn', time: now(), ...told, pid: null, error: 'could not be started' });
  }

  function tellExit(child: object, code: unknown, signal: unknown): void {
    const known = children.get(child);
    if (!known) return;
    if (known.counter) reporter.counters.close(known.counter);
    children.ended(known);
    reporter.end(`spawn:${known.spawn}`, {
      type: 'childExit',
      time: now(),
      spawn: known.spawn,
      code: typeof code === 'number' ? code : null,
      signal: typeof signal === 'string' ? signal : null,
    });
  }

  function see(child: object, args: unknown[]) {
    const event = args[0];
    if (event === 'message') {
      const counter = children.get(child)?.counter;
      return counter ? countReceived(reporter.counters, counter, args) : undefined;
    }
    if (event === 'internalMessage') seeAct(child, args[1], 'exitedAfterDisconnect');
    else if (event === 'exit') tellExit(child, args[1], args[2]);
    return undefined;
  }

  /** `disconnect()` in the primary is a message to the worker, in the worker one to the primary, before anything closes. */
  function seeAct(child: object, message: unknown, leaving: 'disconnect' | 'exitedAfterDisconnect'): void {
    const worker = children.get(child)?.worker ?? null;
    if (worker === null || clusterAct(message) !== leaving) return;
    reporter.begin(`worker:${worker}`, { type: 'leaving', time: now(), worker });
  }

  function tellKill(child: ChildProcess, signal: unknown): void {
    const pid = numberProperty(child, 'pid');
    const name = signalName(signal);
    if (pid !== null && name !== null) reporter.tell({ type: 'kill', time: now(), pid, signal: name });
  }

  const seeSpawns = () =>
    replaceMethod<Spawn>(
      prototype,
      'spawn' as const,
      (theirs) =>
        ({
          spawn(this: ChildProcess, ...args: Parameters<Spawn>) {
            const begun = safely(() => attempt(args[0]));
            let returned = false;
            try {
              const result = Reflect.apply(theirs, this, args);
              returned = true;
              if (begun) safely(() => settle(this, begun, result));
              return result;
            } finally {
              safely(() => begun?.environment?.undo());
              if (begun && !returned) safely(() => tellThrown(begun));
            }
          },
        }).spawn,
    );
  const seeKills = () =>
    replaceMethod<Kill>(
      prototype,
      'kill',
      (theirs) =>
        ({
          kill(this: ChildProcess, ...args: unknown[]) {
            const killed = Reflect.apply(theirs, this, args);
            if (killed) safely(() => tellKill(this, args[0]));
            return killed;
          },
        }).kill,
    );
  return Object.assign(new PatchCollector(seeSpawns, seeKills, () => hookEmit(prototype, see)), { adopt });
}
