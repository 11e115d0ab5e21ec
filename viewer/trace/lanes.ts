// The lanes of a trace: which there are, how they were from when on, and what happened in them.
import type { Address, ErrorInfo } from '../../protocol/agent';
import { COLUMNS, LANE_STATES, type Lane, type LaneState, MARKS, type Mark } from '../../protocol/timeline';
import { type End, type ProcessState, type ThreadState, targetId } from '../../protocol/viewer';
import type { Model } from '../model';
import { Table } from './table';
import type { Texts } from './texts';

/** No lane: that end is not known, or is folded away. */
export const NO_LANE = -1;

const STATES = new Map(LANE_STATES.map((state, place) => [state, place]));
const MARK_PLACES = new Map(MARKS.map((mark, place) => [mark, place]));

/** How a lane is. */
interface How {
  state: LaneState;
  /** An address, a code, a signal, a reason. */
  text: string;
  /** Since when, where the state itself says it. */
  since: number | null;
}

/** What is known of a lane beyond what is told of it. */
interface Known {
  /** The model knows it: it is more than the id in somebody's message. */
  isTold: boolean;
  how: How | null;
  /** Time of its last state. */
  since: number;
  /** Marks that come once, and those that two may tell. */
  readonly marked: Set<string>;
}

export class Lanes {
  readonly list: Lane[] = [];
  readonly states = new Table(COLUMNS.states);
  readonly marks = new Table(COLUMNS.marks);
  readonly #model: Model;
  readonly #texts: Texts;
  readonly #places = new Map<string, number>();
  readonly #known: Known[] = [];
  /** Places of those that changed since {@link takeChanged}. */
  readonly #changed = new Set<number>();
  /** When something was told that a change of the model tells of later, by what and of whom. */
  readonly #moments = new Map<string, number>();
  /** Those that ran already when the lens came; what they tell may come after the model has forgotten them. */
  readonly #late = new Set<string>();
  /** Time of the first line. */
  #begin = 0;

  constructor(model: Model, texts: Texts) {
    this.#model = model;
    this.#texts = texts;
  }

  begin(time: number): void {
    this.#begin = time;
  }

  /** Place of a target's lane, made where there is none yet; {@link NO_LANE} of a launcher that is folded away. */
  place(target: string, time: number): number {
    const known = this.#places.get(target);
    if (known !== undefined) return known;
    const process = this.#model.processes.get(target);
    if (process && this.#model.isFolded(process)) return NO_LANE;
    return this.#add(unknownLane(target, time));
  }

  /** Whether it ran already when the lens came. */
  isLate(target: string): boolean {
    return this.#late.has(target);
  }

  placeOf(target: string): number | undefined {
    return this.#places.get(target);
  }

  /** Takes what the model knows of a process now. */
  takeProcess(process: ProcessState, time: number): void {
    if (this.#model.isFolded(process) && !this.#places.has(process.id)) return;
    const parent = this.#model.parentOf(process)?.id ?? null;
    const place = this.#tell({
      id: process.id,
      parent,
      kind: kindOf(process, parent),
      script: process.script,
      pid: process.pid,
      number: process.worker?.id ?? null,
      slot: process.worker?.slot ?? null,
      name: null,
      started: process.started,
      ended: process.ended,
    });
    const by = process.worker && process.parent !== null ? workerKey(process.parent, process.worker.id) : null;
    this.#become(place, process, howProcess(process), time, by);
    this.#markListening(place, process.addresses, time, by);
    if (process.disconnecting !== undefined) this.#markOnce(place, 'disconnect', process.disconnecting);
  }

