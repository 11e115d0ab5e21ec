// A recording: JSON Lines, everything the hub was told in a run.
// First line a header; then one line for each message of an agent, under the message's own type; now and then a keyframe.
import * as v from 'valibot';
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
});
export type RecordingEvent = v.InferOutput<typeof RecordingEvent>;

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
