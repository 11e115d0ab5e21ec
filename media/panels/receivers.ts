// Who can be sent a message from a timeline: it is sent by whoever started the receiver.
import type { Edge, Lane } from '../../protocol/timeline';

/** Those that live, and were started by somebody in the run who lives too. */
export function receiversIn(lanes: readonly Lane[]): Lane[] {
  const living = new Set(lanes.filter(({ ended }) => ended === null).map(({ id }) => id));
  return lanes.filter(({ id, parent }) => living.has(id) && parent !== null && living.has(parent));
}

/** Who is to get a message that went there: the same one; where that one can't, who sent it; else any. */
export function likeliestReceiver(edge: Edge, lanes: readonly Lane[]): Lane | undefined {
  const receivers = receiversIn(lanes);
  const ends = [lanes[edge.to], edge.to >= 0 ? lanes[edge.from] : undefined];
  return ends.find((lane) => lane && receivers.includes(lane)) ?? receivers[0];
}
