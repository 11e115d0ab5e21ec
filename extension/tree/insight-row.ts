// Insights as rows beneath what they are about, and pools in the rows that stand for their threads.
import { threadName } from '../../adapter/names';
import type { Translate } from '../../adapter/texts';
import type { ThreadState } from '../../protocol/viewer';
import type { Shares } from '../../viewer/insights/balance';
import type { Insight } from '../../viewer/insights/insight';
import type { Pool } from '../../viewer/insights/pools';
import type { Model } from '../../viewer/model';
import { type Being, shownInSlot, slotShowing } from './beneath';
import type { Node } from './nodes';
import type { Row } from './row';
import { endWords } from './words';

/** What the tree asks of insights. */
export interface InsightReader {
  /** Those to stand under a process, a thread or a slot. */
  of(owner: string): readonly Insight[];
  sharesOf(process: string): Shares | undefined;
  poolOf(thread: string): Pool | undefined;
}

export const NO_INSIGHTS: InsightReader = { of: () => [], sharesOf: () => undefined, poolOf: () => undefined };

/** Rows under a process or thread; what is said of a slot stands under the worker that it shows. */
export function insightNodes(model: Model, insights: InsightReader, id: string): Node[] {
  const process = model.processes.get(id);
  const slot = process && slotShowing(model, process);
  return [id, ...(slot ? [slot.id] : [])].flatMap((owner) => insights.of(owner).map(insightNode));
}

/** Ids of owners have no blanks. */
export function insightNode({ owner, id }: Insight): Node {
  return { kind: 'insight', id: `${owner} ${id}` };
}

/** Id of the process or thread whose row an insight stands under. */
export function insightOwner(model: Model, nodeId: string): string {
  const owner = ownerOf(nodeId);
  const slot = model.slots.get(owner);
  return (slot && shownInSlot(slot)) ?? owner;
}

export function insightOf(insights: InsightReader, nodeId: string): Insight | undefined {
  const owner = ownerOf(nodeId);
  const id = nodeId.slice(owner.length + 1);
  return insights.of(owner).find((each) => each.id === id);
}

export function insightRow(insight: Insight | undefined): Row | undefined {
  if (!insight) return undefined;
  const { kind, severity, label, description } = insight;
  const look = kind === 'shared-memory' ? 'shared' : severity === 'warning' ? 'insightWarning' : 'insight';
  return { label, description, counts: true, look, over: false, abilities: [], spoken: description };
}

/** The pools that these threads are in. */
export function poolsOfMembers(members: readonly Being[], insights: InsightReader): Pool[] {
  return [...new Set(members.flatMap(({ id }) => insights.poolOf(id) ?? []))];
}

/** `thread 3, crashed · code 1`: whose place in its pool a thread took; empty where it took nobody's. */
export function predecessorWords(model: Model, { id }: ThreadState, insights: InsightReader, t: Translate): string {
  const replacement = insights.poolOf(id)?.replaced.find(({ by }) => by === id);
  const was = replacement && model.threads.get(replacement.was);
  return was ? `${threadName(was, t)}, ${endWords(was.end, t)}` : '';
}

/**
 * How many of these threads, which all live, are at work. A pool is looked at now and then: some that were at work have ended
 * since, and others are known to be stuck.
 */
export function busyOf(pools: readonly Pool[], members: readonly Being[]): number | null {
  const busy = total(pools, (pool) => pool.busy);
  const known = members.filter(({ condition }) => condition?.is === 'busy' || condition?.is === 'stuck').length;
  return busy === null ? null : Math.max(known, Math.min(busy, members.length));
}

/** `3 busy`, `12 tasks/s`: as far as it can be told of the pools of these threads. */
export function poolWords(pools: readonly Pool[], members: readonly Being[], t: Translate): string[] {
  const busy = busyOf(pools, members);
  const tasks = total(pools, (pool) => pool.tasks);
  return [...(busy === null ? [] : [t('{0} busy', busy)]), ...(tasks === null ? [] : [taskWords(tasks, t)])];
}

export function taskWords(tasks: number, t: Translate): string {
  return t('{0} tasks/s', tasks < 10 ? Math.round(tasks * 10) / 10 : Math.round(tasks));
}

/** `null` where it is not known of all, or there is none. */
export function total(pools: readonly Pool[], of: (pool: Pool) => number | null): number | null {
  const values = pools.map(of);
  if (values.length === 0 || values.includes(null)) return null;
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

function ownerOf(nodeId: string): string {
  return nodeId.split(' ', 1)[0]!;
}
