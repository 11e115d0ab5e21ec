// How the panels say numbers, moments and places.
import type { Edge } from '../../protocol/timeline';
import type { Translate } from '../panel';
import { bytesText, spanText } from '../time';
import type { TraceStore } from '../trace-store';
import type { Queue } from './queue';

/** Stands where nothing is known. */
export const UNKNOWN = '–';

const WHOLE = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });

/** `1,204`; NaN is not known, here and below. */
export function countWords(count: number): string {
  return Number.isNaN(count) ? UNKNOWN : WHOLE.format(count);
}

/** @param ms a span */
export function spanWords(ms: number): string {
  return Number.isNaN(ms) ? UNKNOWN : spanText(ms);
}

export function bytesWords(bytes: number): string {
  return Number.isNaN(bytes) ? UNKNOWN : bytesText(bytes);
}

/** `120/s`, `0.4/s`, `0.01/s`. */
export function rateWords(rate: number): string {
  if (Number.isNaN(rate)) return UNKNOWN;
  if (rate >= 9.95) return `${WHOLE.format(rate)}/s`;
  // What is seldom is not never.
  return `${Number(rate < 0.1 ? rate.toPrecision(1) : rate.toFixed(1))}/s`;
}

/** `1.5 KB/s`. */
export function bytesRateWords(rate: number): string {
  if (Number.isNaN(rate)) return UNKNOWN;
  return rate > 0 && rate < 1 ? '< 1 B/s' : `${bytesText(rate)}/s`;
}

/** A moment to the microsecond, the same width for all of a list: `1.204 512 s`, `2:05.310 000`; in ms since the start. */
export function momentWords(ms: number): string {
  if (Number.isNaN(ms)) return UNKNOWN;
  const micros = Math.round(Math.abs(ms) * 1000);
  const seconds = Math.floor(micros / 1_000_000);
  const fraction = String(micros % 1_000_000).padStart(6, '0');
  const part = `${fraction.slice(0, 3)}\u202f${fraction.slice(3)}`;
  const sign = ms < 0 ? '−' : '';
  if (seconds < 60) return `${sign}${seconds}.${part} s`;
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const clock = minutes < 60 ? String(minutes) : `${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
  return `${sign}${clock}:${two(seconds % 60)}.${part}`;
}

/** What the messages of an edge went through; and who tells of them, where the other end counts others. */
export function edgeChannelWords(store: TraceStore, edge: number, t: Translate): string {
  const channel = channelWords(store.edges[edge]!, t);
  const end = store.toldBy(edge);
  if (end === null) return channel;
  return end === 'from' ? t('{0}, as its sender counts', channel) : t('{0}, as its receiver counts', channel);
}

export function channelWords({ by, name }: Edge, t: Translate): string {
  switch (by) {
    case 'ipc':
      return t('IPC channel');
    case 'postMessage':
      return t('postMessage');
    case 'port':
      return t('MessageChannel');
    case 'broadcast':
      return t('BroadcastChannel “{0}”', name ?? '');
  }
}

/** `3 ahead of it for 80 ms, then 12 ms until it was received`; nothing where there were none. */
export function queueWords(queue: Queue | null, t: Translate): string {
  if (queue === null) return '';
  const ahead = queue.isLeast ? `≥ ${countWords(queue.ahead)}` : countWords(queue.ahead);
  const [behind, after] = [spanWords(queue.behind), spanWords(queue.after)];
  return t('{0} ahead of it for {1}, then {2} until it was received', ahead, behind, after);
}

/** `app.js:33` of `/src/app.js:33:5`. */
export function siteWords(site: string): string {
  const place = site.replace(/:\d+$/, '');
  return place.split(/[\\/]/).at(-1) || place;
}
