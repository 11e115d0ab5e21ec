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

// Made once: each costs more than what it writes.
const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** So long, in ms, the time of day tells when something was, also past midnight. */
const RECENT = 12 * 3_600_000;

/** `14:03`; of what was long ago and on another day `27 Nov`, in the person's own words. */
export function shortTime(time: number, at: Now): string {
  const age = at.monotonic - time;
  const moment = new Date(at.wall.getTime() - age);
  const isToday = moment.toDateString() === at.wall.toDateString();
  return (isToday || age < RECENT ? TIME : DAY).format(moment);
}

/** `0.4 s`, `12 s`, `3 min`; `ms` is how long. */
export function lifeWords(ms: number, t: Translate): string {
  return ms < 1000 ? t('{0} s', (Math.max(0, ms) / 1000).toFixed(1)) : spanWords(ms, t);
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