  /** Takes what the model knows of a thread now. */
  takeThread(thread: ThreadState, time: number): void {
    const process = this.#model.processes.get(thread.process);
    const place = this.#tell({
      id: thread.id,
      parent: targetId(thread.process, thread.creator),
      kind: 'thread',
      script: thread.script,
      pid: process?.pid ?? null,
      number: thread.thread,
      slot: null,
      name: thread.name,
      started: thread.started,
      ended: thread.ended,
    });
    this.#become(place, thread, howThread(thread), time, null);
  }

  /** A target is gone: how and when it ended is not known. */
  lose(target: string, time: number): void {
    const place = this.#places.get(target);
    const lane = place === undefined ? undefined : this.list[place];
    if (place === undefined || !lane || lane.ended !== null) return;
    this.list[place] = { ...lane, ended: time };
    this.#changed.add(place);
    this.#push(place, { state: 'exited', text: '', since: time }, time);
  }

  /** Something was told that a change of the model will follow. */
  note(what: 'online' | 'listening', whose: string, time: number): void {
    const key = `${what} ${whose}`;
    if (!this.#moments.has(key)) this.#moments.set(key, time);
  }

  mark(place: number, mark: Mark, time: number, text = ''): void {
    const row = this.marks.add();
    const { columns } = this.marks;
    columns.lane[row] = place;
    columns.time[row] = time;
    columns.mark[row] = MARK_PLACES.get(mark)!;
    columns.text[row] = this.#texts.place(text);
  }

  markSignal(place: number, time: number, signal: string): void {
    this.#markOnce(place, 'signal', time, signal, `signal ${signal} ${time}`);
  }

  markError(place: number, time: number, error: string): void {
    this.mark(place, 'error', time, error);
    // Its end may come of it, and tell it again.
    this.#known[place]!.marked.add(`error ${error}`);
  }

  /** Those that are new or changed since this was last asked, in the order of their places. */
  takeChanged(): Lane[] {
    const changed = [...this.#changed].sort((a, b) => a - b).map((place) => this.list[place]!);
    this.#changed.clear();
    return changed;
  }

  /** All count as changed. */
  again(): void {
    for (let place = 0; place < this.list.length; place++) this.#changed.add(place);
  }

  #add(lane: Lane): number {
    const place = this.list.push(lane) - 1;
    this.#places.set(lane.id, place);
    this.#known.push({ isTold: false, how: null, since: Number.NEGATIVE_INFINITY, marked: new Set() });
    this.#changed.add(place);
    return place;
  }

  #tell(lane: Lane): number {
    const place = this.#places.get(lane.id);
    if (lane.parent !== null && this.#isBeneath(lane.parent, lane.id)) lane.parent = null;
    if (place === undefined) return this.#add(lane);
    if (!isSame(this.list[place]!, lane)) {
      this.list[place] = lane;
      this.#changed.add(place);
    }
    return place;
  }

  /** A damaged recording may nest lanes in each other. */
  #isBeneath(lane: string, above: string): boolean {
    for (let id: string | null = lane, steps = 0; id !== null; steps++) {
      if (id === above || steps > this.list.length) return true;
      const place = this.#places.get(id);
      id = place === undefined ? null : this.list[place]!.parent;
    }
    return false;
  }

  #become(place: number, entity: ProcessState | ThreadState, how: How, time: number, by: string | null): void {
    if (entity.late) this.#late.add(entity.id);
    const known = this.#known[place]!;
    if (!known.isTold) this.#beginLane(place, entity, how);
    known.isTold = true;
    if (known.how?.state !== how.state || known.how.text !== how.text) {
      const since = how.since ?? this.#momentOf(how.state, entity.id, by, time);
      // What it is again, as after it was stuck, it is only since now.
      this.#push(place, how, since >= known.since || entity.condition ? since : time);
    }
    if (entity.state !== 'starting' && entity.state !== 'exited') {
      this.#markOnce(place, 'online', this.#momentOf('online', entity.id, by, time));
    }
    if (entity.end) this.#markEnd(place, entity.ended ?? time, entity.end);
  }

  /** How it was before it was first heard of. */
  #beginLane(place: number, { started, ended, state }: ProcessState | ThreadState, how: How): void {
    const lane = this.list[place]!;
    this.mark(place, 'created', started);
    const maker = lane.parent === null ? undefined : this.#places.get(lane.parent);
    if (maker !== undefined) this.mark(maker, 'fork', started, lane.script);
    if (state === 'starting') return;
    // It ran before the recording began, or all that is left of it is its end: when it was online is not known.
    const ran: LaneState = started < this.#begin && ended === null ? how.state : ended === null ? 'starting' : 'online';
    this.#push(place, ran === how.state ? how : { state: ran, text: '', since: null }, started);
  }

  #push(place: number, how: How, time: number): void {
    const known = this.#known[place]!;
    known.how = how;
    known.since = Math.max(known.since, time);
    const row = this.states.add();
    const { columns } = this.states;
    columns.lane[row] = place;
    columns.time[row] = known.since;
    columns.state[row] = STATES.get(how.state)!;
    columns.text[row] = this.#texts.place(how.text);
  }

  /** When a state began: as it was told itself, or by who forked it; else when the model changed. */
  #momentOf(state: string, id: string, by: string | null, time: number): number {
    const told = this.#moments.get(`${state} ${id}`) ?? (by === null ? undefined : this.#moments.get(`${state} ${by}`));
    return told === undefined ? time : Math.min(told, time);
  }

  #markListening(place: number, addresses: readonly Address[], time: number, by: string | null): void {
    for (const address of addresses) {
      const text = addressText(address);
      const key = `listening ${text}`;
      if (this.#known[place]!.marked.has(key)) continue;
      const isFirst = ![...this.#known[place]!.marked].some((each) => each.startsWith('listening '));
      const id = this.list[place]!.id;
      this.#markOnce(place, 'listening', isFirst ? this.#momentOf('listening', id, by, time) : time, text, key);
    }
  }

  #markEnd(place: number, time: number, end: End): void {
    for (const { event, time: at, detail } of end.before) {
      if (event === 'signal') this.markSignal(place, at, detail ?? '');
    }
    const error = end.error && errorText(end.error);
    if (error) this.#markOnce(place, 'error', time, error, `error ${error}`);
    this.#markOnce(place, 'exit', time, endText(end));
  }

  #markOnce(place: number, mark: Mark, time: number, text = '', key: string = mark): void {
    const { marked } = this.#known[place]!;
    if (marked.has(key)) return;
    marked.add(key);
    this.mark(place, mark, time, text);
  }
}

