// What a pointer does on the canvas: drag to move, with Shift to choose a span, wheel to zoom, click to select.
import { element } from '../elements';
import type { Navigator } from '../navigator';

/** A press that moved less than this, in px, is a click. */
const CLICK = 4;
/** Notches of a wheel to a factor of e. */
const WHEEL = 500;
/** Pixels that one line of a wheel counts as. */
const LINE = 20;

export interface PointerTarget {
  canvas: HTMLCanvasElement;
  navigator: Navigator;
  hover(x: number, y: number): void;
  leave(): void;
  /** @param also with Ctrl or Cmd: beside what is selected already */
  click(x: number, y: number, also: boolean): void;
}

interface Drag {
  pointer: number;
  startX: number;
  startY: number;
  x: number;
  y: number;
  moved: boolean;
  chooses: boolean;
}

export class Pointer {
  readonly #target: PointerTarget;
  /** The span that is being chosen. */
  readonly element = element('div', { class: 'chosen-span' });
  #drag: Drag | null = null;

  constructor(target: PointerTarget) {
    this.#target = target;
    this.element.hidden = true;
    const { canvas } = target;
    canvas.addEventListener('pointerdown', (event) => this.#down(event));
    canvas.addEventListener('pointermove', (event) => this.#move(event));
    canvas.addEventListener('pointerup', (event) => this.#up(event));
    canvas.addEventListener('pointercancel', () => this.#end());
    canvas.addEventListener('pointerleave', () => target.leave());
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener('dblclick', (event) => target.navigator.zoom(0.25, this.#timeAt(event.offsetX)));
  }

  #timeAt(x: number): number {
    const { from, to } = this.#target.navigator.range;
    return from + (x / this.#target.canvas.clientWidth) * (to - from);
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#target.canvas.setPointerCapture(event.pointerId);
    const { offsetX: x, offsetY: y } = event;
    this.#drag = { pointer: event.pointerId, startX: x, startY: y, x, y, moved: false, chooses: event.shiftKey };
  }

  #move(event: PointerEvent): void {
    const drag = this.#drag;
    const { offsetX: x, offsetY: y } = event;
    if (drag === null) {
      this.#target.hover(x, y);
      return;
    }
    drag.moved ||= Math.hypot(x - drag.startX, y - drag.startY) >= CLICK;
    if (!drag.moved) return;
    this.#target.leave();
    if (drag.chooses) this.#choose(drag.startX, x);
    else this.#pull(drag, x, y);
  }

  #pull(drag: Drag, x: number, y: number): void {
    const { navigator, canvas } = this.#target;
    canvas.classList.add('pulled');
    if (x !== drag.x) navigator.pan(this.#timeAt(drag.x) - this.#timeAt(x));
    if (y !== drag.y) navigator.scroll(drag.y - y);
    drag.x = x;
    drag.y = y;
  }

  #choose(from: number, to: number): void {
    this.element.hidden = false;
    this.element.style.transform = `translateX(${Math.min(from, to)}px)`;
    this.element.style.width = `${Math.abs(to - from)}px`;
  }

  #up(event: PointerEvent): void {
    const drag = this.#drag;
    this.#end();
    if (drag === null) return;
    if (!drag.moved) this.#target.click(event.offsetX, event.offsetY, event.ctrlKey || event.metaKey);
    else if (drag.chooses) this.#zoomTo(drag.startX, event.offsetX);
  }

  #zoomTo(one: number, other: number): void {
    const from = this.#timeAt(Math.min(one, other));
    const to = this.#timeAt(Math.max(one, other));
    if (to > from) this.#target.navigator.show({ from, to });
  }

  #end(): void {
    this.#drag = null;
    this.element.hidden = true;
    this.#target.canvas.classList.remove('pulled');
  }

  /** Up and down zooms, sideways or with Shift moves in time, with Alt moves the lanes. */
  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const { navigator, canvas } = this.#target;
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (event.altKey) navigator.scroll(event.deltaY * unit);
    else if (Math.abs(sideways) >= Math.abs(event.deltaY)) navigator.panBy((sideways * unit) / canvas.clientWidth);
    // A pinch comes as small steps with Ctrl.
    else navigator.zoom(Math.exp((event.deltaY * unit * (event.ctrlKey ? 5 : 1)) / WHEEL), this.#timeAt(event.offsetX));
  }
}
