// How fast the tree is, in a real VS Code: from what happens in a program to the frame that shows it; with a thousand
// processes, how late the extension host's event loop is and whether the view scrolls; and what it costs a program.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { build } from 'esbuild';
import { ensureChromium, ensureCodeServer, ensureNode, ROOT } from '../../scripts/lib/ensure.mjs';
import { runInExtensionHost } from '../vscode/harness/extension-host';
import { bundleHostTests } from '../vscode/harness/host-bundle';
import { ORDER_VARIABLE, type Order, PROFILE_VARIABLE, type Result } from './host/tree-order';
import { type Happening, type Kind, latencies, type Stamp } from './lib/happenings';
import { httpFindings } from './lib/http';
import { type Delays, longestOf, percentileOf, waitOf } from './lib/loop-delays';
import type { Finding } from './lib/report';
import { type Estimate, estimate, estimateOf, percentile95 } from './lib/statistics';
import { type Seen, TreePage } from './lib/tree-page';

const NODE = 24;
const WORKERS = 16;
const PROCESSES = 1_000;
const CHANGES = 50;
/** Twelve parts of five seconds: a minute. */
const [PARTS, PART] = [12, 5_000];
const SCROLLING = 20_000;
/** Each round of the benchmark is so many cascades of five things that happen. */
const CASCADES_A_ROUND = 2;
const WITHIN = 15 * 60_000;

/** `frames`: that the view scrolls is held against the same view in which nothing changes. */
const GOALS = { visible: 100, refreshes: 2, delay: 10, frames: 0.8 };

type Found = Omit<Finding, 'node'>;

/** What is measured; for a look at one part alone the variable names it. */
const WANTED = new Set((process.env.WORKER_LENS_BENCH_PARTS ?? 'events many http').split(' '));

export async function measureTree(rounds: number, progress: (text: string) => void): Promise<Finding[]> {
  await ensureChromium();
  await ensureCodeServer();
  const node = await ensureNode(NODE);
  const version = path.basename(path.resolve(node, '../..')).replace(/^.*-/, '');
  const inWindow = WANTED.has('events') || WANTED.has('many') ? await windowFindings(node, rounds, progress) : [];
  const http = WANTED.has('http') ? await httpFindings(node, rounds, progress) : [];
  return [...inWindow, ...http].map((finding) => ({ ...finding, node: version }));
}

async function windowFindings(node: string, rounds: number, progress: (text: string) => void): Promise<Found[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'wl-bench-'));
  try {
    const order: Order = {
      node,
      workers: WORKERS,
      cascades: WANTED.has('events') ? rounds * CASCADES_A_ROUND : 0,
      stamps: path.join(folder, 'stamps.jsonl'),
      crowd: await bundleCrowd(folder),
      processes: PROCESSES,
      changes: CHANGES,
      parts: WANTED.has('many') ? PARTS : 0,
      part: PART,
      scrolling: SCROLLING,
      known: path.join(folder, 'known.json'),
      result: path.join(folder, 'result.json'),
    };
    const page = await runInWindow(order, progress);
    return [...(await eventFindings(order, page)), ...(await manyFindings(order, page))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bundleCrowd(folder: string): Promise<string> {
  const outfile = path.join(folder, 'crowd.cjs');
  const entry = path.join(ROOT, 'test/bench/lib/crowd-main.ts');
  const external = ['bufferutil', 'utf-8-validate'];
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external,
    logLevel: 'warning',
  });
  return outfile;
}

async function runInWindow(order: Order, progress: (text: string) => void): Promise<Seen> {
  const suite = path.join(ROOT, 'out', 'test', 'bench-tree', 'index.js');
  await bundleHostTests([path.join(ROOT, 'test', 'bench', 'host', 'tree.ts')], suite);
  const page = new TreePage();
  const { failures } = await runInExtensionHost({
    extension: ROOT,
    suite,
    vscode: {
      env: { [ORDER_VARIABLE]: JSON.stringify(order), [PROFILE_VARIABLE]: process.env[PROFILE_VARIABLE] ?? '' },
      settings: { 'workerLens.figures': ['cpu', 'memory'] },
    },
    browser: { height: 1_600 },
    beside: (workbench) => page.open(workbench),
    write: (line) => {
      progress(line);
      page.hear(line);
    },
    timeout: WITHIN,
  });
  if (failures.length > 0) throw new Error('What was to be measured in VS Code broke off.');
  return page.seen();
}

