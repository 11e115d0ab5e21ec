// Whether a cluster seems to have too few workers or too many, from how busy they are and how many cores there are.
import type { ProcessState } from '../../protocol/viewer';
import type { Model } from '../model';
import { type Done, type FiguresWindow, WINDOW } from './figures-window';
import { type Insight, percent, sentences, spanWords, sum, type Translate } from './insight';
import type { Seen } from './seen';

/** What a worker does in its first time, in ms, is starting. */
const STARTING = 10_000;
/** Each worker must have been measured for so long, in ms: shorter loads come and go. */
const LONG_ENOUGH = 30_000;
/** Event loops that are this busy on the average, and each at least so, have more to do than they can. */
const FULL = { onAverage: 0.85, each: 0.7 };
/** Workers that use so much of all cores have nothing more to get from them … */
const ALL_CORES = 0.8;
/** … and wait for each other where their loops are busy so many times longer than cores could make them. */
const OVERCOMMITTED = 1.5;
/** What all workers do together, in event loops, that one could do with much to spare. */
const ENOUGH_FOR_ONE = 0.3;
/** Work that tells something about a load: connections and requests a second. */
const SOME_WORK = 5;
/** Of two workers the second stands in when the first fails. */
const FEWEST_TO_SPARE = 3;

/** The workers of one cluster, and what each did. */
interface Load {
  primary: ProcessState;
  workers: ProcessState[];
  done: Done[];
  /** In event loops: 2.5 of 4 workers. */
  busy: number;
  /** In cores, of the workers, and of all processes of the run. */
  cpu: number;
  cpuOfRun: number;
  cores: number;
  over: number;
}

/**
 * @param cores how many the host has for programs, as `os.availableParallelism` tells it
 * @param now of the hub's clock, in ms
 */
export function workerCountInsights(
  model: Model,
  window: FiguresWindow,
  seen: Seen,
  cores: number,
  now: number,
  t: Translate,
): Insight[] {
  const primaries = [...model.processes.values()].filter(({ primary, state }) => primary && state !== 'exited');
  return primaries.flatMap((primary) => {
    const load = loadOf(model, primary, window, seen, cores, now);
    return load ? (tooFew(load, t) ?? tooMany(load, t) ?? idle(load, t) ?? []) : [];
  });
}

function loadOf(
  model: Model,
  primary: ProcessState,
  window: FiguresWindow,
  seen: Seen,
  cores: number,
  now: number,
): Load | null {
  const workers = model.slotsOf(primary.id).flatMap(({ current }) => model.processes.get(current ?? '') ?? []);
  if (workers.length === 0) return null;
  const lastCame = Math.max(...workers.map(({ id }) => seen.inStateSince(id)));
  const from = Math.max(now - WINDOW, lastCame + STARTING);
  const done = workers.map(({ id }) => window.since(id, from));
  if (done.some(({ measured }) => measured < LONG_ENOUGH)) return null;
  const inRun = [...model.processes.values()].filter(({ run }) => run === primary.run);
  return {
    primary,
    workers,
    done,
    busy: sum(done, busyShare),
    cpu: sum(done, cpuShare),
    cpuOfRun: sum(inRun, ({ id }) => cpuShare(window.since(id, from))),
    cores,
    over: now - from,
  };
}

function busyShare({ busy, measured }: Done): number {
  return measured > 0 ? busy / measured : 0;
}

function cpuShare({ cpu, measured }: Done): number {
  return measured > 0 ? cpu / measured : 0;
}

/** All are busy, and a core is free that one more could use. */
function tooFew(load: Load, t: Translate): Insight[] | null {
  const { workers, done, busy, cpuOfRun, cores, over } = load;
  const isFull = busy / workers.length >= FULL.onAverage && done.every((each) => busyShare(each) >= FULL.each);
  if (!isFull || workers.length >= cores || cores - cpuOfRun < 1) return null;
  return [
    said(load, 'warning', t('too few workers?'), t('{0} busy', percent(busy / workers.length)), [
      t(
        'In the last {0}, the event loops of all {1} workers were busy for {2} of the time, while this run used {3} of {4} cores.',
        spanWords(over, t),
        workers.length,
        percent(busy / workers.length),
        decimal(cpuOfRun),
        cores,
      ),
      t('Requests may wait for a worker that is free. Try more workers, up to the number of cores, and measure.'),
    ]),
  ];
}

/** All cores are used, and the workers, more than there are cores, wait for each other. */
function tooMany(load: Load, t: Translate): Insight[] | null {
  const { workers, busy, cpu, cores, over } = load;
  if (workers.length <= cores || cpu < ALL_CORES * cores || busy < OVERCOMMITTED * cores) return null;
  return [
    said(load, 'info', t('too many workers?'), t('{0} for {1} cores', workers.length, cores), [
      t(
        'In the last {0}, {1} workers used {2} of {3} cores, while their event loops together were busy as if they had {4}: they wait for each other.',
        spanWords(over, t),
        workers.length,
        decimal(cpu),
        cores,
        decimal(busy),
      ),
      t(
        'For work that is mostly computing, as many workers as cores may do as much with less memory. Try and measure.',
      ),
    ]),
  ];
}

/** There is work, and it is little for so many. */
function idle(load: Load, t: Translate): Insight[] | null {
  const { workers, done, busy, over } = load;
  const seconds = Math.max(...done.map(({ measured }) => measured)) / 1000;
  const rate = sum(done, ({ connections, requests }) => Math.max(connections, requests)) / seconds;
  if (workers.length < FEWEST_TO_SPARE || rate < SOME_WORK || busy > ENOUGH_FOR_ONE) return null;
  return [
    said(load, 'info', t('more workers than this load needs'), t('{0} of one busy', percent(busy)), [
      t(
        'In the last {0}, {1} workers answered {2} requests or connections a second, and were all together busy for {3} of the time of one event loop.',
        spanWords(over, t),
        workers.length,
        Math.round(rate),
        percent(busy),
      ),
      t('If the load is never higher, two workers would do, with less memory.'),
    ]),
  ];
}

function said(
  { primary, workers }: Load,
  severity: Insight['severity'],
  label: string,
  description: string,
  detail: string[],
): Insight {
  return {
    id: `worker-count ${primary.id}`,
    owner: primary.id,
    kind: 'worker-count',
    severity,
    label,
    description,
    detail: sentences(...detail),
    targets: workers.map(({ id }) => id),
  };
}

/** `2.5`. */
function decimal(value: number): string {
  return value.toFixed(1);
}
