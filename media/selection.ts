// What a person selects on the canvas, with the pointer or by keys; and what screen readers are told of it.
import type { Hit } from './drawing/hits';
import { element } from './elements';
import { edgeWords, flightWords, messageTitle } from './message-words';
import type { Navigator } from './navigator';
import type { PanelContext } from './panel';
import type { RowOrder } from './row-order';

/** Shows what is known of a selected message, where no panel is open. */
const DETAILS = 'details';

export class Selection {
  /** Says which message is selected. */
  readonly element = element('div', { class: 'spoken', role: 'status', 'aria-live': 'polite' });
  readonly #context: PanelContext;
  readonly #navigator: Navigator;

  constructor(context: PanelContext, navigator: Navigator) {
    this.#context = context;
    this.#navigator = navigator;
  }

  /** @param also beside what is selected already */
  take(hit: Hit, also: boolean): void {
    const { state, store } = this.#context;
    if (hit.kind === 'message') {
      state.set({ message: hit.message, ...this.#opened() });
    } else if (hit.kind === 'nothing') {
      state.set({ message: -1, lanes: new Set() });
    } else {
      const { id } = store.lanes[hit.lane]!;
      const time = hit.kind === 'mark' ? store.marks.time[hit.mark]! : hit.kind === 'bar' ? hit.range.from : hit.time;
      state.set({ lanes: new Set(also ? [...state.view.lanes, id] : [id]), cursor: time, message: -1 });
    }
  }

  /** The message nearest to the moment that is looked at. */
  takeNearest(): void {
    const { store } = this.#context;
    const order = this.#order();
    const time = this.#navigator.middle;
    const place = order.lower(time);
    const around = [place - 1, place].filter((one) => one >= 0 && one < order.count).map((one) => order.at(one));
    const nearest = around.sort((a, b) => Math.abs(store.begin(a) - time) - Math.abs(store.begin(b) - time))[0];
    if (nearest !== undefined) this.#choose(nearest);
  }

  /** The message after the one that is selected (1), or before it (−1). */
  takeBeside(direction: 1 | -1): void {
    const { message } = this.#context.state.view;
    const order = this.#order();
    const place = order.placeOf(message) + direction;
    if (message < 0) this.takeNearest();
    else if (place >= 0 && place < order.count) this.#choose(order.at(place));
  }

  clear(): void {
    this.#context.state.set({ message: -1, edge: -1, lanes: new Set(), cursor: null });
  }

  /** Tells screen readers which message is selected now. */
  say(): void {
    const { store, state, t } = this.#context;
    const { message } = state.view;
    if (message < 0 || message >= store.messages.count) return;
    const edge = store.edges[store.messages.edge[message]!]!;
    const words = [messageTitle(store, message, t), edgeWords(edge, store.lanes, t), flightWords(store, message, t)];
    this.element.textContent = words.join(', ');
  }

  /** Those that are shown. */
  #order(): RowOrder {
    const { store, state } = this.#context;
    return state.view.edge < 0 ? store.order : store.ofEdge(state.view.edge).messages;
  }

  #choose(message: number): void {
    this.#navigator.toMessage(message);
    this.#context.state.set(this.#opened());
  }

  #opened(): { panel?: string } {
    return this.#context.state.view.panel === null ? { panel: DETAILS } : {};
  }
}
