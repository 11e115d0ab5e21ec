// Rows that stand for many: threads of one script or pool, children of one script, workers by their slots.
import { scriptName } from '../../adapter/names';
import type { ProcessState, SlotState, ThreadState } from '../../protocol/viewer';
import type { Model } from '../../viewer/model';
import { type Being, lives, otherChildren, shownInSlot, slotShowing, threadsUnder } from './beneath';

/** More than so many that live and are alike are one row. */
export const MANY = 4;
/** What was one row stays one until no more than so many are left: else rows would jump as a pool breathes. */
const FEW = 1;
/** So many workers stand in the open; of more than that each so many are one row. */
export const RANGE = 64;

export interface Group {
  /** The process or thread that they stand beneath. */
  owner: string;
  of: 'threads' | 'children' | 'workers';
  /** What they have in common: a pool's package or a script; of workers the first slot of their range. */
  key: string;
}

/** Ids of processes and threads have no blanks; a script's path may. */
export function groupId({ owner, of, key }: Group): string {
  return `${owner} ${of} ${key}`;
}

export function groupOfId(id: string): Group {
  const [owner = '', of = ''] = id.split(' ', 2);
  return { owner, of: of as Group['of'], key: id.slice(owner.length + of.length + 2) };
}

/** What a group is called: `heavy.js`, `piscina`. */
export function groupName({ key }: Group): string {
  return scriptName(key);
}

/** Slots of a range of workers: from the first to the last. */
export function slotsOfRange({ key }: Group): [first: number, last: number] {
  return [Number(key), Number(key) + RANGE - 1];
}

/** Those that a group's row stands for, in the order in which they were made. */
export function membersOf(model: Model, { owner, of, key }: Group): readonly Being[] {
  switch (of) {
    case 'threads':
      return threadsUnder(model, owner).filter((each) => lives(each) && threadKey(each) === key);
    case 'children':
      return otherChildren(model, owner, (each) => lives(each) && each.script === key);
    case 'workers': {
      const [first, last] = [Number(key), Number(key) + RANGE - 1];
      const slots = model.slotsOf(owner).filter(({ slot }) => slot >= first && slot <= last);
      return slots.flatMap((slot) => shownIn(model, slot));
    }
  }
}

/** What stands in the open, and the groups of those that are too many for that. */
export type Gathered<S> = S | Group;

export function isGroup(each: Being | Group): each is Group {
  return 'of' in each;
}

export function gatheredThreads(model: Model, owner: string): Gathered<ThreadState>[] {
  return gathered(model, threadsUnder(model, owner).filter(lives), threadKey, { owner, of: 'threads' });
}

export function gatheredChildren(model: Model, owner: string): Gathered<ProcessState>[] {
  return gathered(model, otherChildren(model, owner, lives), childKey, { owner, of: 'children' });
}

/** Workers by their slots; ranges of slots where there are many. */
export function gatheredWorkers(model: Model, owner: string): Gathered<ProcessState>[] {
  const slots = model.slotsOf(owner);
  if (slots.length <= RANGE) return slots.flatMap((slot) => shownIn(model, slot));
  return [...new Set(slots.map(rangeKey))].map((key): Group => ({ owner, of: 'workers', key }));
}

/** The group that a process or thread stands in; `undefined` where it stands in the open. */
export function groupOf(model: Model, each: Being): Group | undefined {
  const group = 'thread' in each ? threadGroup(each) : processGroup(model, each);
  if (!group) return undefined;
  if (group.of === 'workers') return model.slotsOf(group.owner).length > RANGE ? group : undefined;
  return lives(each) && isOneRow(model, group, membersOf(model, group).length) ? group : undefined;
}

function threadGroup(thread: ThreadState): Group {
  const owner = thread.creator === 0 ? thread.process : `${thread.process}:${thread.creator}`;
  return { owner, of: 'threads', key: threadKey(thread) };
}

function processGroup(model: Model, process: ProcessState): Group | undefined {
  const owner = model.parentOf(process)?.id;
  if (owner === undefined) return undefined;
  const slot = slotShowing(model, process);
  if (slot) return { owner: slot.primary, of: 'workers', key: rangeKey(slot) };
  return { owner, of: 'children', key: childKey(process) };
}

/** All of a key that are more than a few become one group, which stands where the first of them would. */
function gathered<S extends Being>(
  model: Model,
  all: S[],
  keyOf: (each: S) => string,
  owned: Omit<Group, 'key'>,
): Gathered<S>[] {
  const counts = new Map<string, number>();
  for (const each of all) counts.set(keyOf(each), (counts.get(keyOf(each)) ?? 0) + 1);
  const groups = new Map<string, Group>();
  for (const [key, count] of counts) {
    const group = { ...owned, key };
    if (isOneRow(model, group, count)) groups.set(key, group);
  }
  const seen = new Set<Group>();
  return all.flatMap((each): Gathered<S>[] => {
    const group = groups.get(keyOf(each));
    if (!group) return [each];
    if (seen.has(group)) return [];
    seen.add(group);
    return [group];
  });
}

/** Ids of the groups that are one row, for each model. */
const oneRow = new WeakMap<Model, Set<string>>();
/** And of those of which it is known that they are pools. */
const pools = new WeakMap<Model, Set<string>>();

/**
 * From here on a pool's threads are one row however few they are, for the row tells of the pool. They stay one: a small pool
 * is down to a single thread each time that one is replaced.
 */
export function gatherPool(model: Model, thread: ThreadState): void {
  idsOf(pools, model).add(groupId(threadGroup(thread)));
}

function isOneRow(model: Model, group: Group, members: number): boolean {
  const known = idsOf(oneRow, model);
  const id = groupId(group);
  if (idsOf(pools, model).has(id)) return true;
  if (members > MANY) known.add(id);
  else if (members <= FEW) known.delete(id);
  return known.has(id);
}

function idsOf(all: WeakMap<Model, Set<string>>, model: Model): Set<string> {
  const ids = all.get(model) ?? new Set();
  all.set(model, ids);
  return ids;
}

/** A pool's threads belong together whatever they run. */
function threadKey({ site, script }: ThreadState): string {
  return site?.via ?? script;
}

function childKey({ script }: ProcessState): string {
  return script;
}

function rangeKey({ slot }: SlotState): string {
  return String(Math.floor((slot - 1) / RANGE) * RANGE + 1);
}

function shownIn(model: Model, slot: SlotState): ProcessState[] {
  const worker = model.processes.get(shownInSlot(slot) ?? '');
  return worker ? [worker] : [];
}
