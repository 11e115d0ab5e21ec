// One chart over the time in view. What is in it, and what is done at it, is the panel's.
import uPlot from 'uplot';
import { element } from '../elements';
import { axisOf } from '../time';
import type { Range } from '../view-state';

/** Of the plot itself; a row of labels below the last one comes to it. In CSS pixels. */
const HEIGHT = 92;
const TIME_LABELS = 22;
/** Width of the labels at the left. */
export const VALUE_LABELS = 60;
/** Between two labels of the axis of values: 1, 2 and 5 of each power of ten. */
const STEPS = Array.from({ length: 36 }, (_, at) => [1, 2, 5][at % 3]! * 10 ** (Math.floor(at / 3) - 3));
/** The room of a label of the time axis: as above the lanes, so that the lines of both are one. */
const TICK_ROOM = 96;

export interface ChartColours {
  text: string;
  lines: string;
  cursor: string;
  /** By the place of a lane, and from the first on again. */
  series: readonly string[];
}

export interface ChartOptions {
  title: string;
  /** Charts with the same one share the pointer. */
  sync: string;
  /** Says a value as a label of the axis. */
  words(value: number): string;
  /** The axis reaches at least so far. */
  least: number;
  /** Labels stand at round numbers of these. */
  unit: number;
  start(): number;
  range(): Range;
  cursor(): number | null;
  colours(): ChartColours;
  /** The pointer is at a time; `null` when it left. */
  hover(time: number | null): void;
  choose(time: number): void;
  chooseRange(range: Range): void;
}

export class Chart {
  readonly element = element('div', { class: 'chart-plot', role: 'img' });
  readonly #options: ChartOptions;
  #plot: uPlot | null = null;
  #series = -1;
  #last = false;
  #colours: ChartColours | null = null;

  constructor(options: ChartOptions) {
    this.#options = options;
  }

