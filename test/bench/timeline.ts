// How fast the timeline is, in a real VS Code: until a recording of a million events is shown, what memory that takes, and in
// how many frames its picture changes while a person drags and zooms it; beside a canvas that does nothing else.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { ensureChromium, ensureCodeServer } from '../../scripts/lib/ensure.mjs';
import { packageExtension } from '../../scripts/lib/package-extension.mjs';
import { Workbench } from '../vscode/harness/workbench';
import { MILLION, writeBigRecording } from './lib/big-recording';
import { gaps, type Movement, rates } from './lib/movement';
import type { Finding } from './lib/report';
import { type Estimate, estimate, estimateOf, percentile95 } from './lib/statistics';
import { type Moved, type Opening, TimelinePage } from './lib/timeline-page';
import { type Memory, WindowMemory } from './lib/window-memory';

const FILE = 'big.wlens.jsonl';
const MB = 1024 * 1024;
/** How long each is moved in a round, in ms; a rate is that of one second of it. */
const MOVED = 5_000;

/** `frames`: or as many as the empty canvas has. */
const GOALS = { opens: 5_000, memory: 500, frames: 55 };

type Found = Omit<Finding, 'node'>;

interface Round extends Moved {
  opening: Opening;
  peak: Memory;
  drawn: Memory;
}

export async function measureTimeline(rounds: number, progress: (text: string) => void): Promise<Finding[]> {
  await ensureChromium();
  await ensureCodeServer();
  const vsix = await packageExtension();
  const folder = await mkdtemp(path.join(tmpdir(), 'wl-bench-'));
  try {
    progress('Writing the recording');
    const { records, bytes } = writeBigRecording(path.join(folder, FILE), MILLION);
    const workbench = await Workbench.start({ workspace: folder, vsix, width: 1_600, height: 1_000 });
    try {
      const found = await measureIn(workbench, rounds, progress);
      const size = exact(`a recording of ${records.toLocaleString('en')} messages sent and received`, 'MB', bytes / MB);
      return [size, ...found].map((finding) => ({ ...finding, node: '' }));
    } finally {
      await workbench.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureIn(workbench: Workbench, rounds: number, progress: (text: string) => void): Promise<Found[]> {
  const page = new TimelinePage(workbench);
  const memory = await WindowMemory.of(workbench);
  const all: Round[] = [];
  // Before anything was opened: what an opening leaves behind counts with those after it.
  progress('The window comes to rest');
  const before = await memory.settled();
  let size = { width: 0, height: 0 };
  // The first is not counted: nothing of it is in the system's caches yet.
  for (let round = 0; round <= rounds; round++) {
    progress(`Round ${round} of ${rounds}`);
    const { result: opening, peak } = await memory.during(() => page.open(FILE));
    const drawn = memory.now();
    size = await page.look();
    const moved = await page.move(MOVED, round % 2 === 1);
    if (round > 0) all.push({ opening, peak, drawn, ...moved });
    await page.close();
  }
  return [...openingFindings(all), ...memoryFindings(all, before), ...frameFindings(all, size)];
}

function openingFindings(all: Round[]): Found[] {
  const shares = all.map(({ opening }) => new Set(opening.progress).size);
  return [
    found('opened, until all of it is shown', 'ms', estimate(all.map((one) => one.opening.ms)), {
      goal: GOALS.opens,
    }),
    found('different shares that its progress bar showed meanwhile', '', estimate(shares)),
  ];
}

function memoryFindings(all: Round[], before: Memory): Found[] {
  const added = (to: (round: Round) => Memory, of: keyof Memory) =>
    estimate(all.map((round) => (to(round)[of] - before[of]) / MB));
  const inAll = (to: (round: Round) => Memory) =>
    estimate(all.map((round) => (to(round).host + to(round).renderers - before.host - before.renderers) / MB));
  const peak = (round: Round) => round.peak;
  const drawn = (round: Round) => round.drawn;
  return [
    exact('memory before: extension host', 'MB', before.host / MB),
    exact('the browser’s renderers', 'MB', before.renderers / MB),
    found('added to both, at the most while it opens', 'MB', inAll(peak), { goal: GOALS.memory }),
    found('added to both, once it is shown', 'MB', inAll(drawn), { goal: GOALS.memory }),
    found('to the extension host', 'MB', added(drawn, 'host')),
    found('to the renderers', 'MB', added(drawn, 'renderers')),
  ];
}

function frameFindings(all: Round[], { width, height }: { width: number; height: number }): Found[] {
  const of = (what: string, own: (round: Round) => Movement, peer: (round: Round) => Movement): Found[] => {
    const rated = (which: (round: Round) => Movement) => all.flatMap((one) => rates(which(one), MOVED));
    const [mine, beside] = [rated(own), rated(peer)];
    const ceiling = estimate(beside);
    const longest = all.flatMap((one) => gaps(own(one)));
    return [
      found(`${what}: frames that changed`, 'a second', estimate(mine), {
        goal: Math.min(GOALS.frames, ceiling.low),
        least: true,
      }),
      found(`an empty canvas of ${width} × ${height} in its place`, 'a second', ceiling),
      found('between two of them, 95th percentile', 'ms', estimateOf(longest, percentile95)),
    ];
  };
  return [
    ...of(
      'dragging',
      ({ drag }) => drag,
      ({ dragBeside }) => dragBeside,
    ),
    ...of(
      'zooming',
      ({ zoom }) => zoom,
      ({ zoomBeside }) => zoomBeside,
    ),
  ];
}

function found(what: string, unit: string, value: Estimate, goal?: { goal: number; least?: boolean }): Found {
  return { what, unit, value, goal: null, ...goal };
}

function exact(what: string, unit: string, value: number): Found {
  return found(what, unit, { point: value, low: value, high: value });
}
