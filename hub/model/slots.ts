// Slots: the places that workers take in their cluster, kept across restarts.
//
// A forked worker takes, in this order:
// 1. the slot that the lens had the primary fork it for;
// 2. the empty slot of its own NODE_APP_INSTANCE;
// 3. among those with equal `exec` and `args` the slot that has been empty for as long as the one that was filled last
//    had been, or nearest to that: a slot that the program gave up is no worker's that crashed a moment ago. The one
//    that has been empty longest where none was filled before;
// 4. a new slot, which it keeps only until it replaces another worker: one that was leaving already at the fork
//    (its channel closed, or it was killed, but it has not exited), or, in a rolling reload, one that leaves of its
//    own will or by request within RELOAD_WINDOW after the new one was forked into a complete cluster.
//    It moves over when the other exits, and its own slot goes away.
import type { ProcessRecord, Slot } from './records';
import { asksToEnd } from './signals';
import type { Store } from './store';

/** How long after the last new worker came up a leaving one is still thought to be replaced by it, in ms. */
export const RELOAD_WINDOW = 10_000;
/** A fork so long after the last new worker came up begins something else than it did, in ms: the cluster has grown. */
export const RELOAD_GAP = 2000;

/** Seats a worker that was just forked by `primary`. */
export function seat(store: Store, primary: ProcessRecord, worker: ProcessRecord, id: number, time: number): void {
  const meant = meantSlotFor(primary, worker);
  const free = meant ?? emptySlotFor(primary, worker, time);
  if (free) {
    // How long the lens waited says nothing of the program.
    if (!meant) primary.cluster.lastWait = time - free.emptySince;
    take(store, free, worker, id);
    free.state.restarts++;
    return;
  }
  const leaving = leavingSlotFor(primary, worker);
  settle(primary, time);
  const slot = addSlot(primary, worker);
  slot.tentative = isComplete(primary);
  if (slot.tentative) primary.cluster.lastTentative = time;
  if (leaving) leaving.successor = worker;
  primary.cluster.slots.push(slot);
  take(store, slot, worker, id);
}

/** The lens is about to have a primary fork another in the place of a worker. */
export function forkAsked(worker: ProcessRecord): void {
  worker.parent?.cluster.replaced.add(worker);
}

/** The primary has told of the other by now, or forks none. */
export function forkAnswered(worker: ProcessRecord): void {
  worker.parent?.cluster.replaced.delete(worker);
}

/** A new worker came up: a rolling reload goes on from there. */
export function slotUp(worker: ProcessRecord, time: number): void {
  const slot = slotOf(worker);
  if (slot?.tentative && worker.parent) worker.parent.cluster.lastTentative = time;
}

/** A worker begins to leave of its own will or by request; also told late, when it has left already. */
export function slotLeaving(store: Store, worker: ProcessRecord, time: number): void {
  const slot = slotOf(worker) ?? slotLastOf(worker);
  if (!slot || !worker.parent) return;
  slot.successor ??= reloadSuccessor(worker.parent, slot, worker, time);
  if (!slot.current) succeed(store, slot);
}

/** A worker has exited: its slot is empty, or its successor's. */
export function slotLeft(store: Store, worker: ProcessRecord, time: number): void {
  for (const slot of worker.parent?.cluster.slots ?? []) {
    if (slot.successor === worker) slot.successor = null;
  }
  const slot = slotOf(worker);
  if (!slot) return;
  slot.current = null;
  slot.last = worker;
  slot.emptySince = time;
  slot.state.current = null;
  slot.state.history = [...slot.state.history, worker.state.id];
  store.touchSlot(slot);
  const { voluntary, asks } = worker.facts;
  if (voluntary || asks.some(({ signal }) => asksToEnd(signal))) slotLeaving(store, worker, time);
  else succeed(store, slot);
}

function slotOf(worker: ProcessRecord): Slot | undefined {
  return worker.parent?.cluster.slots.find((slot) => slot.current === worker);
}

function slotLastOf(worker: ProcessRecord): Slot | undefined {
  return worker.parent?.cluster.slots.find((slot) => slot.current === null && slot.last === worker);
}

function meantSlotFor({ cluster }: ProcessRecord, worker: ProcessRecord): Slot | undefined {
  return [...cluster.replaced].map(slotLastOf).find((slot) => slot && suits(slot, worker));
}

