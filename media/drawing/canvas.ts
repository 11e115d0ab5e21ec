// The canvas: its size, its scene, and the order in which painters paint.
import { element } from '../elements';
import { type LaneRows, NO_ROWS } from '../lanes/rows';
import { fitted } from '../navigation';
import type { PanelContext } from '../panel';
import type { Range } from '../view-state';
import { type Drawn, type Hit, hitAt } from './hits';
import { Icons } from './icons';
import { paintArrows, paintSelected } from './paint-arrows';
import { paintAxis, paintCursor, paintGrid, sceneAxis } from './paint-axis';
import { Bars } from './paint-bars';
import { paintMarks } from './paint-marks';
import { paintStates } from './paint-states';
import { type Palette, readPalette } from './palette';
import { AXIS, ROW, rowsInView, type Scene } from './scene';
import { Segments } from './segments';
import { arrowsIn, mostArrows } from './visible-messages';

export class Drawing {
  readonly element = element('canvas', { class: 'drawing' });
  readonly #context: PanelContext;
  readonly #ctx: CanvasRenderingContext2D;
  readonly #segments = new Segments();
  readonly #bars = new Bars();
  readonly #icons: Icons;
  readonly #resizes: ResizeObserver;
  #palette: Palette | null = null;
  #size = { width: 0, height: 0 };
  #drawn: Drawn | null = null;
  lanes: LaneRows = NO_ROWS;
  /** Messages that the search found; `null` where nothing is sought. */
  found: ((message: number) => boolean) | null = null;

  /** @param redraw something came that was not there, or has another size */
  constructor(context: PanelContext, redraw: () => void) {
    this.#context = context;
    this.#ctx = this.element.getContext('2d', { alpha: false })!;
    this.#icons = new Icons(redraw);
    this.#resizes = new ResizeObserver(([entry]) => {
      this.#size = { width: entry!.contentRect.width, height: entry!.contentRect.height };
      redraw();
    });
    this.#resizes.observe(this.element);
  }

  /** Width of the canvas, in CSS px. */
  get width(): number {
    return this.#size.width;
  }

  /** Height of the room for lanes, in CSS px. */
  get lanesHeight(): number {
    return Math.max(0, this.#size.height - AXIS);
  }

  get contentHeight(): number {
    return this.lanes.rows.length * ROW;
  }

  dispose(): void {
    this.#resizes.disconnect();
  }

  /** The colours are other ones. */
  recolour(): void {
    this.#palette = null;
  }

  /** What is at a point, in CSS px from the canvas's corner. */
  hitAt(x: number, y: number): Hit {
    return this.#drawn ? hitAt(this.#drawn, x, y) : { kind: 'nothing' };
  }

  paint(): void {
    const { store, state } = this.#context;
    this.#fitPixels();
    if (store.lanes.length === 0 || this.#size.width === 0) this.#clear();
    else this.#paint(this.#sceneOf(state.view.range ?? fitted({ from: store.start, to: store.end })));
  }

  #paint(scene: Scene): void {
    this.#clear();
    const axis = sceneAxis(scene);
    paintGrid(scene, axis);
    paintRows(scene);
    const messages = arrowsIn(scene.store, scene.range, scene.view.edge, mostArrows(scene.width));
    this.#bars.paint(scene, messages ? 'left out' : 'all');
    if (messages) paintArrows(scene, messages, this.#segments);
    // Over the arrows that go from lane to lane: their words can be read then.
    paintStates(scene);
    paintSelected(scene);
    paintMarks(scene, this.#icons);
    paintAxis(scene, axis);
    paintCursor(scene, axis);
    this.#drawn = { scene, segments: this.#segments, bars: this.#bars, arrows: messages !== null };
  }

  #sceneOf(range: Range): Scene {
    const { store, state, t } = this.#context;
    const { width, height } = this.#size;
    return {
      ctx: this.#ctx,
      store,
      view: state.view,
      range,
      lanes: this.lanes,
      rows: rowsInView(this.lanes, state.view.scroll, height),
      width,
      height,
      palette: this.#colours(),
      t,
      found: this.found,
    };
  }

  /** One pixel of the canvas for each of the screen. */
  #fitPixels(): void {
    const ratio = window.devicePixelRatio;
    const width = Math.round(this.#size.width * ratio);
    const height = Math.round(this.#size.height * ratio);
    if (this.element.width !== width || this.element.height !== height) {
      this.element.width = width;
      this.element.height = height;
    }
    this.#ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  #clear(): void {
    this.#drawn = null;
    this.#ctx.globalAlpha = 1;
    this.#ctx.fillStyle = this.#colours().background;
    this.#ctx.fillRect(0, 0, this.#size.width, this.#size.height);
  }

  #colours(): Palette {
    this.#palette ??= readPalette(this.element);
    return this.#palette;
  }
}

/** Lines between lanes, and what is behind the selected ones. */
function paintRows({ ctx, rows, width, palette, view, store }: Scene): void {
  for (const { row, top } of rows) {
    if (view.lanes.has(store.lanes[row.lane]!.id)) {
      ctx.globalAlpha = 0.35;
      ctx.fillStyle = palette.selection;
      ctx.fillRect(0, top, width, ROW);
    }
    ctx.globalAlpha = palette.contrast ? 0.6 : 0.25;
    ctx.fillStyle = palette.lines;
    ctx.fillRect(0, Math.round(top) + ROW - 1, width, 1);
  }
  ctx.globalAlpha = 1;
}
