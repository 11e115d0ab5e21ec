// What a message waited for behind others of its edge. A channel keeps their order: one that was sent later is received later.
import type { TraceStore } from '../trace-store';

/** No more than these are counted. */
const MAX_AHEAD = 10_000;

/** Those sent before a message, on its edge, that were not received yet when it was sent. Times in ms. */
export interface Queue {
  ahead: number;
  /** There may have been more: some were counted only. */
  isLeast: boolean;
  /** From its sending until the last of them was received. */
  behind: number;
  /** From there until it was received itself: the receiver was at that one, or at something else. */
  after: number;
}

/** `null` where it had none before it, or that is not known. Cost: a step for each that was ahead. */
export function queueOf(store: TraceStore, message: number): Queue | null {
  const { sent, received, edge } = store.messages;
  const [begin, end] = [sent[message]!, received[message]!];
  if (Number.isNaN(end - begin)) return null;
  const { messages } = store.ofEdge(edge[message]!);
  const own = messages.lower(begin);
  let ahead = 0;
  let last = Number.NaN;
  for (let place = own - 1; place >= Math.max(0, own - MAX_AHEAD); place--) {
    const receipt = received[messages.at(place)]!;
    if (Number.isNaN(receipt)) continue;
    if (receipt <= begin) break;
    ahead++;
    if (Number.isNaN(last)) last = receipt;
  }
  if (ahead === 0 || last > end) return null;
  const isLeast = ahead === MAX_AHEAD || store.leftOutAt(edge[message]!, 'sent', store.end) > 0;
  return { ahead, isLeast, behind: last - begin, after: end - last };
}
