// A recording: JSON Lines, everything the hub was told in a run.
// First line a header; then one line for each message of an agent, under the message's own type, and one for each change of
// the model that follows from it; now and then a keyframe.
import * as v from 'valibot';
import { MessageRecord, Peer } from './agent';
import { Change } from './viewer';

export const RECORDING_FORMAT = 'worker-lens';
export const RECORDING_VERSION = 1;
/** Bytes between two keyframes. */
export const KEYFRAME_BYTES = 4 * 1024 * 1024;

/** First line. `time` is on the same monotonic clock as all other lines, in ms; `startedAt` is wall clock for display. */
export const RecordingHeader = v.object({
  type: v.literal('recording'),
  time: v.number(),
  format: v.literal(RECORDING_FORMAT),
  version: v.number(),
  run: v.string(),
  name: v.string(),
  startedAt: v.string(),
});
export type RecordingHeader = v.InferOutput<typeof RecordingHeader>;

/** A message of an agent: its own fields, and who sent it. */
export const RecordingEvent = v.looseObject({
  type: v.string(),
  time: v.number(),
  process: v.string(),
  thread: v.number(),
  /** Id of the target that told it, where the model knows it. */
  target: v.optional(v.nullable(v.string())),
});
export type RecordingEvent = v.InferOutput<typeof RecordingEvent>;

/** Who a message went to or came from, as far as the hub knows. */
const other = {
  peer: Peer,
  /** Id of the target at the other end; `null` where that is not known, and of a broadcast. */
  with: v.nullable(v.string()),
  /**
   * Only of a MessageChannel: which, and which of its ends told this. What end 0 sent with a number is what end 1 received
   * with it.
   */
  channel: v.optional(v.object({ id: v.string(), end: v.picklist([0, 1]) })),
};

/** An agent's totals and single messages, with their other ends found. */
export const RecordingMessages = v.object({
  type: v.literal('messages'),
  time: v.number(),
  process: v.string(),
  thread: v.number(),
  target: v.nullable(v.string()),
  counts: v.array(v.object({ ...other, sent: v.number(), received: v.number() })),
  records: v.optional(v.array(v.object({ ...MessageRecord.entries, ...other }))),
  payloadsDropped: v.optional(v.number()),
});
export type RecordingMessages = v.InferOutput<typeof RecordingMessages>;

/** What became different in the model; of what only its totals of messages changed, nothing is said. */
export const RecordingChanges = v.object({
  type: v.literal('changes'),
  time: v.number(),
  changes: v.array(Change),
});
export type RecordingChanges = v.InferOutput<typeof RecordingChanges>;

/** The whole model at a moment, so that a reader need not begin at the start. */
export const RecordingKeyframe = v.object({
  type: v.literal('keyframe'),
  time: v.number(),
  model: v.array(Change),
});
export type RecordingKeyframe = v.InferOutput<typeof RecordingKeyframe>;

/** Last line of a recording that was ended in order. */
export const RecordingEnd = v.object({
  type: v.literal('end'),
  time: v.number(),
  code: v.nullable(v.number()),
  signal: v.nullable(v.string()),
});
export type RecordingEnd = v.InferOutput<typeof RecordingEnd>;
