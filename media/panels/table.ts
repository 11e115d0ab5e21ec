// Everything in the time in view as rows: what the lanes draw, for the keyboard and screen readers.
import { LANE_STATES, MARKS } from '../../protocol/timeline';
import { markWord } from '../drawing/hit-words';
import { element } from '../elements';
import { laneWords, stateWord } from '../lanes/words';
import { edgeWords, endWords } from '../message-words';
import type { Panel, PanelContext, Reason } from '../panel';
import { Grid } from './grid';
import { type Happening, Happenings } from './happenings';
import { Throttle } from './throttle';
import { viewedRange } from './viewed';
import { bytesWords, countWords, momentWords, spanWords } from './words';

/** Between two lists of all that is in view, in ms. */
const PAUSE = 400;

export class TablePanel implements Panel {
  readonly id = 'table';
  readonly #context: PanelContext;
  readonly #collect = new Throttle(() => this.#recollect(), PAUSE);
  #grid: Grid | null = null;
  #title: HTMLElement | null = null;
  #all: Happenings;
  /** A state or mark that was chosen; messages are everybody's. */
  #chosen: Happening | null = null;

  constructor(context: PanelContext) {
    this.#context = context;
    this.#all = Happenings.in(context.store, { from: 0, to: -1 }, -1);
  }

  get label(): string {
    return this.#context.t('Table');
  }

  mount(parent: HTMLElement): void {
    const { t } = this.#context;
    this.#title = element('div', { class: 'panel-title' });
    this.#grid = new Grid({
      label: t('Everything in the time in view'),
      columns: [
        { id: 'time', label: t('Time'), title: t('Since the start'), width: [110, 1], numeric: true },
        { id: 'lane', label: t('Lane'), width: [110, 2] },
        { id: 'what', label: t('What'), width: [90, 1.2] },
        { id: 'other', label: t('Other end'), width: [110, 2] },
        { id: 'type', label: t('Type'), width: [90, 2] },
        { id: 'size', label: t('Size'), width: [64, 0.8], numeric: true },
        { id: 'latency', label: t('In flight'), width: [72, 0.8], numeric: true },
      ],
      fill: (row, cells) => this.#fill(this.#all.at(row), cells),
      isSelected: (row) => this.#isSelected(this.#all.at(row)),
      select: (row) => this.#select(this.#all.at(row)),
    });
    parent.append(element('div', { class: 'panel-column' }, this.#title, this.#grid.element));
  }

  update(reasons: ReadonlySet<Reason>): void {
    if (['trace', 'range', 'edge', 'opened'].some((each) => reasons.has(each as Reason))) this.#collect.ask();
    if (reasons.has('message') || reasons.has('opened')) this.#showSelected();
  }

  dispose(): void {
    this.#collect.dispose();
    this.#grid?.dispose();
  }

  #recollect(): void {
    const { store, state } = this.#context;
    const grid = this.#grid!;
    const before = this.#all;
    const staysAtEnd = state.view.following && grid.isAtEnd;
    this.#all = Happenings.in(store, viewedRange(store, state), state.view.edge);
    // What a person reads, and what the keyboard is at, stay where they are while rows come and go before them.
    const first = this.#placeNow(before, grid.first);
    if (first >= 0) grid.shift(first - grid.first);
    const active = this.#placeNow(before, grid.active);
    if (active >= 0) grid.follow(active);
    grid.setCount(this.#all.count);
    if (staysAtEnd) grid.toEnd();
    this.#sayCount();
  }

  /** Where that which stood at a place stands now; −1 where it is gone. */
  #placeNow(before: Happenings, place: number): number {
    return place < before.count ? this.#all.placeOf(before.at(place)) : -1;
  }

  #sayCount(): void {
    const { store, state, t } = this.#context;
    const { edge } = state.view;
    const count = countWords(this.#all.count);
    this.#title!.textContent =
      edge < 0
        ? t('{0} in the time in view', count)
        : t('{0} in the time in view, only {1}', count, edgeWords(store.edges[edge]!, store.lanes, t));
  }

  #showSelected(): void {
    const place = this.#all.placeOfMessage(this.#context.state.view.message);
    if (place >= 0 && place !== this.#grid!.active) this.#grid!.goTo(place);
    else this.#grid!.draw();
  }

  #isSelected({ kind, row }: Happening): boolean {
    if (kind === 'message') return row === this.#context.state.view.message;
    return this.#chosen?.kind === kind && this.#chosen.row === row;
  }

  /** A message is selected; of anything else the lane, and the moment is shown. */
  #select(happening: Happening): void {
    const { state, store } = this.#context;
    if (happening.kind === 'message') {
      this.#chosen = null;
      state.select(happening.row);
      return;
    }
    this.#chosen = happening;
    const lane = store.lanes[this.#laneOf(happening)]!;
    state.set({ message: -1, lanes: new Set([lane.id]), cursor: happening.time });
  }

  #laneOf({ kind, row }: Happening): number {
    return kind === 'state' ? this.#context.store.states.lane[row]! : this.#context.store.marks.lane[row]!;
  }

  #fill(happening: Happening, cells: readonly HTMLElement[]): void {
    const words = happening.kind === 'message' ? this.#messageCells(happening.row) : this.#laneCells(happening);
    const all = [momentWords(happening.time - this.#context.store.start), ...words];
    cells.forEach((cell, at) => {
      cell.textContent = all[at]!;
      cell.title = all[at]!;
    });
  }

  #messageCells(row: number): string[] {
    const { store, t } = this.#context;
    const { messages, lanes, texts } = store;
    const edge = store.edges[messages.edge[row]!]!;
    const what = messages.request[row]! >= 0 ? t('reply') : t('message');
    return [
      endWords(edge, 'from', lanes, t),
      what,
      endWords(edge, 'to', lanes, t),
      texts[messages.hint[row]!] ?? '',
      bytesWords(messages.bytes[row]!),
      spanWords(messages.received[row]! - messages.sent[row]!),
    ];
  }

  #laneCells(happening: Happening): string[] {
    const { store, t } = this.#context;
    const lane = laneWords(store.lanes[this.#laneOf(happening)]!, store.lanes, t);
    const isState = happening.kind === 'state';
    const text = (isState ? store.states : store.marks).text[happening.row]!;
    const what = isState
      ? stateWord(LANE_STATES[store.states.state[happening.row]!] ?? 'online', t)
      : markWord(MARKS[store.marks.mark[happening.row]!] ?? 'online', t);
    return [lane, what, '', store.texts[text] ?? '', '', ''];
  }
}
