// How a message is said, and who it goes between.
import type { Edge, Lane } from '../protocol/timeline';
import { laneWords } from './lanes/words';
import type { Translate } from './panel';
import { bytesText, spanText } from './time';
import type { TraceStore } from './trace-store';

/** Who stands at an end of an edge; all who listen to a broadcast. */
export function endWords(edge: Edge, end: 'from' | 'to', lanes: readonly Lane[], t: Translate): string {
  const lane = lanes[edge[end]];
  if (lane) return laneWords(lane, lanes, t);
  return edge.by === 'broadcast' && end === 'to' ? t('all on {0}', edge.name ?? '') : t('unknown');
}

/** `primary → worker 2`. */
export function edgeWords(edge: Edge, lanes: readonly Lane[], t: Translate): string {
  return `${endWords(edge, 'from', lanes, t)} → ${endWords(edge, 'to', lanes, t)}`;
}

/** `resize #17`; what it is where nothing says what it is about. */
export function messageTitle(store: TraceStore, message: number, t: Translate): string {
  const hint = store.texts[store.messages.hint[message]!] || t('message');
  const key = store.texts[store.messages.key[message]!];
  return key ? `${hint} #${key}` : hint;
}

/** `1.2 ms on its way`, `sent; its receipt was not told`. */
export function flightWords(store: TraceStore, message: number, t: Translate): string {
  const sent = store.messages.sent[message]!;
  const received = store.messages.received[message]!;
  if (Number.isNaN(sent)) return t('received; its sending was not told');
  if (Number.isNaN(received)) return t('sent; its receipt was not told');
  return t('{0} on its way', spanText(received - sent));
}

export function sizeWords(store: TraceStore, message: number): string {
  const bytes = store.messages.bytes[message]!;
  return Number.isNaN(bytes) ? '' : bytesText(bytes);
}
