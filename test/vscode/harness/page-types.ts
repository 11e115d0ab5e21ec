/**
 * The few parts of the DOM that the harness uses inside the page. The DOM's own types are global: they would let code for
 * Node use a browser's `Worker` or `MessagePort` unnoticed.
 */
export interface PageElement {
  textContent: string | null;
  style: { top: string };
  parentElement: PageElement | null;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
}

/** One that is drawn: `scrollWidth` is the width that its text needs, in CSS pixels. */
export interface SizedElement extends PageElement {
  clientWidth: number;
  scrollWidth: number;
}
