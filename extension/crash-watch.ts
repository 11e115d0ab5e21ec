// Which crashes a person is told of, and when. Knows the model, not the editor.
import { processName, threadName } from '../adapter/names';
import type { Translate } from '../adapter/texts';
import type { Change, End, ProcessState, ThreadState } from '../protocol/viewer';
import type { Model } from '../viewer/model';
import { endWords } from './tree/words';

/** How long after an end more may be told of it that makes it no crash, or the end of the whole run, in ms. */
const SETTLE = 400;
/** A run of which a notice was answered is quiet until nothing crashed in it for so long, in ms. */
const QUIET = 60_000;
/** So is one whose notice nobody has answered: VS Code puts it away after a while, and does not tell. */
const UNANSWERED_QUIET = 600_000;
/** Characters of an error's first line that a notice shows. */
const LONGEST = 200;
/** Sent from outside these mean that somebody wants an end: Ctrl-C, a terminal that closes, a service manager. */
const WISHES = new Set<string | null>(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']);

export type Crashed = ProcessState | ThreadState;

export interface Crash {
  run: string;
  /** The first that crashed, as it was then. */
  first: Crashed;
  /** How many more crashed since a person was last told of this run. */
  more: number;
}

/** Time is passed in, so that tests need not wait for it. */
export interface Clock {
  /** ms */
  now(): number;
  /** Calls `action` once after `ms`; what it returns takes that back. */
  after(ms: number, action: () => void): () => void;
}

/** What is known of a run that a person was told of. */
interface Told {
  answered: boolean;
  /** When something crashed in it last, in ms. */
  last: number;
  /** Crashes that nobody was told of. */
  untold: number;
}

export class CrashWatch {
  readonly #model: Model;
  readonly #clock: Clock;
  readonly #tell: (crash: Crash) => Promise<void>;
  /** Targets whose crash is no news any more. */
  readonly #known = new Set<string>();
  readonly #runs = new Map<string, Told>();
  #settling: string[] = [];
  #cancel: (() => void) | undefined;

  /** @param tell shows a notice, and resolves when a person has answered it. */
  constructor(model: Model, clock: Clock, tell: (crash: Crash) => Promise<void>) {
    this.#model = model;
    this.#clock = clock;
    this.#tell = tell;
  }

  dispose(): void {
    this.#cancel?.();
  }

  /** What crashed before the window came is history. */
  begin(): void {
    for (const each of [...this.#model.processes.values(), ...this.#model.threads.values()]) {
      if (each.end?.how === 'crashed') this.#known.add(each.id);
    }
  }

  follow(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === 'process' || change.kind === 'thread') this.#look(change.value);
      if (change.kind === 'forgotten') this.#forget(change.id);
    }
  }

  #look({ id, end }: Crashed): void {
    // One that was taken for dead may live after all.
    if (!end) this.#known.delete(id);
    if (end?.how !== 'crashed' || this.#known.has(id)) return;
    this.#known.add(id);
    this.#settling.push(id);
    this.#cancel ??= this.#clock.after(SETTLE, () => this.#settle());
  }

  #forget(id: string): void {
    this.#known.delete(id);
    this.#runs.delete(id);
  }

  #settle(): void {
    this.#cancel = undefined;
    const crashes = new Map<string, Crashed[]>();
    for (const id of this.#settling.splice(0)) {
      const { process, thread } = this.#model.target(id) ?? {};
      const each = thread ?? process;
      if (process && each && isNews(this.#model, each)) {
        crashes.set(process.run, [...(crashes.get(process.run) ?? []), each]);
      }
    }
    for (const [run, crashed] of crashes) this.#news(run, crashed);
  }

  #news(run: string, [first, ...others]: Crashed[]): void {
    const before = this.#runs.get(run);
    const now = this.#clock.now();
    if (before && now - before.last < (before.answered ? QUIET : UNANSWERED_QUIET)) {
      before.last = now;
      before.untold += 1 + others.length;
      return;
    }
    const told: Told = { answered: false, last: now, untold: 0 };
    this.#runs.set(run, told);
    void this.#tell({ run, first: first!, more: others.length + (before?.untold ?? 0) }).finally(() => {
      told.answered = true;
    });
  }
}

/** Whether a person should hear of an end; it may be judged otherwise as more is told of it. */
export function isNews(model: Model, each: Crashed): boolean {
  const process = 'thread' in each ? model.processes.get(each.process) : each;
  const run = process && model.runs.get(process.run);
  if (!run || !isFailure(each) || process.launcher !== null) return false;
  // A program that fails as a whole says so in its terminal, in front of the person who started it, and with it goes
  // whatever was in it. One that ran before the lens came may do that where nobody looks.
  return run.late === true || !isOver(model, run.id);
}

/** Crashed, and not because somebody outside wanted it to end. */
export function isFailure(each: Crashed): boolean {
  const { end } = each;
  return end?.how === 'crashed' && !WISHES.has(end.signal) && !isAnswer(each, end);
}

/** A child's code alone is an answer to its parent: a linter that found something, a file whose tests fail. */
function isAnswer(each: Crashed, { error, signal, why }: End): boolean {
  return !('thread' in each) && each.kind === 'child' && error === null && signal === null && why === null;
}

/** Whether a run has ended, or what it began with has failed. That may also leave others behind, as a daemon's starter does. */
function isOver(model: Model, run: string): boolean {
  if (model.runs.get(run)?.state === 'ended') return true;
  const roots = [...model.processes.values()].filter((process) => process.run === run && process.kind === 'root');
  const programs = roots.filter((process) => !process.launcher);
  // Under `node --watch` another one follows, once the person has seen to it.
  return programs.every(({ end }) => end !== null) && programs.some(({ end }) => end?.how !== 'exited');
}

/** `app.js: worker 3 crashed · code 1. Error: no. 2 more crashed.` */
export function crashText(model: Model, { run, first, more }: Crash, t: Translate): string {
  const { error } = first.end ?? {};
  const line = error ? `${error.name}: ${error.message}`.split('\n', 1)[0]!.slice(0, LONGEST) : '';
  const words = [
    `${model.runs.get(run)?.name ?? '?'}: ${nameOf(model, first, t)} ${endWords(first.end, t)}`,
    line.replace(/\.$/, ''),
    more > 0 ? t('{0} more crashed', more) : '',
  ];
  return words
    .filter(Boolean)
    .map((each) => `${each}.`)
    .join(' ');
}

function nameOf(model: Model, each: Crashed, t: Translate): string {
  if (!('thread' in each)) return processName(each, t);
  const process = model.processes.get(each.process);
  return process ? t('{0} of {1}', threadName(each, t), processName(process, t)) : threadName(each, t);
}
