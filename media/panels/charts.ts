// How lanes fared, over the same time axis as the lanes above: loop, processor, memory, requests.
import { element, freshId, setAttributes } from '../elements';
import { laneWords } from '../lanes/words';
import type { Panel, PanelContext, Reason } from '../panel';
import type { Range } from '../view-state';
import { Chart, type ChartColours, dashOf, VALUE_LABELS } from './chart';
import { chartedLanes, type Joined, joinedRows, METRICS, type Metric, valueAt, valuesOf } from './chart-series';
import { Throttle } from './throttle';
import { viewedRange } from './viewed';
import { bytesWords, momentWords, rateWords, spanWords, UNKNOWN } from './words';

/** Between two looks at all figures in view, in ms. */
const PAUSE = 500;
/** Beside a chart there is room for so many values. */
const MOST_VALUES = 8;

interface Row {
  metric: Metric;
  element: HTMLElement;
  values: HTMLElement;
  chart: Chart;
}

export class ChartsPanel implements Panel {
  readonly id = 'charts';
  readonly #context: PanelContext;
  readonly #collect = new Throttle(() => this.#recollect(), PAUSE);
  readonly #sync = freshId();
  readonly #parts = {
    legend: element('div', { class: 'chart-legend' }),
    moment: element('div', { class: 'chart-moment' }),
    empty: element('p', { class: 'emptiness' }),
    rows: element('div', { class: 'chart-rows', tabindex: 0, role: 'group' }),
  };
  #rows: Row[] = [];
  #lanes: number[] = [];
  #joined: Joined = { times: new Float64Array(0), rows: [] };
  #colours: ChartColours | null = null;
  #hovered: number | null = null;

  constructor(context: PanelContext) {
    this.#context = context;
  }

  get label(): string {
    return this.#context.t('Charts');
  }

  mount(parent: HTMLElement): void {
    const { t } = this.#context;
    const { legend, moment, empty, rows } = this.#parts;
    empty.textContent = t('Nothing was measured in the time in view.');
    setAttributes(rows, { 'aria-label': t('Charts. Left and right move the cursor.') });
    rows.addEventListener('keydown', (event) => this.#key(event));
    rows.addEventListener('scroll', () => this.#drawSeen(), { passive: true });
    this.#rows = METRICS.map((metric) => this.#row(metric));
    rows.append(...this.#rows.map((row) => row.element));
    const bar = element('div', { class: 'panel-bar' }, legend, moment);
    parent.append(element('div', { class: 'panel-column charts' }, bar, empty, rows));
  }

  update(reasons: ReadonlySet<Reason>): void {
    // While another panel is open, nobody tells of them.
    if (reasons.has('colours') || reasons.has('opened')) this.#colours = null;
    if (['trace', 'lanes', 'opened', 'size', 'colours'].some((each) => reasons.has(each as Reason)))
      this.#collect.ask();
    else if (reasons.has('range')) this.#showRange();
    if (reasons.has('cursor')) this.#showCursor();
  }

  dispose(): void {
    this.#collect.dispose();
    for (const { chart } of this.#rows) chart.dispose();
  }

  #row(metric: Metric): Row {
    const { state, store } = this.#context;
    const chart = new Chart({
      title: this.#title(metric),
      sync: this.#sync,
      words: (value) => this.#words(metric, value),
      least: LEAST[metric],
      unit: metric === 'heap' || metric === 'rss' ? MB : 1,
      start: () => store.start,
      range: () => viewedRange(store, state),
      cursor: () => state.view.cursor,
      colours: () => this.#readColours(),
      hover: (time) => this.#hover(time),
      choose: (time) => state.set({ cursor: time, following: false }),
      chooseRange: (range) => state.set({ range, following: false }),
    });
    const values = element('div', { class: 'chart-values' });
    const head = element('div', { class: 'chart-head' }, element('h4', {}, this.#title(metric)), values);
    return { metric, chart, values, element: element('div', { class: 'chart-row' }, head, chart.element) };
  }

  /** The lines are there at once; what comes into view beyond them, a little later. */
  #showRange(): void {
    this.#drawSeen();
    this.#collect.ask();
  }

  #showCursor(): void {
    this.#drawSeen();
    this.#sayValues();
  }

  /** A view that follows the end moves with each frame: what is scrolled out of sight is drawn once it is not. */
  #drawSeen(): void {
    const { top, bottom } = this.#parts.rows.getBoundingClientRect();
    for (const { element: row, chart } of this.#shown()) {
      const place = row.getBoundingClientRect();
      if (place.bottom > top && place.top < bottom) chart.showRange();
    }
  }

  #recollect(): void {
    const { store, state } = this.#context;
    const { lanes, more } = chartedLanes(store, state.view.lanes);
    this.#lanes = lanes;
    this.#joined = joinedRows(store, lanes, viewedRange(store, state));
    for (const row of this.#rows) row.element.hidden = !this.#isMeasured(row.metric);
    const shown = this.#shown();
    this.#parts.empty.hidden = shown.length > 0;
    this.#drawLegend(more);
    for (const [at, row] of shown.entries()) this.#drawRow(row, at === shown.length - 1);
    this.#sayValues();
  }

  #shown(): Row[] {
    return this.#rows.filter((row) => !row.element.hidden);
  }

  #isMeasured(metric: Metric): boolean {
    const column = this.#context.store.figures[metric];
    return this.#joined.rows.some((rows) => rows.some((row) => row >= 0 && !Number.isNaN(column[row]!)));
  }

  #drawRow({ metric, chart }: Row, last: boolean): void {
    const { store } = this.#context;
    const values = this.#joined.rows.map((rows) => valuesOf(store, metric, rows));
    // The bar at the right lies over the plot, so that its times stand where those of the lanes do.
    const { right } = this.#parts.rows.getBoundingClientRect();
    const width = Math.round(right - chart.element.getBoundingClientRect().left);
    chart.draw([this.#joined.times, ...values], Math.max(VALUE_LABELS * 2, width), last);
  }

  #drawLegend(more: number): void {
    const { store, t } = this.#context;
    const names = this.#lanes.map((lane, at) =>
      element('span', { class: 'legend-lane' }, this.#swatch(at), laneWords(store.lanes[lane]!, store.lanes, t)),
    );
    const rest = more > 0 ? [element('span', { class: 'faint' }, t('{0} more: select lanes to see them', more))] : [];
    this.#parts.legend.replaceChildren(...names, ...rest);
  }

  #swatch(at: number): SVGElement {
    const { series } = this.#readColours();
    return lineMark(series[at % series.length]!, dashOf(at, series.length));
  }

  /** The values at the pointer, else at the cursor, else the last in view. */
  #sayValues(): void {
    const { store, state } = this.#context;
    const { to } = viewedRange(store, state);
    const time = this.#hovered ?? state.view.cursor ?? Math.min(to, store.end);
    this.#parts.moment.textContent = momentWords(time - store.start);
    for (const row of this.#shown()) this.#sayRow(row, time);
  }

  #sayRow({ metric, values, chart }: Row, time: number): void {
    const { store, t } = this.#context;
    const words = this.#lanes.map((lane) => this.#words(metric, valueAt(store, metric, lane, time)));
    const names = this.#lanes.map((lane) => laneWords(store.lanes[lane]!, store.lanes, t));
    const shown = words.slice(0, MOST_VALUES).map((word, at) => {
      return element('div', { class: 'chart-value', title: names[at]! }, this.#swatch(at), word);
    });
    const hidden = words.length - shown.length;
    if (hidden > 0) shown[shown.length - 1]!.append(element('span', { class: 'faint' }, ` +${hidden}`));
    values.replaceChildren(...shown);
    chart.describe(`${this.#title(metric)}: ${names.map((name, at) => `${name} ${words[at]}`).join(', ')}`);
  }

  #hover(time: number | null): void {
    this.#hovered = time;
    this.#sayValues();
  }

  /** From one measured time to the next. */
  #key(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { store, state } = this.#context;
    const next = neighbour(this.#joined.times, state.view.cursor, step, viewedRange(store, state));
    if (next !== null) state.set({ cursor: next, following: false });
  }

  #title(metric: Metric): string {
    const { t } = this.#context;
    const titles: Record<Metric, string> = {
      delay: t('Event loop late'),
      cpu: t('CPU'),
      heap: t('Heap'),
      rss: t('Memory'),
      requests: t('Requests'),
      response: t('Response time'),
    };
    return titles[metric];
  }

  #words(metric: Metric, value: number): string {
    if (Number.isNaN(value)) return UNKNOWN;
    switch (metric) {
      case 'cpu':
        return `${Math.round(value)} %`;
      case 'heap':
      case 'rss':
        return bytesWords(value);
      case 'requests':
        return rateWords(value);
      default:
        return spanWords(value);
    }
  }

  #readColours(): ChartColours {
    if (this.#colours) return this.#colours;
    const style = getComputedStyle(this.#parts.rows);
    // A canvas does not take a system's forced colours by itself.
    const forced = matchMedia('(forced-colors: active)').matches;
    const read = (name: string, otherwise: string) => style.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
    this.#colours = forced
      ? { text: 'CanvasText', lines: 'GrayText', cursor: 'Highlight', series: ['CanvasText'] }
      : {
          text: read('descriptionForeground', '#999'),
          lines: read('editorIndentGuide-background1', '#80808040'),
          cursor: read('focusBorder', '#007fd4'),
          series: SERIES.map(([name, otherwise]) => read(name, otherwise)),
        };
    return this.#colours;
  }
}

