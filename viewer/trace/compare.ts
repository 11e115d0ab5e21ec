// Two traces side by side, as a table: a program made of a cluster beside one made of threads, or before and after a change.
import type { Translate } from './errors';
import type { TraceSummary } from './summary';

/** How a value is written: so many a second, ms, bytes as MB, or as it is. */
type Unit = 'rate' | 'ms' | 'bytes' | 'count';

export interface ComparedRow {
  /** Stable. */
  key: string;
  label: string;
  unit: Unit;
  a: number | null;
  b: number | null;
  /** `b` as a share of `a`; `null` where there is none. */
  ratio: number | null;
}

interface RowKind {
  key: string;
  label(t: Translate): string;
  unit: Unit;
  of(summary: TraceSummary): number | null;
}

const ROWS: readonly RowKind[] = [
  { key: 'requestRate', label: (t) => t('Requests a second'), unit: 'rate', of: ({ requestRate }) => requestRate },
  { key: 'response', label: (t) => t('Mean response (ms)'), unit: 'ms', of: ({ response }) => response },
  { key: 'memory', label: (t) => t('Memory of all processes (MB)'), unit: 'bytes', of: ({ memory }) => memory },
  { key: 'memoryPeak', label: (t) => t('Memory at most (MB)'), unit: 'bytes', of: ({ memoryPeak }) => memoryPeak },
  { key: 'taskRate', label: (t) => t('Tasks a second'), unit: 'rate', of: ({ taskRate }) => taskRate },
  { key: 'tasks', label: (t) => t('Tasks (messages answered)'), unit: 'count', of: ({ tasks }) => tasks },
  { key: 'sent', label: (t) => t('Messages sent'), unit: 'count', of: ({ sent }) => sent },
  { key: 'received', label: (t) => t('Messages received'), unit: 'count', of: ({ received }) => received },
  {
    key: 'latency.median',
    label: (t) => t('Message latency, median (ms)'),
    unit: 'ms',
    of: ({ latency }) => latency?.median ?? null,
  },
  {
    key: 'latency.p95',
    label: (t) => t('Message latency, 95th percentile (ms)'),
    unit: 'ms',
    of: ({ latency }) => latency?.p95 ?? null,
  },
  {
    key: 'roundTrip.median',
    label: (t) => t('Request to reply, median (ms)'),
    unit: 'ms',
    of: ({ roundTrip }) => roundTrip?.median ?? null,
  },
  {
    key: 'roundTrip.p95',
    label: (t) => t('Request to reply, 95th percentile (ms)'),
    unit: 'ms',
    of: ({ roundTrip }) => roundTrip?.p95 ?? null,
  },
  { key: 'restarts', label: (t) => t('Workers replaced'), unit: 'count', of: ({ restarts }) => restarts },
  { key: 'crashed', label: (t) => t('Crashed'), unit: 'count', of: ({ crashed }) => crashed },
  { key: 'processes', label: (t) => t('Processes'), unit: 'count', of: ({ processes }) => processes },
  { key: 'threads', label: (t) => t('Threads'), unit: 'count', of: ({ threads }) => threads },
  { key: 'duration', label: (t) => t('Duration (ms)'), unit: 'ms', of: ({ duration }) => duration },
];

export function compare(a: TraceSummary, b: TraceSummary, t: Translate): ComparedRow[] {
  return ROWS.map(({ key, label, unit, of }) => {
    const [ofA, ofB] = [of(a), of(b)];
    const ratio = ofA === null || ofB === null || ofA === 0 ? null : ofB / ofA;
    return { key, label: label(t), unit, a: ofA, b: ofB, ratio };
  });
}

const MB = 1024 * 1024;

/** A value of a row: `1,234`, `12.3`, `0.045`; a dash where there is none. */
export function valueText(value: number | null, unit: Unit): string {
  if (value === null) return '–';
  const shown = unit === 'bytes' ? value / MB : value;
  const digits = unit === 'count' ? 0 : digitsFor(shown);
  return shown.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** `×1.25`; nothing where there is no ratio. */
export function ratioText(ratio: number | null): string {
  return ratio === null
    ? ''
    : `×${ratio.toLocaleString('en-US', { maximumFractionDigits: 2, minimumFractionDigits: 2 })}`;
}

/** Three figures that count. */
function digitsFor(value: number): number {
  if (value >= 100) return 0;
  return value >= 10 ? 1 : value >= 1 || value === 0 ? 2 : 3;
}
