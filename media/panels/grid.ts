// A table of any number of rows, of which only those that are seen are there: for the mouse, the keyboard and screen readers.
import { type Attributes, element, freshId, setAttributes } from '../elements';
import { ScrollScale } from './scroll-scale';

/** As the css has it, in CSS pixels. */
export const ROW_HEIGHT = 22;

/** Rows beyond what is seen, so that a slow frame shows no gap. */
const MORE_ROWS = 4;

export interface Column {
  id: string;
  label: string;
  /** What stands in it, where the label is short. */
  title?: string;
  /** Narrowest, in CSS pixels, and its part of what is left. */
  width: readonly [least: number, part: number];
  numeric?: boolean;
  sortable?: boolean;
}

export interface GridOptions {
  /** What the table is of. */
  label: string;
  columns: readonly Column[];
  /** Writes a row. Elements are used again for other rows. */
  fill(row: number, cells: readonly HTMLElement[], element: HTMLElement): void;
  isSelected(row: number): boolean;
  /** Enter, or a click. */
  select(row: number): void;
  sort?(column: string): void;
}

interface Row {
  element: HTMLElement;
  cells: HTMLElement[];
}

export class Grid {
  readonly element: HTMLElement;
  readonly #options: GridOptions;
  readonly #id = freshId();
  readonly #head: HTMLElement;
  readonly #body: HTMLElement;
  readonly #rows: Row[] = [];
  readonly #resized: ResizeObserver;
  #count = 0;
  #top = 0;
  #active = { row: 0, column: 0 };
  #scale = new ScrollScale(0, 0);

  constructor(options: GridOptions) {
    this.#options = options;
    this.#head = this.#makeHead();
    this.#body = element('div', { class: 'grid-body', role: 'rowgroup' });
    this.element = element(
      'div',
      {
        class: 'grid',
        role: 'grid',
        tabindex: 0,
        'aria-label': options.label,
        'aria-colcount': options.columns.length,
      },
      this.#head,
      this.#body,
    );
    this.#setWidths();
    this.#listen();
    this.#resized = new ResizeObserver(() => this.#layOut());
    this.#resized.observe(this.element);
  }

  /** The row that the keyboard is at. */
  get active(): number {
    return this.#active.row;
  }

