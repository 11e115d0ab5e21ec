// What is said of what is at the pointer: a title, and lines below it.
import { LANE_STATES, MARKS, type Mark } from '../../protocol/timeline';
import { laneDetail, laneName, stateWord, stateWords } from '../lanes/words';
import { edgeWords, flightWords, messageTitle, sizeWords } from '../message-words';
import type { Translate } from '../panel';
import { clockText, spanText } from '../time';
import type { TraceStore } from '../trace-store';
import type { Hit } from './hits';

export interface HitWords {
  title: string;
  lines: string[];
}

/** @param step times are told as exactly as this needs, in ms. @returns `null` where there is nothing to say */
export function hitWords(store: TraceStore, hit: Hit, step: number, t: Translate): HitWords | null {
  switch (hit.kind) {
    case 'nothing':
      return null;
    case 'message':
      return messageWords(store, hit.message, step, t);
    case 'mark':
      return markWords(store, hit.mark, step, t);
    case 'lane':
      return laneHitWords(store, hit.lane, hit.time, t);
    case 'bar':
      return barWords(store, hit, step, t);
  }
}

function messageWords(store: TraceStore, message: number, step: number, t: Translate): HitWords {
  const { messages } = store;
  const replied = messages.reply[message]! >= 0 ? roundTrip(store, message, messages.reply[message]!, t) : '';
  return {
    title: messageTitle(store, message, t),
    lines: [
      edgeWords(store.edges[messages.edge[message]!]!, store.lanes, t),
      [clockText(store.begin(message) - store.start, step), flightWords(store, message, t)].join(' · '),
      [sizeWords(store, message), store.texts[messages.handle[message]!]].filter(Boolean).join(' · '),
      replied,
    ].filter(Boolean),
  };
}

function roundTrip(store: TraceStore, request: number, reply: number, t: Translate): string {
  const span = store.finish(reply) - store.begin(request);
  return Number.isNaN(span) ? '' : t('answered after {0}', spanText(span));
}

export function markWord(mark: Mark, t: Translate): string {
  const words: Record<Mark, string> = {
    created: t('created'),
    online: t('online'),
    listening: t('listening'),
    disconnect: t('disconnected'),
    signal: t('signal'),
    error: t('error that nobody caught'),
    exit: t('exit'),
    fork: t('started another'),
  };
  return words[mark];
}

function markWords(store: TraceStore, row: number, step: number, t: Translate): HitWords {
  const { lane, time, mark, text } = store.marks;
  const at = time[row]!;
  const word = markWord(MARKS[mark[row]!] ?? 'online', t);
  const said = store.texts[text[row]!] ?? '';
  return {
    title: said ? `${word}: ${said}` : word,
    lines: [laneName(store.lanes[lane[row]!]!, t), clockText(at - store.start, step)],
  };
}

function laneHitWords(store: TraceStore, place: number, time: number, t: Translate): HitWords {
  const lane = store.lanes[place]!;
  return {
    title: laneName(lane, t),
    lines: [stateSpan(store, place, time, t), laneDetail(lane, t)].filter(Boolean),
  };
}

/** `stuck for 2.1 s`, as long as that lasted. */
function stateSpan(store: TraceStore, lane: number, time: number, t: Translate): string {
  const order = store.ofLane(lane).states;
  const place = order.upper(time) - 1;
  const words = stateWords(store, lane, time, t);
  if (place < 0) return words;
  const state = LANE_STATES[store.states.state[order.at(place)]!]!;
  if (['exited', 'askedFor', 'crashed'].includes(state)) return words;
  const end =
    place + 1 < order.count ? store.states.time[order.at(place + 1)]! : (store.lanes[lane]!.ended ?? store.end);
  const span = spanText(Math.max(0, end - store.states.time[order.at(place)]!));
  return words === stateWord(state, t) ? t('{0} for {1}', words, span) : `${words} · ${span}`;
}

function barWords(store: TraceStore, hit: Hit & { kind: 'bar' }, step: number, t: Translate): HitWords {
  return {
    title: t('{0} sent, {1} received', hit.sent.toLocaleString(), hit.received.toLocaleString()),
    lines: [
      laneName(store.lanes[hit.lane]!, t),
      t('{0} within {1}', clockText(hit.range.from - store.start, step), spanText(hit.range.to - hit.range.from)),
    ],
  };
}