/** A piece of a lane's line. */
function lineMark(colour: string, dash: readonly number[]): SVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const line = document.createElementNS(space, 'line');
  setAttributes(line, { x1: 0, y1: 3, x2: 18, y2: 3, 'stroke-dasharray': dash.join(' ') || null });
  const mark = document.createElementNS(space, 'svg');
  setAttributes(mark, { class: 'swatch', viewBox: '0 0 18 6', 'aria-hidden': 'true' });
  mark.style.color = colour;
  mark.append(line);
  return mark;
}

/** In an order in which neighbours are told apart. Orange is not among them: where a theme gives none it lets shine through. */
const SERIES = [
  ['charts-blue', '#3794ff'],
  ['charts-green', '#89d185'],
  ['charts-yellow', '#cca700'],
  ['charts-purple', '#b180d7'],
  ['charts-red', '#f14c4c'],
  ['charts-foreground', '#cccccc'],
] as const;

const MB = 1024 * 1024;

/** An axis reaches at least so far: noise must not look like mountains. */
const LEAST: Record<Metric, number> = { delay: 10, cpu: 10, heap: 10 * MB, rss: 20 * MB, requests: 1, response: 1 };

/** The measured time next to the cursor, in view; from outside the view the first or last one in it. */
function neighbour(times: Float64Array, cursor: number | null, step: number, { from, to }: Range): number | null {
  const inView = times.filter((time) => time >= from && time <= to);
  if (step > 0) return inView.find((time) => cursor === null || time > cursor) ?? null;
  return inView.findLast((time) => cursor === null || time < cursor) ?? null;
}
