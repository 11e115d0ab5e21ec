// What is at the pointer, beside it.
import { element } from '../elements';
import type { HitWords } from './hit-words';

/** How far from the pointer, in px. */
const APART = 14;

export class Tooltip {
  readonly element = element('div', { class: 'tooltip', role: 'tooltip' });

  constructor() {
    this.element.hidden = true;
  }

  /** @param x and y of the pointer, in px of the element that it is within */
  show(words: HitWords | null, x: number, y: number): void {
    this.element.hidden = words === null;
    if (words === null) return;
    this.element.replaceChildren(
      element('div', { class: 'tooltip-title' }, words.title),
      ...words.lines.map((text) => element('div', {}, text)),
    );
    this.#place(x, y);
  }

  hide(): void {
    this.element.hidden = true;
  }

  /** On the other side of the pointer where there is no room. */
  #place(x: number, y: number): void {
    const around = this.element.parentElement!;
    const { offsetWidth, offsetHeight } = this.element;
    const left = x + APART + offsetWidth > around.clientWidth ? x - APART - offsetWidth : x + APART;
    const top = y + APART + offsetHeight > around.clientHeight ? y - APART - offsetHeight : y + APART;
    this.element.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
  }
}