/** What a worker is called by what its primary tells of it. */
export function workerKey(primary: string, worker: number): string {
  return `${primary}#${worker}`;
}

/** `TypeError: x is not a function` */
export function errorText({ name, message }: Pick<ErrorInfo, 'name' | 'message'>): string {
  return `${name}: ${message}`;
}

/** A lane of which no more is known than that it sent or got something. */
function unknownLane(id: string, time: number): Lane {
  const [process = id, thread] = id.split(':');
  return {
    id,
    parent: thread === undefined ? null : process,
    kind: thread === undefined ? 'child' : 'thread',
    script: '',
    pid: null,
    number: /^\d+$/.test(thread ?? '') ? Number(thread) : null,
    slot: null,
    name: null,
    started: time,
    ended: null,
  };
}

function kindOf({ worker, primary, kind }: ProcessState, parent: string | null): Lane['kind'] {
  if (worker) return 'worker';
  if (primary) return 'primary';
  return kind === 'root' || parent === null ? 'root' : 'child';
}

function howProcess(process: ProcessState): How {
  const how = howTarget(process);
  if (how) return how;
  if (process.state === 'disconnecting') {
    return { state: 'disconnecting', text: '', since: process.disconnecting ?? null };
  }
  const text = process.state === 'listening' ? process.addresses.map(addressText).join(', ') : '';
  return { state: process.state as LaneState, text, since: process.state === 'starting' ? process.started : null };
}

function howThread(thread: ThreadState): How {
  const since = thread.state === 'starting' ? thread.started : null;
  return howTarget(thread) ?? { state: thread.state as LaneState, text: '', since };
}

/** What is more telling than where it is in its life. */
function howTarget({ state, end, ended, condition, notObserved, started }: ProcessState | ThreadState): How | null {
  if (end) return { state: endState(end), text: endText(end), since: ended };
  if (state === 'exited') return { state: 'exited', text: '', since: ended };
  if (condition) return { state: condition.is, text: condition.on ?? '', since: condition.since };
  return notObserved && { state: 'notObserved', text: notObserved.reason, since: started };
}

function endState({ how }: End): LaneState {
  if (how === 'crashed') return 'crashed';
  return how === 'asked' ? 'askedFor' : 'exited';
}

/** The signal or the code. */
function endText({ signal, code }: End): string {
  return signal ?? (code === null ? '' : String(code));
}

/** `127.0.0.1:3000`, `:3000`, or the path of a socket. */
function addressText({ address, port }: Address): string {
  const host = address?.includes(':') ? `[${address}]` : (address ?? '');
  return port === null || port < 0 ? (address ?? '') : `${host}:${port}`;
}

function isSame(a: Lane, b: Lane): boolean {
  return (Object.keys(a) as (keyof Lane)[]).every((key) => a[key] === b[key]);
}
