// How times and spans of time are said, and where an axis has its ticks. All in ms.
import type { Range } from './view-state';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Steps of an axis beyond half a second; below, 1, 2 and 5 of each power of ten. */
const LONG_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200].map(
  (seconds) => seconds * SECOND,
);
const DAY = 24 * HOUR;
/** The shortest step there is: 1 ns. */
const FINEST = 1e-6;

export interface Tick {
  time: number;
  label: string;
}

export interface Axis {
  step: number;
  ticks: Tick[];
  /** What ticks are counted from, where they are too near to each other to be told in full: at the left of the axis. */
  base: string | null;
}

/** The smallest step of a round number that is at least `least` long; never none at all. */
export function stepOf(least: number): number {
  if (!(least > FINEST)) return FINEST;
  if (least > SECOND / 2) return LONG_STEPS.find((step) => step >= least) ?? Math.ceil(least / DAY) * DAY;
  const power = 10 ** Math.floor(Math.log10(least));
  const round = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least * (1 - 1e-9));
  return round ?? 10 * power;
}

/**
 * @param start the time that is told as 0
 * @param most how many ticks there is room for
 */
export function axisOf(range: Range, start: number, most: number): Axis {
  const step = stepOf((range.to - range.from) / Math.max(1, most));
  // Floating-point noise must not make a tick that is in view fall out of it.
  const first = Math.ceil((range.from - start) / step - 1e-6);
  const last = Math.floor((range.to - start) / step + 1e-6);
  // Numbers of steps can be so great that one more is the same number: damaged recordings tell of any time.
  const count = Math.min(last - first + 1, most + 2);
  const near = step < 1;
  const base = Math.floor(range.from - start);
  const ticks: Tick[] = [];
  for (let index = 0; index < count; index++) {
    const time = (first + index) * step;
    ticks.push({ time: start + time, label: near ? `+${microseconds(time - base, step)}` : clockText(time, step) });
  }
  return { step, ticks, base: near ? clockText(base, 1) : null };
}

function microseconds(time: number, step: number): string {
  return `${(time * 1_000).toFixed(step < 0.001 ? 1 : 0)} µs`;
}

/**
 * A time since the start, as exactly as `step` needs it: `250 ms`, `12.5 s`, `2:05.3`, `1:02:05`.
 * @param step in ms
 */
export function clockText(time: number, step: number): string {
  const sign = time < 0 ? '−' : '';
  const all = Math.abs(time);
  const decimals = Math.max(0, Math.ceil(-Math.log10(step / SECOND) - 1e-9));
  if (all < SECOND && step < SECOND) return `${sign}${trimmed(all, Math.max(0, decimals - 3))} ms`;
  if (all < MINUTE) return `${sign}${(all / SECOND).toFixed(decimals)} s`;
  return sign + colons(all, decimals);
}

function colons(time: number, decimals: number): string {
  const unit = 10 ** decimals;
  const total = Math.round((time / SECOND) * unit) / unit;
  const hours = Math.floor(total / 3_600);
  const minutes = Math.floor((total % 3_600) / 60);
  const seconds = (total % 60).toFixed(decimals).padStart(decimals > 0 ? decimals + 3 : 2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** How long something took: `850 ns`, `12.3 µs`, `4.56 ms`, `1.2 s`, `2 min 5 s`, `1 h 2 min`. */
export function spanText(span: number): string {
  if (span < 0) return `−${spanText(-span)}`;
  if (span === 0) return '0 ms';
  if (span < 0.001) return `${significant(span * 1e6)} ns`;
  if (span < 1) return `${significant(span * 1_000)} µs`;
  if (span < SECOND) return `${significant(span)} ms`;
  if (span < MINUTE) return `${significant(span / SECOND)} s`;
  if (span < HOUR) return twoUnits(span, MINUTE, 'min', SECOND, 's');
  return twoUnits(span, HOUR, 'h', MINUTE, 'min');
}

function twoUnits(span: number, large: number, largeName: string, small: number, smallName: string): string {
  const units = Math.floor(span / large);
  const rest = Math.floor((span % large) / small);
  return rest === 0 ? `${units} ${largeName}` : `${units} ${largeName} ${rest} ${smallName}`;
}

/** Three digits that count. */
function significant(value: number): string {
  return trimmed(value, value < 10 ? 2 : value < 100 ? 1 : 0);
}

function trimmed(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}

/** `512 B`, `1.5 KB`, `200 MB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_024;
    unit++;
  }
  return `${unit === 0 ? String(Math.round(value)) : significant(value)} ${units[unit]}`;
}
