// The headers of the lanes: a tree, of which only what is in view is in the page.
import type { LaneState } from '../../protocol/timeline';
import { AXIS, ROW } from '../drawing/scene';
import { element, icon } from '../elements';
import type { PanelContext } from '../panel';
import { type LaneRow, type LaneRows, NO_ROWS } from './rows';
import { figureWords, isOver, laneDetail, laneName, stateAt, stateWords } from './words';

/** Each state has an icon of its own, the same as in the tree of workers: colour never tells anything alone. */
const ICONS: Record<LaneState, string> = {
  starting: 'circle-outline',
  online: 'circle-filled',
  listening: 'radio-tower',
  disconnecting: 'sign-out',
  busy: 'flame',
  stuck: 'sync',
  blocked: 'lock',
  silent: 'mute',
  paused: 'debug-pause',
  stopped: 'stop-circle',
  notObserved: 'eye-closed',
  exited: 'pass',
  askedFor: 'circle-slash',
  crashed: 'error',
};

interface Header {
  root: HTMLElement;
  fold: HTMLElement;
  icon: HTMLElement;
  name: HTMLElement;
  detail: HTMLElement;
  state: HTMLElement;
  figures: HTMLElement;
}

export class LaneTree {
  readonly element: HTMLElement;
  readonly #context: PanelContext;
  readonly #inner = element('div', { class: 'lanes-inner', role: 'presentation' });
  /** By id of the lane. */
  readonly #headers = new Map<string, Header>();
  #rows: LaneRows = NO_ROWS;
  #outdated = false;
  /** Id of the lane that the keyboard is at. */
  #active: string | null = null;

  constructor(context: PanelContext) {
    this.#context = context;
    const label = context.t('Processes and threads');
    this.element = element(
      'div',
      { class: 'lanes', role: 'tree', 'aria-label': label, 'aria-multiselectable': 'true' },
      this.#inner,
    );
    this.element.style.top = `${AXIS}px`;
    this.element.addEventListener('keydown', (event) => this.#press(event));
    this.element.addEventListener('click', (event) => this.#click(event));
  }

  /** There are other lanes than it shows. */
  get outdated(): boolean {
    return this.#outdated;
  }

  show(rows: LaneRows): void {
    this.#outdated ||= rows.rows.length !== this.#rows.rows.length;
    this.#rows = rows;
    this.#active ??= this.#idAt(0);
  }

  /** Brings the headers up to date with the trace and the view. */
  update(): void {
    this.#outdated = false;
    const { scroll } = this.#context.state.view;
    const first = Math.floor(scroll / ROW);
    const last = Math.ceil((scroll + this.element.clientHeight) / ROW);
    const shown = new Set<string>();
    for (const [index, row] of this.#rows.rows.entries()) {
      const id = this.#context.store.lanes[row.lane]!.id;
      if ((index < first || index > last) && !this.#holdsFocus(id)) continue;
      shown.add(id);
      this.#fill(this.#headerOf(id), row, index);
    }
    for (const [id, { root }] of this.#headers) {
      if (shown.has(id)) continue;
      root.remove();
      this.#headers.delete(id);
    }
    this.scroll();
  }

  scroll(): void {
    this.#inner.style.transform = `translateY(${-this.#context.state.view.scroll}px)`;
  }

  #holdsFocus(id: string): boolean {
    return this.#headers.get(id)?.root === document.activeElement;
  }

  #headerOf(id: string): Header {
    const known = this.#headers.get(id);
    if (known) return known;
    const made = makeHeader(id);
    this.#headers.set(id, made);
    this.#inner.append(made.root);
    return made;
  }

  #fill(header: Header, row: LaneRow, index: number): void {
    const { store, state, t } = this.#context;
    const lane = store.lanes[row.lane]!;
    const time = state.view.cursor ?? store.end;
    const how = stateAt(store, row.lane, time);
    const { root } = header;
    root.style.top = `${index * ROW}px`;
    root.style.setProperty('--level', String(row.level));
    root.tabIndex = lane.id === this.#active ? 0 : -1;
    root.classList.toggle('over', how === null || isOver(how));
    setAll(root, {
      'aria-level': row.level,
      'aria-setsize': row.siblings,
      'aria-posinset': row.position,
      'aria-selected': state.view.lanes.has(lane.id),
    });
    if (row.inner.length > 0) root.setAttribute('aria-expanded', String(!row.folded));
    else root.removeAttribute('aria-expanded');
    header.fold.className = foldClass(row);
    header.icon.className = `codicon codicon-${how === null ? 'circle-outline' : ICONS[how]} state-${how ?? 'none'}`;
    setText(header.name, laneName(lane, t));
    setText(header.detail, laneDetail(lane, t));
    setText(header.state, stateWords(store, row.lane, time, t) + foldedWords(row, t));
    setFigures(header.figures, figureWords(store, row.lane, time, t));
    root.title = [lane.script, laneDetail(lane, t)].filter(Boolean).join('\n');
  }