  /** @param last whether it has the labels of the time axis @param width in CSS pixels */
  draw(data: uPlot.AlignedData, width: number, last: boolean): void {
    const series = data.length - 1;
    const colours = this.#options.colours();
    const isOther = series !== this.#series || last !== this.#last || colours !== this.#colours;
    if (!this.#plot || isOther) this.#make(data, width, last);
    else {
      this.#resize(width);
      this.#plot.setData(data, true);
    }
    this.#series = series;
    this.#colours = colours;
  }

  /** What is drawn stays; other times of it are in view, or another moment is marked. */
  showRange(): void {
    const { from, to } = this.#options.range();
    this.#plot?.setScale('x', { min: from, max: to });
  }

  describe(words: string): void {
    this.element.setAttribute('aria-label', words);
  }

  dispose(): void {
    this.#plot?.destroy();
    this.#plot = null;
  }

  #make(data: uPlot.AlignedData, width: number, last: boolean): void {
    this.dispose();
    this.#last = last;
    this.#plot = new uPlot(this.#uplotOptions(data.length - 1, width), data, this.element);
    const { over } = this.#plot;
    over.addEventListener('click', (event) => this.#options.choose(this.#plot!.posToVal(event.offsetX, 'x')));
  }

  #resize(width: number): void {
    if (this.#plot!.width !== width) this.#plot!.setSize({ width, height: this.#height() });
  }

  #height(): number {
    return HEIGHT + (this.#last ? TIME_LABELS : 0);
  }

  #uplotOptions(series: number, width: number): uPlot.Options {
    return {
      width,
      height: this.#height(),
      padding: [8, 0, this.#last ? 0 : 8, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: () => this.#timeRange() },
        y: { range: (_, __, most) => this.#valueRange(most) },
      },
      axes: [this.#timeAxis(), this.#valueAxis()],
      series: [{}, ...Array.from({ length: series }, (_, at) => this.#line(at))],
      cursor: {
        sync: { key: this.#options.sync, scales: ['x', null] },
        y: false,
        points: { size: 6 },
        drag: { x: true, y: false, setScale: false, dist: 4 },
        // Twice a click is two clicks: which time is in view is the timeline's.
        bind: { dblclick: () => () => null },
      },
      hooks: {
        draw: [(plot) => this.#drawCursor(plot)],
        setCursor: [(plot) => this.#hovered(plot)],
        setSelect: [(plot) => this.#selected(plot)],
      },
    };
  }

  #timeRange(): [number, number] {
    const { from, to } = this.#options.range();
    return [from, to];
  }

  #valueRange(most: number | null): [number, number] {
    return [0, Math.max(this.#options.least, (most ?? 0) * 1.1)];
  }

  #ticks(plot: uPlot): { time: number; label: string }[] {
    const most = Math.max(1, Math.floor((plot.width - VALUE_LABELS) / TICK_ROOM));
    return axisOf(this.#options.range(), this.#options.start(), most).ticks;
  }

  #timeAxis(): uPlot.Axis {
    return {
      size: this.#last ? TIME_LABELS : 0,
      gap: 2,
      splits: (plot) => this.#ticks(plot).map(({ time }) => time),
      values: (plot, splits) => (this.#last ? this.#ticks(plot).map(({ label }) => label) : splits.map(() => '')),
      stroke: () => this.#options.colours().text,
      grid: { stroke: () => this.#options.colours().lines, width: 1 },
      ticks: { show: false },
      font: fontOf(this.element),
    };
  }

  #valueAxis(): uPlot.Axis {
    return {
      size: VALUE_LABELS,
      gap: 4,
      space: 28,
      incrs: STEPS.map((step) => step * this.#options.unit),
      values: (_, splits) => splits.map((value) => this.#options.words(value)),
      stroke: () => this.#options.colours().text,
      grid: { stroke: () => this.#options.colours().lines, width: 1 },
      ticks: { show: false },
      font: fontOf(this.element),
    };
  }

  #line(at: number): uPlot.Series {
    const { series } = this.#options.colours();
    return {
      stroke: series[at % series.length]!,
      width: 1.5,
      dash: dashOf(at, series.length),
      points: { show: (plot, _, first, last) => isSparse(plot, first, last), size: 4 },
    };
  }

  #drawCursor(plot: uPlot): void {
    const time = this.#options.cursor();
    const { from, to } = this.#options.range();
    if (time === null || time < from || time > to) return;
    const { ctx, bbox } = plot;
    const x = Math.round(plot.valToPos(time, 'x', true)) + 0.5;
    ctx.save();
    ctx.strokeStyle = this.#options.colours().cursor;
    ctx.lineWidth = uPlot.pxRatio;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  }

  #hovered(plot: uPlot): void {
    // Those that follow another chart's pointer say nothing of their own.
    if (!plot.cursor.event) return;
    const { left } = plot.cursor;
    this.#options.hover(left === undefined || left < 0 ? null : plot.posToVal(left, 'x'));
  }

  #selected(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 4) return;
    const range = { from: plot.posToVal(left, 'x'), to: plot.posToVal(left + width, 'x') };
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.#options.chooseRange(range);
  }
}

/** As many as lanes that must do with one colour, in the forced colours of a system, and are told apart still. */
const DASHES: readonly number[][] = [[], [6, 3], [2, 3], [10, 3, 2, 3], [12, 4], [1, 2]];

/** Solid while colours last; each time they begin anew, other dashes. @param colours how many there are */
export function dashOf(at: number, colours: number): number[] {
  return DASHES[Math.floor(at / colours) % DASHES.length]!;
}

/** A point alone makes no line: where there are few they are dots. */
function isSparse(plot: uPlot, first: number, last: number): boolean {
  return last - first < plot.width / 16;
}

function fontOf(of: Element): string {
  const { fontFamily } = getComputedStyle(of.isConnected ? of : document.body);
  return `11px ${fontFamily}`;
}
