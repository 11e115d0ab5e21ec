// What the agent costs a program: start-up, memory, threads; against the plain program and js-debug's bootloader.
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureCodeServer, ensureNode } from '../../scripts/lib/ensure.mjs';
import { whileHeld } from './lib/held';
import { JsDebug } from './lib/js-debug';
import { agentSize, Lens } from './lib/lens';
import { childrenOf, type Memory, memoryOf, processorTime, processorTimeOf, threadsOf } from './lib/proc';
import type { Finding } from './lib/report';
import { inTurn, paired, type Samples } from './lib/rounds';
import { type Estimate, estimate } from './lib/statistics';

const NODES = [20, 24, 26] as const;
const THREADS = 4;
const HELD_THREADS = 8;
/** One run is shorter than the clock of processor time is fine. */
const RUNS = 5;
const MB = 1024 * 1024;

/** Node's own modules that a hook on each way to start a process or thread needs, and one connection: no agent does with less. */
const FLOOR = 'the floor';

type Variant = 'plain' | 'required' | 'floor' | 'lens' | 'jsDebug';
type Environments = Record<Variant, NodeJS.ProcessEnv>;
type Progress = (text: string) => void;

/** A held program, as the system shows it. */
interface Look extends Memory {
  threads: number;
  /** Processes that the program did not start itself. */
  helpers: { rss: number; processorTime: number }[];
}

export async function measureAgent(rounds: number, progress: Progress): Promise<Finding[]> {
  const lens = await Lens.raise();
  const jsDebug = await JsDebug.listen(await jsDebugExtension());
  const { NODE_OPTIONS: _, ...plain } = process.env;
  const required = { ...plain, NODE_OPTIONS: `--require ${program('required.cjs')}` };
  const socket = await listen();
  const floor = { ...plain, NODE_OPTIONS: `--require ${program('floor.cjs')}`, FLOOR_SOCKET: socket.path };
  const environments = { plain, required, floor, lens: lens.environment(plain), jsDebug: jsDebug.environment(plain) };
  try {
    const findings: Finding[] = [];
    for (const major of NODES)
      findings.push(...(await measureOn(await ensureNode(major), environments, rounds, progress)));
    if (lens.seen === 0) throw new Error('the lens saw nothing: its figures are void');
    return [...findings, exact('bundle', '', 'KB', agentSize() / 1024, 40)];
  } finally {
    socket.close();
    lens.close();
    jsDebug.close();
  }
}

async function measureOn(node: string, environments: Environments, rounds: number, progress: Progress) {
  const version = path.basename(path.resolve(node, '../..')).replace(/^.*-/, '');
  const step = (what: string) => (round: number) =>
    progress(`Node ${version}, ${what}: round ${round + 1} of ${rounds}`);
  const time = (file: string, ...args: string[]) => {
    const timed = (variant: Variant) => () =>
      processorTime([node, program(file), ...args], environments[variant], RUNS);
    const variants = { plain: timed('plain'), floor: timed('floor'), lens: timed('lens'), jsDebug: timed('jsDebug') };
    return inTurn(variants, rounds, step([file, ...args].join(' ')));
  };
  const hold = (threads: number) => {
    const held = (variant: Variant) => () =>
      whileHeld([node, '--expose-gc', program('held.js'), String(threads)], environments[variant], lookAt);
    const variants = {
      plain: held('plain'),
      required: held('required'),
      floor: held('floor'),
      lens: held('lens'),
      jsDebug: held('jsDebug'),
    };
    return inTurn(variants, rounds, step(`held with ${threads} threads`));
  };
  const startUp = await time('empty.js');
  const cluster = await time('cluster.js');
  const threads = await time('threads.js', String(THREADS));
  const alone = await hold(0);
  const peopled = await hold(HELD_THREADS);
  return [
    ...startUpFindings(startUp, alone),
    ...clusterFindings(cluster),
    ...memoryFindings(alone),
    ...threadFindings(startUp, threads, alone, peopled),
  ].map((finding) => ({ ...finding, node: version }));
}

function startUpFindings(
  startUp: Samples<'plain' | 'floor' | 'lens' | 'jsDebug', number>,
  alone: Samples<Variant, Look>,
): Finding[] {
  const added = paired(startUp.lens, startUp.plain, minus);
  const watchdog = alone.jsDebug.map(({ helpers }) => sum(helpers.map((each) => each.processorTime)));
  const peer = paired(paired(startUp.jsDebug, startUp.plain, minus), watchdog, (a, b) => a + b);
  return [
    found('start-up of an empty program, plain: processor time', 'ms', estimate(startUp.plain)),
    found(FLOOR, 'ms', estimate(paired(startUp.floor, startUp.plain, minus))),
    found('added by the lens', 'ms', estimate(added), 8),
    found('added by js-debug, its watchdog process included', 'ms', estimate(peer)),
    found('the lens against js-debug', 'of it', estimate(paired(added, peer, over)), 1 / 6),
  ];
}

