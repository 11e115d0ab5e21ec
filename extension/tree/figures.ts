// What figures are called and how they are said. Short: they stand at the end of a row.
import type { Translate } from '../../adapter/texts';
import type { Measured } from '../../viewer/figures';

/** All that a row can show, by the names that settings have for them. */
export const FIGURES = [
  'cpu',
  'memory',
  'heap',
  'loop',
  'delay',
  'requests',
  'responseMean',
  'response',
  'connections',
  'messages',
] as const;
export type FigureName = (typeof FIGURES)[number];

/**
 * By name: percent for `cpu` and `loop`, bytes for `memory` and `heap`, ms for `delay`, `response` (the 95th percentile)
 * and `responseMean`, else a number each second. `null` where there is none.
 */
export type FigureValues = Record<FigureName, number | null>;

/** Who knows the figures of targets. */
export interface FigureReader {
  of(target: string): Measured | undefined;
}

const MB = 1024 * 1024;

/** How many characters each takes, as `100 %`, `p95 999 ms`. */
const WIDTHS: Record<FigureName, number> = {
  cpu: 5,
  memory: 6,
  heap: 11,
  loop: 10,
  delay: 11,
  requests: 6,
  responseMean: 11,
  response: 10,
  connections: 10,
  messages: 9,
};
/** Characters that fit a worker's row beside its port, in a side bar of 300 pixels. */
const BESIDE_PORT = 16;
const SEPARATOR = 3;

/** Whether these figures leave a row no room for more. A matter of which they are, not of how large: rows must not jump. */
export function areWide(chosen: readonly FigureName[]): boolean {
  return sum(chosen.map((name) => WIDTHS[name] + SEPARATOR)) - SEPARATOR > BESIDE_PORT;
}

/** A thread has no resident memory of its own: its heap stands for it. */
export function valuesOf(measured: Measured): FigureValues {
  return {
    cpu: measured.cpu === null ? null : measured.cpu * 100,
    memory: measured.rss ?? measured.heap.used,
    heap: measured.heap.used,
    loop: measured.loop.utilization * 100,
    delay: measured.loop.delay.max,
    requests: measured.requestRate,
    responseMean: measured.http?.mean ?? null,
    response: measured.http?.p95 ?? null,
    connections: measured.connectionRate,
    messages: measured.messageRate,
  };
}

/** How the figures of many come to one. @param requests of each */
const TOGETHER: Record<FigureName, (values: number[], requests: number[]) => number> = {
  cpu: sum,
  memory: sum,
  heap: sum,
  loop: (values) => sum(values) / values.length,
  delay: (values) => Math.max(...values),
  requests: sum,
  responseMean: weightedMean,
  response: (values) => Math.max(...values),
  connections: sum,
  messages: sum,
};

/** The figures of many: sums; of `loop` the mean, of `responseMean` that of all requests, of `delay` and `response` the worst. */
export function valuesTogether(all: readonly FigureValues[]): FigureValues {
  const together = (name: FigureName) => {
    const known = all.filter((each) => each[name] !== null);
    const values = (of: FigureName) => known.map((each) => each[of] ?? 0);
    return known.length > 0 ? TOGETHER[name](values(name), values('requests')) : null;
  };
  return Object.fromEntries(FIGURES.map((name) => [name, together(name)])) as FigureValues;
}

/** The values, as exactly as they are said: what says the same ranks the same. */
export function roundedValue(name: FigureName, value: number): number {
  if (name === 'memory' || name === 'heap') return Math.round(value / MB);
  return value < 10 && (isRate(name) || isResponse(name)) ? Math.round(value * 10) / 10 : Math.round(value);
}

/** `12 %`, `45 MB`, `120/s`: those that are chosen, in their order. */
export function figureWords(values: Partial<FigureValues>, chosen: readonly FigureName[], t: Translate): string[] {
  return worded(values, chosen, (name, value) => shortWords(name, numberWords(name, value), t));
}

/** `12 % CPU`: for who hears them, and for the tooltip's lists. */
export function spokenFigures(values: Partial<FigureValues>, chosen: readonly FigureName[], t: Translate): string[] {
  return worded(values, chosen, (name, value) => `${unitWords(name, value)} ${figureName(name, t)}`);
}

/** A figure's number with its unit: `12 %`, `45 MB`, `12 ms`, `120/s`. */
export function unitWords(name: FigureName, value: number): string {
  return isRate(name) ? `${numberWords(name, value)}/s` : numberWords(name, value);
}

/** What a person calls it. */
export function figureName(name: FigureName, t: Translate): string {
  switch (name) {
    case 'cpu':
      return t('CPU');
    case 'memory':
      return t('memory');
    case 'heap':
      return t('heap');
    case 'loop':
      return t('event loop busy');
    case 'delay':
      return t('event loop late');
    case 'requests':
      return t('requests');
    case 'responseMean':
      return t('response time (mean)');
    case 'response':
      return t('response time (95th percentile)');
    case 'connections':
      return t('connections');
    case 'messages':
      return t('messages');
  }
}

function worded(
  values: Partial<FigureValues>,
  chosen: readonly FigureName[],
  words: (name: FigureName, value: number) => string,
): string[] {
  return chosen.flatMap((name) => {
    const value = values[name] ?? null;
    return value === null ? [] : [words(name, value)];
  });
}

function shortWords(name: FigureName, number: string, t: Translate): string {
  switch (name) {
    case 'cpu':
    case 'memory':
      return number;
    case 'heap':
      return t('{0} heap', number);
    case 'loop':
      return t('{0} loop', number);
    case 'delay':
      return t('{0} late', number);
    case 'requests':
      return `${number}/s`;
    case 'responseMean':
      return t('mean {0}', number);
    case 'response':
      return t('p95 {0}', number);
    case 'connections':
      return t('{0} conn/s', number);
    case 'messages':
      return t('{0} msg/s', number);
  }
}

function numberWords(name: FigureName, value: number): string {
  const number = roundedValue(name, value);
  switch (name) {
    case 'cpu':
    case 'loop':
      return `${number} %`;
    case 'memory':
    case 'heap':
      return number < 1000 ? `${number} MB` : `${(number / 1024).toFixed(1)} GB`;
    case 'delay':
    case 'responseMean':
    case 'response':
      return number < 10_000 ? `${number} ms` : `${Math.round(number / 1000)} s`;
    default:
      return String(number);
  }
}

function isRate(name: FigureName): boolean {
  return name === 'requests' || name === 'connections' || name === 'messages';
}

function isResponse(name: FigureName): boolean {
  return name === 'response' || name === 'responseMean';
}

/** 0 where nothing was weighed. */
function weightedMean(values: number[], weights: number[]): number {
  const weighed = sum(weights);
  return weighed > 0 ? sum(values.map((value, i) => value * weights[i]!)) / weighed : 0;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
