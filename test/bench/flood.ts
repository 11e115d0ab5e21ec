// Whether a window stays usable while a program sends a hundred thousand messages a second: in how many frames its live timeline
// changes while a person moves it, beside a canvas that does nothing else and beside the same while the program is idle; how
// late the extension host is; and whether the timeline then has every message, whole or left out.
import * as path from 'node:path';
import { ensureChromium, ensureCodeServer, ROOT } from '../../scripts/lib/ensure.mjs';
import { packageExtension } from '../../scripts/lib/package-extension.mjs';
import { FLOOD, Flood, type Flooded, shownOf } from '../vscode/harness/flood';
import { Workbench } from '../vscode/harness/workbench';
import { hubOf } from '../vscode/person/live-cluster';
import { TimelinePane } from '../vscode/person/timeline-pane';
import { HostLoop, type Lateness } from './lib/host-loop';
import { type Movement, rates } from './lib/movement';
import { commandOf, processorTimeOf } from './lib/proc';
import type { Finding } from './lib/report';
import { type Estimate, estimate } from './lib/statistics';
import { type Moved, TimelinePage } from './lib/timeline-page';

const RATE = 100_000;
/** How long each is moved in a round, in ms; a rate is that of one second of it. */
const MOVED = 3_000;

/** Of the frames in which the empty canvas changes in the same window at the same time. */
const GOALS = { frames: 0.8 };

const MANNERS = ['idle', 'flooded'] as const;
type Manner = (typeof MANNERS)[number];
type Found = Omit<Finding, 'node'>;

interface Watched extends Moved {
  follow: Movement;
  /** Of the extension host's event loop. */
  late: Lateness;
  /** Cores that each took, by the words of the table. */
  cores: Record<string, number>;
}

type Round = Record<Manner, Watched> & { flood: Flooded };

export async function measureFlood(rounds: number, progress: (text: string) => void): Promise<Finding[]> {
  await ensureChromium();
  await ensureCodeServer();
  const vsix = await packageExtension();
  const flood = await Flood.listen();
  const workspace = path.join(ROOT, 'test/fixtures/vscode');
  const workbench = await Workbench.start({ workspace, env: flood.env, vsix, width: 1_600, height: 1_000 });
  try {
    await show(workbench, flood);
    const all = await measureIn(workbench, flood, rounds, progress);
    const { all: told, whole } = await shownOf(workbench, all.at(-1)!.flood);
    return [...findings(all), ...exactFindings(told, whole)].map((finding) => ({ ...finding, node: '' }));
  } finally {
    await flood.close();
    await workbench.stop();
  }
}

/** The program runs, its row is in the tree, and its timeline beside. */
async function show(workbench: Workbench, flood: Flood): Promise<void> {
  await flood.start(workbench);
  await new TimelinePane(workbench).waitForLanes(/^thread 1/);
  await workbench.runCommand('View: Hide Panel');
}

async function measureIn(
  workbench: Workbench,
  flood: Flood,
  rounds: number,
  progress: (text: string) => void,
): Promise<Round[]> {
  const page = new TimelinePage(workbench);
  await page.look();
  const host = await HostLoop.of(workbench);
  const watch = (isCoveredFirst: boolean) => watched(workbench, page, host, isCoveredFirst);
  const all: Round[] = [];
  try {
    // The first is not counted: V8 has yet to get to know the code.
    for (let round = 0; round <= rounds; round++) {
      progress(`Round ${round} of ${rounds}`);
      const idle = await watch(round % 2 === 1);
      await flood.begin(RATE);
      const flooded = await watch(round % 2 === 1);
      all.push({ idle, flooded, flood: await flood.end() });
    }
  } finally {
    host.close();
  }
  return all.slice(1);
}

async function watched(
  workbench: Workbench,
  page: TimelinePage,
  host: HostLoop,
  isCoveredFirst: boolean,
): Promise<Watched> {
  const pids = pidsOf(workbench, host);
  const before = Object.values(pids).map(processorTimeOf);
  const from = performance.now();
  const late = await host.watch();
  const follow = await page.follow(MOVED);
  const moved = await page.move(MOVED, isCoveredFirst);
  const ms = performance.now() - from;
  const cores = Object.entries(pids).map(([name, pid], at) => [name, (processorTimeOf(pid) - before[at]!) / ms]);
  return { ...moved, follow, late: await late(), cores: Object.fromEntries(cores) };
}

function pidsOf(workbench: Workbench, host: HostLoop): Record<string, number> {
  const program = workbench.server.programs().find(({ pid }) => commandOf(pid).endsWith(FLOOD));
  return { 'the program': program!.pid, 'the hub': hubOf(workbench.server).pid, 'the extension host': host.pid };
}

function findings(all: Round[]): Found[] {
  return [
    found(`messages that the program sends, of ${RATE.toLocaleString('en')} asked for`, 'a second', [
      ...all.map(({ flood }) => flood.rate),
    ]),
    ...frames(all, 'dragging the live timeline', 'drag', 'dragBeside'),
    ...frames(all, 'zooming it', 'zoom', 'zoomBeside'),
    ...MANNERS.map((manner) =>
      found(
        manner === 'idle' ? 'following it: frames that changed, the program idle' : 'flooded',
        'a second',
        all.flatMap((round) => rates(round[manner].follow, MOVED)),
      ),
    ),
    ...MANNERS.flatMap((manner) => lateness(all, manner)),
    ...Object.keys(all[0]!.flooded.cores).map((name) =>
      found(
        `processor time of ${name}, flooded`,
        'cores',
        all.map(({ flooded }) => flooded.cores[name]!),
      ),
    ),
  ];
}

function frames(all: Round[], what: string, own: keyof Moved, beside: keyof Moved): Found[] {
  const of = (manner: Manner, which: keyof Moved) => all.flatMap((round) => rates(round[manner][which], MOVED));
  const share = all.map(({ flooded }) => sum(rates(flooded[own], MOVED)) / sum(rates(flooded[beside], MOVED)));
  return [
    found(`${what}: frames that changed, the program idle`, 'a second', of('idle', own)),
    found('an empty canvas in its place', 'a second', of('idle', beside)),
    found('flooded', 'a second', of('flooded', own)),
    found('an empty canvas in its place', 'a second', of('flooded', beside)),
    { ...found('against it', 'of it', share), goal: GOALS.frames, least: true },
  ];
}

function lateness(all: Round[], manner: Manner): Found[] {
  const words = manner === 'idle' ? 'the program idle' : 'flooded';
  const late = all.map((round) => round[manner].late);
  return [
    found(
      `the extension host’s event loop late, 99th percentile, ${words}`,
      'ms',
      late.map(({ p99 }) => p99),
    ),
    found(
      'the longest turn',
      'ms',
      late.map(({ longest }) => longest),
    ),
  ];
}

/** What was sent came to the same as this, or there is no table. */
function exactFindings(all: number, whole: number): Found[] {
  return [
    estimated('messages in the timeline: as many as the program counted', '', exactly(all)),
    estimated('told each by itself', '', exactly(whole)),
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}

function found(what: string, unit: string, values: readonly number[]): Found {
  return estimated(what, unit, estimate(values));
}

function estimated(what: string, unit: string, value: Estimate): Found {
  return { what, unit, value, goal: null };
}

function exactly(value: number): Estimate {
  return { point: value, low: value, high: value };
}