function emptySlotFor(primary: ProcessRecord, worker: ProcessRecord, time: number): Slot | undefined {
  const { slots, lastWait } = primary.cluster;
  const empty = slots.filter(({ current }) => current === null).sort((a, b) => a.emptySince - b.emptySince);
  const ofInstance = empty.find(({ instance }) => instance !== null && instance === worker.instance);
  if (ofInstance) return ofInstance;
  const alike = empty.filter(({ command }) => command === worker.command);
  if (lastWait === null) return alike[0];
  const strangeness = ({ emptySince }: Slot) => Math.abs(time - emptySince - lastWait);
  return alike.sort((a, b) => strangeness(a) - strangeness(b))[0];
}

/** The slot whose worker is on its way out, and has no successor yet. */
function leavingSlotFor(primary: ProcessRecord, worker: ProcessRecord): Slot | undefined {
  const leaving = primary.cluster.slots.filter(
    (slot) => slot.successor === null && slot.current !== null && isLeaving(slot.current) && suits(slot, worker),
  );
  return leaving.find(({ instance }) => instance !== null && instance === worker.instance) ?? leaving[0];
}

function isLeaving({ state, facts }: ProcessRecord): boolean {
  return state.state === 'disconnecting' || facts.voluntary || facts.asks.some(({ signal }) => asksToEnd(signal));
}

/** Workers that replaced nobody for so long have come to stay. */
function settle({ cluster }: ProcessRecord, time: number): void {
  if (time - cluster.lastTentative <= RELOAD_GAP) return;
  for (const slot of cluster.slots) slot.tentative = false;
}

/** All that have come to stay are up, so that a further fork is no part of the start. */
function isComplete(primary: ProcessRecord): boolean {
  const seated = primary.cluster.slots.flatMap(({ current, tentative }) => (current && !tentative ? [current] : []));
  return seated.length > 0 && seated.every(({ state }) => state.state !== 'starting');
}

function reloadSuccessor(
  primary: ProcessRecord,
  slot: Slot,
  leaver: ProcessRecord,
  time: number,
): ProcessRecord | null {
  const { slots, lastTentative } = primary.cluster;
  if (time - lastTentative > RELOAD_WINDOW) return null;
  const taken = new Set(slots.map(({ successor }) => successor));
  const younger = slots.filter(
    ({ tentative, current }) =>
      tentative && current && !taken.has(current) && isYounger(current, leaver) && suits(slot, current),
  );
  const sameInstance = younger.find(({ instance }) => instance !== null && instance === slot.instance);
  return (sameInstance ?? younger[0])?.current ?? null;
}

function isYounger(worker: ProcessRecord, than: ProcessRecord): boolean {
  return (worker.state.worker?.id ?? 0) > (than.state.worker?.id ?? 0);
}

function suits(slot: Slot, worker: ProcessRecord): boolean {
  const otherInstance = slot.instance !== null && worker.instance !== null && slot.instance !== worker.instance;
  return slot.command === worker.command && !otherInstance;
}

function succeed(store: Store, slot: Slot): void {
  const worker = slot.successor;
  slot.successor = null;
  const primary = worker?.parent;
  const from = worker && slotOf(worker);
  if (!primary || !from) return;
  primary.cluster.slots = primary.cluster.slots.filter((each) => each !== from);
  store.forgotten('slot', from.state.id);
  // Whoever was forked for the same purpose before, and did not live to see it.
  slot.state.history = [...slot.state.history, ...from.state.history];
  slot.state.restarts += 1 + from.state.restarts;
  slot.successor = from.successor;
  take(store, slot, worker, worker.state.worker!.id);
}

function take(store: Store, slot: Slot, worker: ProcessRecord, id: number): void {
  slot.current = worker;
  slot.instance = worker.instance;
  slot.state.current = worker.state.id;
  worker.state.worker = { id, slot: slot.state.slot };
  store.touchSlot(slot);
  store.touch(worker);
}

function addSlot(primary: ProcessRecord, worker: ProcessRecord): Slot {
  const numbers = new Set(primary.cluster.slots.map(({ state }) => state.slot));
  let slot = 1;
  while (numbers.has(slot)) slot++;
  const primaryId = primary.state.id;
  return {
    state: { id: `${primaryId}#${slot}`, primary: primaryId, slot, current: null, history: [], restarts: 0 },
    current: null,
    last: null,
    command: worker.command,
    instance: worker.instance,
    emptySince: 0,
    tentative: false,
    successor: null,
  };
}
