// Times of the host's monotonic clock, as a person reads them.
import type { Translate } from '../../adapter/texts';

/** The same moment on both clocks, in ms. */
export interface Now {
  monotonic: number;
  wall: Date;
}

/** The clocks of this host, which the hub shares. */
export function now(): Now {
  return { monotonic: Number(process.hrtime.bigint()) / 1e6, wall: new Date() };
}

/** `14:03:22` where the person lives. */
export function clockTime(time: number, at: Now): string {
  return new Date(at.wall.getTime() - (at.monotonic - time)).toLocaleTimeString();
}

/** `12 s ago`. */
export function agoWords(time: number, at: Now, t: Translate): string {
  const seconds = Math.max(0, Math.floor((at.monotonic - time) / 1000));
  if (seconds < 60) return t('{0} s ago', seconds);
  if (seconds < 3600) return t('{0} min ago', Math.floor(seconds / 60));
  return t('{0} h ago', Math.floor(seconds / 3600));
}

/** `2.1 s before`; `ms` is how long. */
export function beforeWords(ms: number, t: Translate): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 60) return t('{0} s before', seconds.toFixed(1));
  if (seconds < 3600) return t('{0} min before', Math.floor(seconds / 60));
  return t('{0} h before', Math.floor(seconds / 3600));
}

/** `12 s`; `ms` is how long. */
export function spanWords(ms: number, t: Translate): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return t('{0} s', seconds);
  if (seconds < 3600) return t('{0} min', Math.floor(seconds / 60));
  return t('{0} h', Math.floor(seconds / 3600));
}