function clusterFindings(cluster: Samples<'plain' | 'lens' | 'jsDebug', number>): Finding[] {
  return [
    found('primary and two workers, plain: processor time', 'ms', estimate(cluster.plain)),
    found('added by the lens, in all', 'ms', estimate(paired(cluster.lens, cluster.plain, minus))),
    found('added by js-debug, without its watchdogs', 'ms', estimate(paired(cluster.jsDebug, cluster.plain, minus))),
  ];
}

function memoryFindings(alone: Samples<Variant, Look>): Finding[] {
  const above = (variant: Variant, base: Variant, of: keyof Memory) =>
    estimate(paired(mbOf(alone[variant], of), mbOf(alone[base], of), minus));
  const count = (of: (look: Look) => number) => estimate(paired(alone.lens.map(of), alone.plain.map(of), minus));
  const watchdogs = alone.jsDebug.map(({ helpers }) => sum(helpers.map(({ rss }) => rss)) / MB);
  return [
    found('resident memory of a process, plain', 'MB', estimate(mbOf(alone.plain, 'rss'))),
    found('an empty `--require`, above plain', 'MB', above('required', 'plain', 'rss')),
    found(`${FLOOR}, above an empty \`--require\``, 'MB', above('floor', 'required', 'rss')),
    found(`${FLOOR}: memory of its own`, 'MB', above('floor', 'required', 'own')),
    found('the lens, above an empty `--require`', 'MB', above('lens', 'required', 'rss'), 3),
    found('the lens, above an empty `--require`: memory of its own', 'MB', above('lens', 'required', 'own'), 1.5),
    found('js-debug, above an empty `--require`', 'MB', above('jsDebug', 'required', 'rss')),
    found('js-debug’s watchdog process', 'MB', estimate(watchdogs)),
    found(
      'more threads of the system with the lens',
      '',
      count(({ threads }) => threads),
      0,
    ),
    found(
      'more processes with the lens',
      '',
      count(({ helpers }) => helpers.length),
      0,
    ),
  ];
}

/** What each thread adds, beyond what its process adds alone. */
function threadFindings(
  startUp: Samples<'plain' | 'floor' | 'lens', number>,
  threads: Samples<'plain' | 'floor' | 'lens', number>,
  alone: Samples<Variant, Look>,
  peopled: Samples<Variant, Look>,
): Finding[] {
  const each = (all: number[], one: number[], count: number) => paired(all, one, (a, b) => (a - b) / count);
  const time = (variant: 'floor' | 'lens') => {
    const above = (samples: typeof threads) => paired(samples[variant], samples.plain, minus);
    return estimate(each(above(threads), above(startUp), THREADS));
  };
  const memory = (variant: 'floor' | 'lens') => {
    const above = (looks: typeof alone) => paired(mbOf(looks[variant], 'rss'), mbOf(looks.plain, 'rss'), minus);
    return estimate(each(above(peopled), above(alone), HELD_THREADS));
  };
  return [
    found(`each thread, ${FLOOR}: processor time`, 'ms', time('floor')),
    found('each thread: processor time added', 'ms', time('lens'), 3),
    found(`each thread, ${FLOOR}: resident memory`, 'MB', memory('floor')),
    found('each thread: resident memory added', 'MB', memory('lens'), 0.3),
  ];
}

function lookAt(pid: number): Look {
  const helpers = childrenOf(pid).map((child) => ({ rss: memoryOf(child).rss, processorTime: processorTimeOf(child) }));
  return { ...memoryOf(pid), threads: threadsOf(pid), helpers };
}

/** Takes connections, and never answers. */
async function listen(): Promise<{ path: string; close(): void }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wl-bench-'));
  const server = net.createServer((socket) => socket.on('error', () => {})).listen(path.join(folder, 'socket'));
  await once(server, 'listening');
  const close = () => {
    server.close();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  return { path: path.join(folder, 'socket'), close };
}

async function jsDebugExtension(): Promise<string> {
  const { entry } = await ensureCodeServer();
  return path.resolve(entry, '../../../lib/vscode/extensions/ms-vscode.js-debug');
}

function program(file: string): string {
  return fileURLToPath(new URL(`../fixtures/bench/${file}`, import.meta.url));
}

function found(what: string, unit: string, value: Estimate, goal: number | null = null): Finding {
  return { what, node: '', unit, value, goal };
}

function exact(what: string, node: string, unit: string, value: number, goal: number): Finding {
  return { what, node, unit, value: { point: value, low: value, high: value }, goal };
}

function mbOf(looks: Look[], of: keyof Memory): number[] {
  return looks.map((look) => look[of] / MB);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function minus(a: number, b: number): number {
  return a - b;
}

function over(a: number, b: number): number {
  return a / b;
}
