// Who sends how much to whom: a row for each direction of each channel, over the time in view.
import { element, icon } from '../elements';
import { edgeWords } from '../message-words';
import type { Panel, PanelContext, Reason } from '../panel';
import { EDGE_COLUMNS, type EdgeColumn, type EdgeRow, edgeRows, sortedRows } from './edge-rows';
import { type Column, Grid } from './grid';
import { Throttle } from './throttle';
import { viewedRange } from './viewed';
import { bytesRateWords, bytesWords, countWords, edgeChannelWords, rateWords, spanWords } from './words';

/** Between two counts of all messages in view, in ms. */
const PAUSE = 500;

export class EdgesPanel implements Panel {
  readonly id = 'edges';
  readonly #context: PanelContext;
  readonly #count = new Throttle(() => this.#recount(), PAUSE);
  #grid: Grid | null = null;
  #backlogs: HTMLElement | null = null;
  readonly #spoken = element('div', { class: 'read-aloud', role: 'status' });
  #empty: HTMLElement | null = null;
  #rows: EdgeRow[] = [];
  #sorted: { by: EdgeColumn; descending: boolean } = { by: 'rate', descending: true };

  constructor(context: PanelContext) {
    this.#context = context;
  }

  get label(): string {
    return this.#context.t('Edges');
  }

  mount(parent: HTMLElement): void {
    const { t } = this.#context;
    this.#backlogs = element('div', { class: 'notes' });
    this.#empty = element('p', { class: 'emptiness' }, t('No messages in the time in view.'));
    this.#grid = new Grid({
      label: t('Messages between each two'),
      columns: this.#columns(),
      fill: (row, cells) => this.#fill(this.#rows[row]!, cells),
      isSelected: (row) => this.#rows[row]?.edge === this.#context.state.view.edge,
      select: (row) => this.#select(this.#rows[row]!.edge),
      sort: (column) => this.#sortBy(column as EdgeColumn),
    });
    this.#grid.setSorted(this.#sorted.by, this.#sorted.descending);
    parent.append(
      element('div', { class: 'panel-column' }, this.#backlogs, this.#empty, this.#grid.element, this.#spoken),
    );
  }

  update(reasons: ReadonlySet<Reason>): void {
    if (['trace', 'range', 'opened'].some((each) => reasons.has(each as Reason))) this.#count.ask();
    if (reasons.has('edge')) this.#grid?.draw();
  }

  dispose(): void {
    this.#count.dispose();
    this.#grid?.dispose();
  }

  #columns(): Column[] {
    const { t } = this.#context;
    const numeric = { width: [84, 1], numeric: true, sortable: true } as const;
    return [
      { id: 'edge', label: t('From → to'), width: [220, 4] },
      { id: 'channel', label: t('Channel'), width: [110, 1.4] },
      { ...numeric, id: 'rate', label: t('Rate'), title: t('Messages each second') },
      {
        ...numeric,
        width: [94, 1],
        id: 'count',
        label: t('Messages'),
        title: t('All of them, also those not told whole'),
      },
      { ...numeric, id: 'leftOut', label: t('Left out'), title: t('Counted, but not told whole: there were too many') },
      {
        ...numeric,
        width: [94, 1],
        id: 'bytes',
        label: t('Size'),
        title: t('Of all of them; ≈ where that of some is not known'),
      },
      { ...numeric, width: [104, 1], id: 'bytesRate', label: t('Size/s') },
      {
        ...numeric,
        id: 'waiting',
        label: t('In flight'),
        title: t('Sent and not received yet, at the end of the view'),
      },
      { ...numeric, id: 'p50', label: t('p50'), title: t('Half of them took no longer') },
      { ...numeric, id: 'p95', label: t('p95'), title: t('95 of 100 took no longer') },
      { ...numeric, id: 'longest', label: t('Longest') },
    ];
  }

  #recount(): void {
    const { store, state } = this.#context;
    const active = this.#rows[this.#grid?.active ?? 0]?.edge;
    this.#rows = sortedRows(edgeRows(store, viewedRange(store, state)), this.#sorted.by, this.#sorted.descending);
    this.#show(active);
  }

  /** @param active the edge that the keyboard was at */
  #show(active: number | undefined): void {
    const place = this.#rows.findIndex(({ edge }) => edge === active);
    if (place >= 0) this.#grid!.follow(place);
    this.#grid!.setCount(this.#rows.length);
    this.#empty!.hidden = this.#rows.length > 0;
    this.#grid!.element.hidden = this.#rows.length === 0;
    this.#sayBacklogs();
  }

  #sayBacklogs(): void {
    const { store, t } = this.#context;
    const growing = this.#rows.filter((row) => row.growing).sort((one, other) => other.waiting - one.waiting);
    const name = (row: EdgeRow) => edgeWords(store.edges[row.edge]!, store.lanes, t);
    const words = growing
      .slice(0, 3)
      .map((row) => `${name(row)}: ${t('backlog grows: {0} not received yet', countWords(row.waiting))}`);
    if (growing.length > 3) words.push(t('{0} more backlogs grow', growing.length - 3));
    this.#backlogs!.replaceChildren(
      ...words.map((each) => element('div', { class: 'note warning' }, icon('warning'), each)),
    );
    // Read aloud only where others grow: not with each new count.
    const spoken = growing.length > 0 ? t('Backlogs that grow: {0}', growing.map(name).sort().join(', ')) : '';
    if (this.#spoken.textContent !== spoken) this.#spoken.textContent = spoken;
  }

  #fill(row: EdgeRow, cells: readonly HTMLElement[]): void {
    const { store, t } = this.#context;
    const edge = store.edges[row.edge]!;
    const size = (words: string) => (row.bytesGuessed && row.bytes > 0 ? `≈ ${words}` : words);
    const words: Record<EdgeColumn, string> = {
      rate: rateWords(row.rate),
      count: countWords(row.count),
      leftOut: countWords(row.leftOut),
      bytes: size(bytesWords(row.bytes)),
      bytesRate: size(bytesRateWords(row.bytesRate)),
      waiting: countWords(row.waiting),
      p50: spanWords(row.latency.p50),
      p95: spanWords(row.latency.p95),
      longest: spanWords(row.latency.longest),
    };
    const all = [
      edgeWords(edge, store.lanes, t),
      edgeChannelWords(store, row.edge, t),
      ...EDGE_COLUMNS.map((column) => words[column]),
    ];
    cells.forEach((cell, at) => {
      cell.textContent = all[at]!;
      cell.title = at < 2 ? all[at]! : '';
    });
    const waiting = cells[2 + EDGE_COLUMNS.indexOf('waiting')]!;
    waiting.classList.toggle('warning', row.growing);
    if (row.growing) waiting.title = t('backlog grows: {0} not received yet', countWords(row.waiting));
  }

  /** Once more shows all edges again. */
  #select(edge: number): void {
    const { state } = this.#context;
    state.set({ edge: state.view.edge === edge ? -1 : edge });
  }

  #sortBy(column: EdgeColumn): void {
    const descending = this.#sorted.by === column ? !this.#sorted.descending : true;
    this.#sorted = { by: column, descending };
    this.#grid!.setSorted(column, descending);
    const active = this.#rows[this.#grid!.active]?.edge;
    this.#rows = sortedRows(this.#rows, column, descending);
    this.#show(active);
  }
}
