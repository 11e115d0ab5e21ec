// How lanes are said: their names, how they are, and their figures.
import { LANE_STATES, type Lane, type LaneState } from '../../protocol/timeline';
import type { Translate } from '../panel';
import { bytesText, spanText } from '../time';
import type { TraceStore } from '../trace-store';

/** Lateness of an event loop below this, in ms, is as it should be. */
const LATE = 10;
/** Figures older than this, in ms, say nothing of a moment. */
const STALE = 3_000;

/** `primary`, `worker 3`, `thread 2 · resize`. */
export function laneName(lane: Lane, t: Translate): string {
  switch (lane.kind) {
    case 'root':
      return scriptName(lane.script);
    case 'primary':
      return t('primary');
    case 'worker':
      return lane.number === null ? t('worker') : t('worker {0}', lane.number);
    case 'child':
      return scriptName(lane.script) || t('child');
    case 'thread':
      return threadName(lane, t);
  }
}

function threadName(lane: Lane, t: Translate): string {
  const thread = lane.number === null ? t('thread') : t('thread {0}', lane.number);
  return lane.name ? `${thread} · ${lane.name}` : thread;
}

/** The last part of its path. */
export function scriptName(script: string): string {
  return script.split(/[\\/]/).at(-1) ?? script;
}

/** `worker 2`, `worker 2 · thread 3`: a thread with the process it is in, where that is not the run's first. */
export function laneWords(lane: Lane, lanes: readonly Lane[], t: Translate): string {
  const owner = lane.kind === 'thread' ? lanes.find(({ id }) => id === lane.parent) : undefined;
  const own = laneName(lane, t);
  return owner && owner.kind !== 'root' ? `${laneWords(owner, lanes, t)} · ${own}` : own;
}

/** What stands beside a name: its script, its slot, its pid. */
export function laneDetail(lane: Lane, t: Translate): string {
  const named = lane.kind === 'root' || lane.kind === 'child' ? '' : scriptName(lane.script);
  const slot = lane.slot === null ? '' : t('slot {0}', lane.slot);
  const pid = lane.pid === null || lane.kind === 'thread' ? '' : t('pid {0}', lane.pid);
  return [named, slot, pid].filter(Boolean).join(' · ');
}

export function stateWord(state: LaneState, t: Translate): string {
  const words: Record<LaneState, string> = {
    starting: t('starting'),
    online: t('online'),
    listening: t('listening'),
    disconnecting: t('disconnecting'),
    busy: t('busy'),
    stuck: t('stuck'),
    blocked: t('blocked'),
    silent: t('silent'),
    paused: t('paused'),
    stopped: t('stopped'),
    notObserved: t('not observed'),
    exited: t('exited'),
    askedFor: t('asked for'),
    crashed: t('crashed'),
  };
  return words[state];
}

/** How a lane is at a moment; `null` before it started. */
export function stateAt(store: TraceStore, lane: number, time: number): LaneState | null {
  const row = store.stateAt(lane, time);
  if (row >= 0) return LANE_STATES[store.states.state[row]!] ?? null;
  return store.lanes[lane]!.started <= time ? 'starting' : null;
}

export function isOver(state: LaneState | null): boolean {
  return state === 'exited' || state === 'askedFor' || state === 'crashed';
}

/** `listening · :3000`, `stuck`, `not yet started`. */
export function stateWords(store: TraceStore, lane: number, time: number, t: Translate): string {
  const state = stateAt(store, lane, time);
  if (state === null) return t('not yet started');
  const row = store.stateAt(lane, time);
  const text = row < 0 ? '' : (store.texts[store.states.text[row]!] ?? '');
  return text ? `${stateWord(state, t)} · ${text}` : stateWord(state, t);
}

/** `CPU 42 %`, `31 MB` of heap, `loop 12 ms`; none where nothing was measured of late. */
export function figureWords(store: TraceStore, lane: number, time: number, t: Translate): string[] {
  const row = store.figuresAt(lane, time);
  if (row < 0 || time - store.figures.time[row]! > STALE) return [];
  const { cpu, heap, delay } = store.figures;
  return [
    Number.isNaN(cpu[row]!) ? '' : t('CPU {0} %', Math.round(cpu[row]! * 100)),
    Number.isNaN(heap[row]!) ? '' : bytesText(heap[row]!),
    !(delay[row]! >= LATE) ? '' : t('loop {0}', spanText(delay[row]!)),
  ].filter(Boolean);
}