const WORDS: Record<Kind, string> = {
  exit: 'a worker ends',
  fork: 'another is forked in its place',
  online: 'it is online',
  thread: 'a worker makes a thread',
  threadExit: 'the thread ends',
};

async function eventFindings({ cascades, stamps, known }: Order, { events }: Seen): Promise<Found[]> {
  if (cascades === 0) return [];
  const lines = (await readFile(stamps, 'utf8')).trim().split('\n');
  const told = lines.map((line): Stamp => JSON.parse(line));
  const all = latencies(told, events.frames);
  const knew = latencies(told, JSON.parse(await readFile(known, 'utf8')));
  const ms = (some: readonly Happening[]) => some.map(({ latency }) => latency);
  const kinds = Object.keys(WORDS) as Kind[];
  return [
    found(
      `from what happens among 16 workers to the frame that shows it, ${all.length} times`,
      'ms',
      estimate(ms(all)),
    ),
    found('95th percentile', 'ms', estimateOf(ms(all), percentile95), GOALS.visible),
    ...kinds.map((kind) => {
      const own = ms(all.filter((each) => each.kind === kind));
      return found(`95th percentile: ${WORDS[kind]}`, 'ms', estimateOf(own, percentile95));
    }),
    found('until the extension knows it: 95th percentile', 'ms', estimateOf(ms(knew), percentile95)),
    found('figures shown anew, while nothing else happens', 'a second', exactly(events.refreshes), GOALS.refreshes),
  ];
}

async function manyFindings({ parts, result }: Order, { scroll }: Seen): Promise<Found[]> {
  if (parts === 0) return [];
  const made: Result = JSON.parse(await readFile(result, 'utf8'));
  const p99 = (all: readonly Delays[]) => percentileOf(all, 99);
  const wait99 = (all: readonly Delays[]) => waitOf(all, 99);
  const gaps = (moves: number[]) => moves.slice(1).map((time, at) => time - moves[at]!);
  const [quiet, lively] = [gaps(scroll.quiet), gaps(scroll.lively)];
  return [
    found('1,000 processes, changes told', 'a second', exactly(made.changes)),
    found('the event loop late, 99th percentile, nothing runs', 'ms', estimateOf(made.idle, p99)),
    found('a process that does nothing beside it', 'ms', estimateOf(made.beside, p99)),
    found('with 1,000 processes and the changes', 'ms', estimateOf(made.lively, p99), GOALS.delay),
    found('what comes at any moment waits, 99th percentile, nothing runs', 'ms', estimateOf(made.idle, wait99)),
    found('a process that does nothing beside it', 'ms', estimateOf(made.beside, wait99)),
    found('with 1,000 processes, nothing changes', 'ms', exactly(wait99(made.quiet))),
    found('with 1,000 processes and the changes', 'ms', estimateOf(made.lively, wait99), GOALS.delay),
    found('the same while the view is scrolled', 'ms', exactly(wait99(made.scrolled))),
    found('the longest turn, with the changes', 'ms', exactly(longestOf([...made.lively, ...made.scrolled]))),
    found('the longest turn, while all connect', 'ms', exactly(longestOf(made.connecting))),
    found('frames in which the view moved, while it is scrolled, nothing changes', 'a second', exactly(rate(quiet))),
    found('with the changes', 'a second', exactly(rate(lively))),
    {
      what: 'with the changes, against without',
      unit: 'of it',
      value: exactly(rate(lively) / rate(quiet)),
      goal: GOALS.frames,
      least: true,
    },
    found('between two of them, 95th percentile, nothing changes', 'ms', estimateOf(quiet, percentile95)),
    found('with the changes', 'ms', estimateOf(lively, percentile95)),
    found('the longest, nothing changes', 'ms', exactly(Math.max(...quiet))),
    found('the longest, with the changes', 'ms', exactly(Math.max(...lively))),
  ];
}

/** How many a second, of the ms between them. */
function rate(gaps: readonly number[]): number {
  return (gaps.length * 1000) / gaps.reduce((total, each) => total + each, 0);
}

function found(what: string, unit: string, value: Estimate, goal: number | null = null): Found {
  return { what, unit, value, goal };
}

function exactly(value: number): Estimate {
  return { point: value, low: value, high: value };
}
