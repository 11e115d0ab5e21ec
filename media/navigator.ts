// Moves the view, whoever asks for it: pointer, keyboard, buttons.
import { fitted, panned, rangeAround, showing, zoomed } from './navigation';
import type { PanelContext } from './panel';
import type { Range } from './view-state';

/** How much a step brings nearer. */
const STEP = 1.5;

export class Navigator {
  readonly #context: PanelContext;
  /** How far the lanes can be scrolled, in px. */
  readonly #mostScroll: () => number;

  constructor(context: PanelContext, mostScroll: () => number) {
    this.#context = context;
    this.#mostScroll = mostScroll;
  }

  get bounds(): Range {
    return { from: this.#context.store.start, to: this.#context.store.end };
  }

  get range(): Range {
    return this.#context.state.view.range ?? fitted(this.bounds);
  }

  /** @param at a time that stays where it is; while the end is followed, that does */
  zoom(factor: number, at: number): void {
    const { state, host } = this.#context;
    const follows = state.view.following && host.live;
    state.set({
      range: zoomed(this.range, factor, follows ? this.bounds.to : at, this.bounds),
      following: follows,
    });
  }

  /** A step nearer (1) or further away (−1), about the moment that is looked at. */
  zoomStep(direction: 1 | -1): void {
    this.zoom(STEP ** -direction, this.middle);
  }

  /** The cursor where that is in view, else the middle of the view. */
  get middle(): number {
    const { cursor } = this.#context.state.view;
    const { from, to } = this.range;
    return cursor !== null && cursor >= from && cursor <= to ? cursor : (from + to) / 2;
  }

  /** @param by in ms */
  pan(by: number): void {
    this.#context.state.set({ range: panned(this.range, by, this.bounds), following: false });
  }

  /** @param share of the view */
  panBy(share: number): void {
    this.pan(share * (this.range.to - this.range.from));
  }

  fit(): void {
    this.#context.state.set({ range: fitted(this.bounds), following: false });
  }

  toStart(): void {
    this.#context.state.set({ range: rangeAround(this.range, this.bounds.from, 0.05), following: false });
  }

  /** The end; of a live run it is followed then. */
  toEnd(): void {
    const { state, host } = this.#context;
    state.set({ range: rangeAround(this.range, this.bounds.to, 0.95), following: host.live });
  }

  /** Shows a span of time exactly. */
  show(range: Range): void {
    this.#context.state.set({ range, following: false });
  }

  toggleFollowing(): void {
    const { state, host } = this.#context;
    if (state.view.following) state.set({ following: false });
    else if (host.live) this.toEnd();
  }

  /** @param by in px, down */
  scroll(by: number): void {
    this.scrollTo(this.#context.state.view.scroll + by);
  }

  scrollTo(scroll: number): void {
    this.#context.state.set({ scroll: Math.max(0, Math.min(this.#mostScroll(), scroll)) });
  }

  /** Brings a message into view, and selects it. */
  toMessage(message: number): void {
    const { store, state } = this.#context;
    const range = showing(this.range, store.begin(message), store.finish(message));
    const still = range === this.range;
    state.set({ message, range, following: state.view.following && still });
  }
}
