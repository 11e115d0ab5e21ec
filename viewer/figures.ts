// What the targets of all live runs do now: the latest figures of each, as long as somebody keeps them here.
import type { Figures } from '../protocol/agent';
import { type Disposable, Emitter } from './emitter';
import type { FiguresMessage } from './hub-connection';
import type { HubLink } from './hub-link';

/** Figures with what they come to in a second. */
export interface Measured extends Figures {
  /** HTTP requests answered in a second; `null` before the first. */
  requestRate: number | null;
  connectionRate: number;
  /** Messages sent and received in a second. */
  messageRate: number;
}

/** What was not measured for so long, in ms, is said no more: its event loop may stand still. */
const STALE = 3_000;

/** What of a link to the hub is used. */
export type FiguresSource = Pick<
  HubLink,
  'model' | 'state' | 'request' | 'onDidMeasure' | 'onDidChange' | 'onDidChangeState'
>;

interface Entry {
  measured: Measured;
  /** When the hub told it, in ms of its clock. */
  time: number;
}

export class LiveFigures implements Disposable {
  readonly #link: FiguresSource;
  readonly #entries = new Map<string, Entry>();
  readonly #changes = new Emitter<readonly string[]>();
  readonly #listeners: Disposable[];
  /** The runs that the hub was asked to have measured, as one text. */
  #asked = '';

  /** Tells the targets whose figures are other ones than before. */
  readonly onDidChange = this.#changes.event;

  constructor(link: FiguresSource) {
    this.#link = link;
    this.#listeners = [
      link.onDidMeasure((message) => this.#take(message)),
      link.onDidChangeState(({ state }) => state === 'connected' && this.#beginAnew()),
      link.onDidChange(() => this.#watch()),
    ];
  }

  /** What a target did last; `undefined` where it has not been measured of late. */
  of(target: string): Measured | undefined {
    return this.#entries.get(target)?.measured;
  }

  /** What `of` tells of each now, and keeps telling. */
  snapshot(): ReadonlyMap<string, Measured> {
    return new Map([...this.#entries].map(([target, { measured }]) => [target, measured]));
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#changes.clear();
  }

  /** Another connection, and perhaps another hub, knows nothing of what was asked. */
  #beginAnew(): void {
    this.#asked = '';
    this.#forget([...this.#entries.keys()]);
  }

  #watch(): void {
    if (this.#link.state !== 'connected') return;
    const runs = [...this.#link.model.runs.values()].filter(({ state }) => state !== 'ended').map(({ id }) => id);
    const asked = runs.join(' ');
    if (asked === this.#asked) return;
    this.#asked = asked;
    // A hub that goes before it answers is followed by another, which is asked again.
    this.#link.request({ type: 'watchFigures', runs }).catch(() => {});
  }

  #take({ time, targets }: FiguresMessage): void {
    for (const [target, figures] of targets) {
      this.#entries.delete(target);
      this.#entries.set(target, { measured: measuredOf(figures), time });
    }
    this.#changes.fire([...targets.map(([target]) => target), ...this.#dropStale(time)]);
  }

  /** The oldest stand first. */
  #dropStale(time: number): string[] {
    const stale: string[] = [];
    for (const [target, entry] of this.#entries) {
      if (time - entry.time <= STALE) break;
      stale.push(target);
    }
    for (const target of stale) this.#entries.delete(target);
    return stale;
  }

  #forget(targets: string[]): void {
    for (const target of targets) this.#entries.delete(target);
    if (targets.length > 0) this.#changes.fire(targets);
  }
}

function measuredOf(figures: Figures): Measured {
  const seconds = figures.period / 1000 || 1;
  return {
    ...figures,
    requestRate: figures.http && figures.http.requests / seconds,
    connectionRate: figures.connections / seconds,
    messageRate: figures.messages / seconds,
  };
}
