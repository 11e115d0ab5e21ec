// What came of each place in the code where processes and threads are made. Knows the model, not the editor.
import { fileURLToPath } from 'node:url';
import type { Translate } from '../adapter/texts';
import type { ProcessState, ThreadState } from '../protocol/viewer';
import type { Model } from '../viewer/model';

type Kind = 'worker' | 'child' | 'thread';

/** What was made on one line. */
export interface SiteCount {
  /** 1-based. */
  line: number;
  kinds: Set<Kind>;
  /** Ids of those that live, the oldest first. */
  live: string[];
  /** Ids of those that ended, the oldest first. */
  ended: string[];
  crashed: number;
  /** Since when the code runs that made them, in ms of the host's monotonic clock; the latest of several. */
  since: number;
}

/** What makes each kind, as it stands in the code. */
const CALLS: Record<Kind, RegExp> = {
  worker: /\bfork\b/,
  child: /\b(fork|spawn|spawnSync|exec|execSync|execFile|execFileSync)\b/,
  thread: /\bWorker\b/,
};

/** By file, as its path: the lines on which something was made in the runs that go on, or else in the last one. */
export function siteCounts(model: Model): Map<string, SiteCount[]> {
  const runs = countedRuns(model);
  const sites = new Map<string, Map<number, SiteCount>>();
  for (const each of [...model.shownProcesses(), ...model.threads.values()].sort(byStart)) {
    const owner = 'thread' in each ? model.processes.get(each.process) : each;
    if (!each.site || !owner || !runs.has(owner.run)) continue;
    const file = pathOf(each.site.file);
    const lines = sites.get(file) ?? new Map<number, SiteCount>();
    sites.set(file, lines);
    const count = lines.get(each.site.line) ?? newCount(each.site.line);
    lines.set(each.site.line, count);
    add(count, each, makerStart(model, each));
  }
  return new Map([...sites].map(([file, lines]) => [file, [...lines.values()]]));
}

/** Whether a line of the code still holds what made them. */
export function stillMakes(line: string, { kinds }: SiteCount): boolean {
  return [...kinds].some((kind) => CALLS[kind].test(line));
}

/** `8 workers live · 2 crashed`. */
export function siteWords({ kinds, live, ended, crashed }: SiteCount, t: Translate): string {
  const first = live.length > 0 ? liveWords(kinds, live.length, t) : t('{0} ended', ended.length);
  return crashed > 0 ? `${first} · ${t('{0} crashed', crashed)}` : first;
}

function liveWords(kinds: ReadonlySet<Kind>, count: number, t: Translate): string {
  const [kind] = kinds;
  if (kinds.size > 1) return t('{0} live', count);
  switch (kind) {
    case 'worker':
      return count === 1 ? t('1 worker live') : t('{0} workers live', count);
    case 'thread':
      return count === 1 ? t('1 thread live') : t('{0} threads live', count);
    default:
      return count === 1 ? t('1 child live') : t('{0} children live', count);
  }
}

function countedRuns(model: Model): Set<string> {
  const runs = [...model.runs.values()].sort((a, b) => b.started - a.started);
  const live = runs.filter(({ state }) => state !== 'ended');
  return new Set((live.length > 0 ? live : runs.slice(0, 1)).map(({ id }) => id));
}

function newCount(line: number): SiteCount {
  return { line, kinds: new Set(), live: [], ended: [], crashed: 0, since: 0 };
}

/** In place: a line may make thousands. */
function add(count: SiteCount, each: ProcessState | ThreadState, since: number): void {
  count.kinds.add(kindOf(each));
  (each.state === 'exited' ? count.ended : count.live).push(each.id);
  if (each.end?.how === 'crashed') count.crashed++;
  count.since = Math.max(count.since, since);
}

function kindOf(each: ProcessState | ThreadState): Kind {
  if ('thread' in each) return 'thread';
  return each.worker ? 'worker' : 'child';
}

/** When the process began that made it: what is in its memory is the code as it was then. */
function makerStart(model: Model, each: ProcessState | ThreadState): number {
  const maker = 'thread' in each ? each.process : (each.parent ?? '');
  return model.processes.get(maker)?.started ?? 0;
}

function byStart(a: ProcessState | ThreadState, b: ProcessState | ThreadState): number {
  return a.started - b.started;
}

function pathOf(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file;
}