  /** The first row that is seen. */
  get first(): number {
    return Math.floor(this.#top / ROW_HEIGHT);
  }

  /** Whether the last row is seen, and not all are. */
  get isAtEnd(): boolean {
    const end = this.#count * ROW_HEIGHT - this.#view();
    return end > 0 && this.#top >= end - 1;
  }

  /** Rows are to be others now, so many places further on: those that are seen stay where they are. */
  shift(rows: number): void {
    this.#top += rows * ROW_HEIGHT;
  }

  toEnd(): void {
    this.#scrollTo(this.#count * ROW_HEIGHT);
    this.draw();
  }

  /** Shows so many rows, all of which may be others than before. */
  setCount(count: number): void {
    this.#count = count;
    setAttributes(this.element, { 'aria-rowcount': count + 1 });
    this.#active.row = Math.max(0, Math.min(this.#active.row, count - 1));
    this.#layOut();
  }

  /** Puts the keyboard at a row, and shows it. */
  goTo(row: number): void {
    this.#active.row = Math.max(0, Math.min(row, this.#count - 1));
    this.#reveal();
    this.draw();
  }

  /** Keeps the keyboard at a row that has moved, without scrolling. */
  follow(row: number): void {
    this.#active.row = row;
  }

  setSorted(column: string, descending: boolean): void {
    for (const head of this.#head.children) {
      const own = head.getAttribute('data-column') === column;
      setAttributes(head, { 'aria-sort': own ? (descending ? 'descending' : 'ascending') : null });
    }
  }

  draw(): void {
    const first = Math.max(0, Math.floor(this.#top / ROW_HEIGHT) - MORE_ROWS);
    const last = Math.min(this.#count, Math.ceil((this.#top + this.#view()) / ROW_HEIGHT) + MORE_ROWS);
    // Rows keep their elements while they are seen: a row under the pointer must not become another.
    const needed = Math.max(0, last - first);
    while (this.#rows.length < needed) this.#addRow();
    const shown = new Set<Row>();
    for (let row = first; row < last; row++) {
      const place = this.#rows[row % this.#rows.length]!;
      this.#drawRow(place, row);
      shown.add(place);
    }
    for (const each of this.#rows) if (!shown.has(each)) hide(each);
    setAttributes(this.element, { 'aria-activedescendant': this.#count > 0 ? this.#cellId(this.#active) : null });
  }

  dispose(): void {
    this.#resized.disconnect();
  }

  #makeHead(): HTMLElement {
    const heads = this.#options.columns.map((column) => {
      const attributes: Attributes = {
        class: column.numeric ? 'grid-cell numeric' : 'grid-cell',
        role: 'columnheader',
        'data-column': column.id,
        title: column.title ?? null,
      };
      if (!column.sortable) return element('div', attributes, column.label);
      const made = element('button', { type: 'button', class: 'grid-sort' }, column.label);
      made.addEventListener('click', () => this.#options.sort?.(column.id));
      return element('div', attributes, made);
    });
    return element('div', { class: 'grid-head', role: 'row', 'aria-rowindex': 1 }, ...heads);
  }

  /** Of all rows alike: each is a css grid of its own. */
  #setWidths(): void {
    const widths = this.#options.columns.map(({ width }) => width);
    this.element.style.setProperty(
      '--tracks',
      widths.map(([least, part]) => `minmax(${least}px, ${part}fr)`).join(' '),
    );
    this.element.style.setProperty('--least', `${widths.reduce((sum, [least]) => sum + least, 0)}px`);
  }

  #listen(): void {
    this.element.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.element.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.#body.addEventListener('click', (event) => this.#click(event));
  }

  #scrolled(): void {
    // Those that come of what was set here say less than what is known.
    if (Math.abs(this.element.scrollTop - this.#scale.scrolledFor(this.#top)) < 1) return;
    this.#top = this.#scale.topOf(this.element.scrollTop);
    this.draw();
  }

  /** Where the scroll bar is a scale, a turn of the wheel still moves by rows. */
  #wheel(event: WheelEvent): void {
    if (!this.#scale.isScaled || event.ctrlKey || event.deltaY === 0) return;
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? ROW_HEIGHT : 1;
    this.#scrollTo(this.#top + event.deltaY * unit);
    this.draw();
  }

  #key(event: KeyboardEvent): void {
    if (event.target !== this.element || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.#press(event.key)) return;
    event.preventDefault();
    // Panels lie in a page that has keys of its own.
    event.stopPropagation();
  }

  /** @returns whether the key is one of the table's */
  #press(key: string): boolean {
    const page = Math.max(1, Math.floor(this.#view() / ROW_HEIGHT) - 1);
    const rows: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const columns: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };
    if (key in rows) this.goTo(this.#active.row + rows[key]!);
    else if (key in columns) this.#goToColumn(this.#active.column + columns[key]!);
    else if (key === 'Home') this.goTo(0);
    else if (key === 'End') this.goTo(this.#count - 1);
    else if (key === 'Enter' || key === ' ') this.#choose();
    else return false;
    return true;
  }

  #goToColumn(column: number): void {
    this.#active.column = Math.max(0, Math.min(column, this.#options.columns.length - 1));
    this.draw();
    document.getElementById(this.#cellId(this.#active))?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #choose(): void {
    if (this.#count === 0) return;
    this.#options.select(this.#active.row);
    this.draw();
  }

  #click({ target }: MouseEvent): void {
    const row = target instanceof Element ? target.closest('[data-row]')?.getAttribute('data-row') : null;
    if (!row) return;
    this.#active.row = Number(row);
    this.element.focus({ preventScroll: true });
    this.#choose();
  }

  #layOut(): void {
    this.#scale = new ScrollScale(this.#count * ROW_HEIGHT, this.#view());
    this.#body.style.height = `${this.#scale.height}px`;
    this.#scrollTo(this.#top);
    this.draw();
  }

  #scrollTo(top: number): void {
    this.#top = this.#scale.clamp(top);
    this.element.scrollTop = this.#scale.scrolledFor(this.#top);
  }

  #reveal(): void {
    const top = this.#active.row * ROW_HEIGHT;
    if (top < this.#top) this.#scrollTo(top);
    else if (top + ROW_HEIGHT > this.#top + this.#view()) this.#scrollTo(top + ROW_HEIGHT - this.#view());
  }

  /** Height in which rows are seen. */
  #view(): number {
    return Math.max(0, this.element.clientHeight - this.#head.offsetHeight);
  }

  #addRow(): void {
    const cells = this.#options.columns.map(({ numeric }, at) =>
      element('div', {
        class: numeric ? 'grid-cell numeric' : 'grid-cell',
        role: 'gridcell',
        'aria-colindex': at + 1,
      }),
    );
    const made = element('div', { class: 'grid-row', role: 'row' }, ...cells);
    this.#rows.push({ element: made, cells });
    this.#body.append(made);
  }

  #drawRow({ element: made, cells }: Row, row: number): void {
    const selected = this.#options.isSelected(row);
    setAttributes(made, {
      'data-row': row,
      'aria-rowindex': row + 2,
      'aria-selected': String(selected),
      class: row === this.#active.row ? 'grid-row active' : 'grid-row',
    });
    cells.forEach((cell, column) => {
      cell.id = this.#cellId({ row, column });
      cell.classList.toggle('active', row === this.#active.row && column === this.#active.column);
    });
    made.hidden = false;
    made.style.transform = `translateY(${row * ROW_HEIGHT - this.#top + this.#scale.scrolledFor(this.#top)}px)`;
    this.#options.fill(row, cells, made);
  }

  #cellId({ row, column }: { row: number; column: number }): string {
    return `${this.#id}-${row}-${column}`;
  }
}

/** Its ids may be those of rows that are seen now. */
function hide({ element: made, cells }: Row): void {
  if (made.hidden) return;
  made.hidden = true;
  for (const cell of cells) cell.removeAttribute('id');
}
