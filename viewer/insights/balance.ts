// How connections and requests are shared among the workers of a cluster, and whether a few of them take most.
import type { ProcessState } from '../../protocol/viewer';
import type { Model } from '../model';
import { type FiguresWindow, WINDOW } from './figures-window';
import { groupedBy, type Insight, percent, sentences, spanWords, sum, type Translate } from './insight';
import type { Seen } from './seen';

/** How long after the last of them began to listen workers are not yet compared, in ms. */
const SETTLING = 5_000;
/** With fewer in all, or fewer for each worker, chance alone makes shares as uneven as those that are told. */
const FEWEST_CONNECTIONS = { inAll: 50, each: 10 };
/** Requests come in series, on connections that live on. */
const FEWEST_REQUESTS = { inAll: 200, each: 20 };
/** A few take most where, of all there is, they take so much more than even shares would give them. */
const UNEVEN = 0.3;
/** Event loops that were idle for less of the time have little left to give. */
const HEAVY = 0.7;

/** What part of its cluster's work a worker did; null where there was none. */
export interface Shares {
  /** 0 to 1. */
  connections: number | null;
  requests: number | null;
  /** Over how long, in ms. */
  over: number;
}

/** Workers that listen on the same ports, compared from `from` on. */
interface Group {
  primary: ProcessState;
  workers: ProcessState[];
  from: number;
}

/** The few that took most. */
interface Few {
  workers: ProcessState[];
  others: ProcessState[];
  share: number;
  total: number;
}

/** By worker, of those that are compared with others. */
export function sharesOfWork(model: Model, window: FiguresWindow, seen: Seen, now: number): Map<string, Shares> {
  const shares = new Map<string, Shares>();
  for (const { workers, from } of groups(model, seen, now)) {
    const done = workers.map(({ id }) => window.since(id, from));
    const all = { connections: sum(done, (each) => each.connections), requests: sum(done, (each) => each.requests) };
    workers.forEach(({ id }, at) => {
      shares.set(id, {
        connections: all.connections > 0 ? done[at]!.connections / all.connections : null,
        requests: all.requests > 0 ? done[at]!.requests / all.requests : null,
        over: now - from,
      });
    });
  }
  return shares;
}

/** @param now of the hub's clock, in ms */
export function balanceInsights(model: Model, window: FiguresWindow, seen: Seen, now: number, t: Translate): Insight[] {
  return groups(model, seen, now).flatMap((group) => {
    const connections = fewOf(group, ({ id }) => window.since(id, group.from).connections, FEWEST_CONNECTIONS);
    if (connections) return [said(group, connections, 'connections', window, now, t)];
    const requests = fewOf(group, ({ id }) => window.since(id, group.from).requests, FEWEST_REQUESTS);
    return requests ? [said(group, requests, 'requests', window, now, t)] : [];
  });
}

function groups(model: Model, seen: Seen, now: number): Group[] {
  const listening = [...model.processes.values()].filter(
    ({ kind, state }) => kind === 'worker' && state === 'listening',
  );
  const alike = groupedBy(listening, (worker) => `${worker.parent} ${portsOf(worker)}`);
  return [...alike.values()].flatMap((workers): Group[] => {
    const primary = model.processes.get(workers[0]!.parent ?? '');
    if (!primary || workers.length < 2) return [];
    // A worker that came later had less time to take its share.
    const lastCame = Math.max(...workers.map(({ id }) => seen.inStateSince(id)));
    const from = Math.max(now - WINDOW, lastCame + SETTLING);
    return from < now ? [{ primary, workers, from }] : [];
  });
}

function portsOf({ addresses }: ProcessState): string {
  return [...new Set(addresses.map(({ port, address }) => port ?? address))].sort().join(' ');
}