  #click(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const id = target.closest<HTMLElement>('.lane')?.dataset.lane;
    if (id === undefined) return;
    this.#focus(id);
    if (target.closest('.fold:not(.leaf)')) this.#toggle(id);
    else this.#select(id, event.ctrlKey || event.metaKey);
  }

  #press(event: KeyboardEvent): void {
    const index = this.#indexOf(this.#active);
    const row = this.#rows.rows[index];
    if (!row || event.altKey) return;
    const done = this.#move(event.key, row, index) || this.#act(event, row);
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #move(key: string, row: LaneRow, index: number): boolean {
    const to: Record<string, () => number> = {
      ArrowUp: () => Math.max(0, index - 1),
      ArrowDown: () => Math.min(this.#rows.rows.length - 1, index + 1),
      Home: () => 0,
      End: () => this.#rows.rows.length - 1,
    };
    const move = to[key];
    if (move) this.#focus(this.#idAt(move())!);
    else if (key === 'ArrowLeft') this.#outward(row, index);
    else if (key === 'ArrowRight') this.#inward(row, index);
    else return false;
    return true;
  }

  #act(event: KeyboardEvent, row: LaneRow): boolean {
    if (event.key !== 'Enter' && event.key !== ' ') return false;
    this.#select(this.#context.store.lanes[row.lane]!.id, event.key === ' ' || event.ctrlKey || event.metaKey);
    return true;
  }

  #outward(row: LaneRow, index: number): void {
    const { id } = this.#context.store.lanes[row.lane]!;
    if (row.inner.length > 0 && !row.folded) {
      this.#toggle(id);
      return;
    }
    const outer = this.#rows.rows.slice(0, index).findLastIndex(({ level }) => level < row.level);
    if (outer >= 0) this.#focus(this.#idAt(outer)!);
  }

  #inward(row: LaneRow, index: number): void {
    if (row.folded) this.#toggle(this.#context.store.lanes[row.lane]!.id);
    else if (row.inner.length > 0) this.#focus(this.#idAt(index + 1)!);
  }

  #toggle(id: string): void {
    const folded = new Set(this.#context.state.view.folded);
    if (!folded.delete(id)) folded.add(id);
    this.#context.state.set({ folded });
  }

  #select(id: string, also: boolean): void {
    const { lanes } = this.#context.state.view;
    const chosen = new Set(also ? lanes : []);
    if (lanes.has(id) && (also || lanes.size === 1)) chosen.delete(id);
    else chosen.add(id);
    this.#context.state.set({ lanes: chosen });
  }

  /** Moves the keyboard to a lane, and that into view. */
  #focus(id: string): void {
    this.#active = id;
    const index = this.#indexOf(id);
    const { state } = this.#context;
    state.set({ scroll: scrollTo(index, state.view.scroll, this.element.clientHeight) });
    this.update();
    this.#headers.get(id)?.root.focus({ preventScroll: true });
  }

  #idAt(index: number): string | null {
    const row = this.#rows.rows[index];
    return row ? this.#context.store.lanes[row.lane]!.id : null;
  }

  #indexOf(id: string | null): number {
    const place = id === null ? -1 : this.#context.store.placeOf(id);
    return place < 0 ? 0 : Math.max(0, this.#rows.rowOf[place] ?? 0);
  }
}

/** The scroll, in px, nearest to the present one at which a row is in view. */
export function scrollTo(index: number, scroll: number, height: number): number {
  return Math.max(0, Math.min(index * ROW, Math.max(scroll, (index + 1) * ROW - height)));
}

function makeHeader(id: string): Header {
  const fold = element('span', { class: 'fold leaf', 'aria-hidden': 'true' });
  const state = icon('circle-outline');
  const name = element('span', { class: 'lane-name' });
  const detail = element('span', { class: 'lane-detail' });
  const words = element('span', { class: 'lane-state' });
  const figures = element('span', { class: 'lane-figures' });
  const text = element(
    'span',
    { class: 'lane-text' },
    element('span', { class: 'lane-line' }, name, ' ', detail),
    element('span', { class: 'lane-line second' }, words, ' ', figures),
  );
  const root = element('div', { class: 'lane', role: 'treeitem' }, fold, state, text);
  root.dataset.lane = id;
  root.style.height = `${ROW}px`;
  return { root, fold, icon: state, name, detail, state: words, figures };
}

function foldClass(row: LaneRow): string {
  if (row.inner.length === 0) return 'fold leaf';
  return `fold codicon codicon-${row.folded ? 'chevron-right' : 'chevron-down'}`;
}

function foldedWords(row: LaneRow, t: PanelContext['t']): string {
  if (!row.folded) return '';
  return ` · ${row.inner.length === 1 ? t('1 within') : t('{0} within', row.inner.length)}`;
}

function setText(to: HTMLElement, text: string): void {
  if (to.textContent !== text) to.textContent = text;
}

/** Each by itself: those that there is no room for are left out whole. */
function setFigures(to: HTMLElement, figures: readonly string[]): void {
  while (to.childElementCount > figures.length) to.lastElementChild!.remove();
  while (to.childElementCount < figures.length) to.append(element('span'));
  for (const [index, text] of figures.entries()) setText(to.children[index] as HTMLElement, text);
}

function setAll(to: HTMLElement, attributes: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (to.getAttribute(name) !== String(value)) to.setAttribute(name, String(value));
  }
}
