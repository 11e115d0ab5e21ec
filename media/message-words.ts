// How a message is said.
import { laneName } from './lanes/words';
import type { Translate } from './panel';
import { bytesText, spanText } from './time';
import type { TraceStore } from './trace-store';

/** `worker 2`; for who is not known, and for all who listen, a word for that. */
export function endName(store: TraceStore, edge: number, end: 'from' | 'to', t: Translate): string {
  const { by, name, [end]: lane } = store.edges[edge]!;
  if (lane >= 0) return laneName(store.lanes[lane]!, t);
  return by === 'broadcast' && end === 'to' ? t('all on {0}', name ?? '') : t('unknown');
}

/** `primary → worker 2`. */
export function edgeWords(store: TraceStore, edge: number, t: Translate): string {
  return `${endName(store, edge, 'from', t)} → ${endName(store, edge, 'to', t)}`;
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
