// The axis as a slider: drag it, or press its keys, to the moment of which the lanes are to tell.
import { AXIS } from '../drawing/scene';
import { element } from '../elements';
import type { Navigator } from '../navigator';
import type { PanelContext } from '../panel';
import { clockText } from '../time';

/** Share of the view that one press moves by, and one with Page Up or Down. */
const STEP = 0.01;
const LEAP = 0.1;

export class Scrubber {
  readonly element: HTMLElement;
  readonly #context: PanelContext;
  readonly #navigator: Navigator;

  constructor(context: PanelContext, navigator: Navigator) {
    this.#context = context;
    this.#navigator = navigator;
    const label = context.t('Moment shown');
    const title = context.t('Drag to see how all were at another moment');
    this.element = element('div', { class: 'scrubber', role: 'slider', tabindex: 0, title, 'aria-label': label });
    this.element.style.height = `${AXIS}px`;
    this.element.addEventListener('pointerdown', (event) => this.#down(event));
    this.element.addEventListener('pointermove', (event) => this.#move(event));
    this.element.addEventListener('keydown', (event) => this.#press(event));
    this.update();
  }

  update(): void {
    const { store, state, t } = this.#context;
    const { cursor } = state.view;
    const all = store.end - store.start;
    const at = (cursor ?? store.end) - store.start;
    const text = cursor === null ? t('the last one') : clockText(at, 1);
    this.element.setAttribute('aria-valuemin', '0');
    this.element.setAttribute('aria-valuemax', String(Math.round(all)));
    this.element.setAttribute('aria-valuenow', String(Math.round(at)));
    this.element.setAttribute('aria-valuetext', text);
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.element.setPointerCapture(event.pointerId);
    this.#setAt(event.offsetX);
  }

  #move(event: PointerEvent): void {
    if (this.element.hasPointerCapture(event.pointerId)) this.#setAt(event.offsetX);
  }

  #setAt(x: number): void {
    const { from, to } = this.#navigator.range;
    this.#set(from + (x / this.element.clientWidth) * (to - from));
  }

  #set(time: number): void {
    const { store, state } = this.#context;
    state.set({ cursor: Math.min(store.end, Math.max(store.start, time)) });
  }

  #press(event: KeyboardEvent): void {
    const { store, state } = this.#context;
    const { from, to } = this.#navigator.range;
    const at = state.view.cursor ?? store.end;
    const moves: Record<string, number> = {
      ArrowLeft: at - STEP * (to - from),
      ArrowRight: at + STEP * (to - from),
      PageUp: at - LEAP * (to - from),
      PageDown: at + LEAP * (to - from),
      Home: store.start,
      End: store.end,
    };
    const moment = moves[event.key];
    if (event.key === 'Escape') state.set({ cursor: null });
    else if (moment === undefined) return;
    else this.#set(moment);
    event.preventDefault();
    event.stopPropagation();
  }
}