/** The few, at most half, that took most above their even share; `null` where that is not much, or where all there is is little. */
function fewOf(
  { workers }: Group,
  countOf: (worker: ProcessState) => number,
  fewest: { inAll: number; each: number },
): Few | null {
  const counted = workers.map((worker) => ({ worker, count: countOf(worker) })).sort((a, b) => b.count - a.count);
  const total = sum(counted, ({ count }) => count);
  if (total < Math.max(fewest.inAll, fewest.each * workers.length)) return null;
  let taken = 0;
  const shares = counted.map(({ count }) => {
    taken += count;
    return taken / total;
  });
  const excess = (few: number) => shares[few - 1]! - few / workers.length;
  const sizes = Array.from({ length: Math.floor(workers.length / 2) }, (_, at) => at + 1);
  const few = sizes.reduce((best, each) => (excess(each) > excess(best) ? each : best), 1);
  if (excess(few) < UNEVEN) return null;
  const inOrder = (each: ProcessState[]) => each.sort((a, b) => (a.worker?.id ?? 0) - (b.worker?.id ?? 0));
  const sorted = counted.map(({ worker }) => worker);
  return { workers: inOrder(sorted.slice(0, few)), others: sorted.slice(few), share: shares[few - 1]!, total };
}

function said(
  { primary, workers, from }: Group,
  few: Few,
  of: 'connections' | 'requests',
  window: FiguresWindow,
  now: number,
  t: Translate,
): Insight {
  const busy = busyOf(few.workers, window, from);
  return {
    id: `balance ${primary.id} ${portsOf(workers[0]!)}`,
    owner: primary.id,
    kind: 'balance',
    severity: busy >= HEAVY ? 'warning' : 'info',
    label: takeWords(few.workers.length, workers.length, percent(few.share), t),
    description: of === 'connections' ? t('of the connections') : t('of the requests'),
    detail: sentences(
      t(
        'In the last {0}, {1} took {2} of {3}; even shares would give them {4}.',
        spanWords(now - from, t),
        namesOf(few.workers, t),
        percent(few.share),
        of === 'connections' ? t('{0} connections', few.total) : t('{0} requests', few.total),
        percent(few.workers.length / workers.length),
      ),
      t(
        'Their event loops were busy for {0} of the time, those of the others for {1}.',
        percent(busy),
        percent(busyOf(few.others, window, from)),
      ),
      of === 'connections' ? policyWords(primary, t) : requestWords(primary, t),
    ),
    targets: few.workers.map(({ id }) => id),
  };
}

function takeWords(few: number, all: number, share: string, t: Translate): string {
  return few === 1 ? t('1 of {0} workers takes {1}', all, share) : t('{0} of {1} workers take {2}', few, all, share);
}

/** Share of the time, of all of them together. */
function busyOf(workers: readonly ProcessState[], window: FiguresWindow, from: number): number {
  const done = workers.map(({ id }) => window.since(id, from));
  const measured = sum(done, (each) => each.measured);
  return measured > 0 ? sum(done, (each) => each.busy) / measured : 0;
}

function namesOf(workers: readonly ProcessState[], t: Translate): string {
  const names = workers.map(({ worker }) => t('worker {0}', worker?.id ?? '?'));
  return names.length <= 3 ? names.join(', ') : t('{0} and {1} more', names.slice(0, 2).join(', '), names.length - 2);
}

function policyWords({ scheduling }: ProcessState, t: Translate): string {
  switch (scheduling) {
    case 'none':
      return t(
        'The system hands connections out (SCHED_NONE), and prefers workers that were busy a moment ago. Try round robin: cluster.schedulingPolicy = cluster.SCHED_RR before the first fork, or NODE_CLUSTER_SCHED_POLICY=rr.',
      );
    case 'rr':
      return t(
        'The primary hands connections out in turn (SCHED_RR), to workers that took the one before: a worker that seldom comes back to its event loop gets fewer. Look for what keeps the others from it.',
      );
    case null:
      return t('Which scheduling policy is in force is not known. Try round robin: NODE_CLUSTER_SCHED_POLICY=rr.');
  }
}

function requestWords({ scheduling }: ProcessState, t: Translate): string {
  const policy = scheduling === 'none' ? t('left to the system') : t('round robin');
  return sentences(
    scheduling && t('Scheduling policy: {0}.', policy),
    t(
      'Connections, not requests, are handed out: all requests on one go to the same worker. A few clients or a proxy that keep connections open make this. Try more connections, or server.maxRequestsPerSocket, so that they are made anew.',
    ),
  );
}
