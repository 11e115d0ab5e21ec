// A timeline as a person sees and uses it, in its webview.
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { layoutScript } from '../../browser/support/layout-script';
import { eventually } from '../harness/eventually';
import type { Workbench } from '../harness/workbench';

/** What the panel Edges says of one: NaN where it says nothing. */
export interface ShownEdge {
  channel: string;
  /** Messages each second. */
  rate: number;
  count: number;
  /** Of those, counted only. */
  leftOut: number;
  waiting: number;
  longest: string;
}

/** Pixels between two places at which an arrow is looked for. */
const STEP = 3;

export class TimelinePane {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  get #page(): Page {
    return this.#workbench.page;
  }

  get frame(): FrameLocator {
    return this.#workbench.webview();
  }

  /** Where lanes are drawn. */
  get canvas(): Locator {
    return this.frame.locator('canvas').first();
  }

  /** Brings its tab to the front. */
  async show(title: string | RegExp): Promise<void> {
    await this.#page.locator('.tab').filter({ hasText: title }).first().click();
    await this.canvas.waitFor();
  }

  /** The heads of the lanes that are in view, as their words: name, detail, state and figures. */
  async lanes(): Promise<string[]> {
    const texts = await this.frame.locator('.lane').allInnerTexts();
    return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim());
  }

  async waitForLanes(...patterns: RegExp[]): Promise<void> {
    const read = () => this.lanes();
    const accept = (lanes: string[]) => patterns.every((pattern) => lanes.some((lane) => pattern.test(lane)));
    await eventually(this.#page, { read, accept, what: `lanes like ${patterns.join(', ')}` });
  }

  /** Presses a button by what it says, or a part of it. */
  async press(name: string | RegExp): Promise<void> {
    await this.frame.getByRole('button', { name }).first().click();
  }

  async waitForButton(name: string | RegExp): Promise<void> {
    await this.frame.getByRole('button', { name }).first().waitFor();
  }

  /** A key on the canvas. */
  async key(key: string): Promise<void> {
    await this.canvas.press(key);
  }

  /** Opens a panel, and gives what is in it. */
  async panel(name: string): Promise<Locator> {
    const tab = this.frame.getByRole('tab', { name, exact: true });
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    return this.frame.getByRole('tabpanel').filter({ visible: true });
  }

  /** Waits until an open panel says something; gives all that it says. */
  async panelSays(name: string, pattern: RegExp): Promise<string> {
    const panel = await this.panel(name);
    const read = () => panel.innerText();
    return eventually(this.#page, { read, accept: (text) => pattern.test(text), what: `${name} saying ${pattern}` });
  }

  /** The rows of the panel Edges that are in view, by who sends to whom: `primary → worker 1`. */
  async edges(): Promise<Map<string, ShownEdge>> {
    const panel = await this.panel('Edges');
    const found = new Map<string, ShownEdge>();
    for (const row of await panel.locator('.grid-row:not([hidden])').all()) {
      const [name = '', channel = '', ...numbers] = await row.locator('.grid-cell').allInnerTexts();
      const number = (at: number) => Number.parseFloat(numbers[at]!.replaceAll(',', ''));
      const [rate, count, leftOut, waiting] = [number(0), number(1), number(2) || 0, number(5)];
      found.set(name, { channel, rate, count, leftOut, waiting, longest: numbers[8]! });
    }
    return found;
  }

  /** Waits until what the panel Edges says of the whole time holds: `holds` throws where it does not. */
  async edgesSettle(holds: (edges: Map<string, ShownEdge>) => void): Promise<void> {
    let why: unknown;
    const accept = (edges: Map<string, ShownEdge>) => {
      try {
        holds(edges);
        return true;
      } catch (error) {
        why = error;
        return false;
      }
    };
    const read = async () => {
      // What is told later lies behind the end of what was in view.
      await this.key('f');
      return this.edges();
    };
    await eventually(this.#page, { read, accept, what: 'edges as they must be' }).catch((error: Error) => {
      throw new Error(`${error.message}\n${why}`);
    });
  }

  /** What of it does not fit, in sentences; see test/browser/support/layout.ts. */
  async layoutFaults(): Promise<string[]> {
    return this.frame.locator('body').evaluate(await layoutScript()) as Promise<string[]>;
  }

  /** How many rows the table has: all that is in the time in view. */
  async inView(): Promise<number> {
    const panel = await this.panel('Table');
    const text = await panel.locator('.panel-title').innerText();
    return Number(text.replaceAll(/\D/g, ''));
  }

  async waitForInView(what: string, accept: (count: number) => boolean): Promise<number> {
    return eventually(this.#page, { read: () => this.inView(), accept, what });
  }

  /** Types into the search box, and waits for what it then says is found, such as `? of 4`. */
  async search(text: string, found: RegExp): Promise<void> {
    await this.searchBox.fill(text);
    const read = () => this.frame.locator('.search-count').innerText();
    await eventually(this.#page, { read, accept: (words) => found.test(words), what: `${found} found for ${text}` });
  }

  get searchBox(): Locator {
    return this.frame.getByRole('searchbox', { name: 'Search' });
  }

  /** Looks along the border between two lanes for an arrow, and clicks it; gives what its tooltip said. */
  async clickArrow(lane = 0): Promise<string> {
    const box = await this.canvas.boundingBox();
    const below = await this.frame
      .locator('.lane')
      .nth(lane + 1)
      .boundingBox();
    if (!box || !below) throw new Error('No lanes are shown');
    const tooltip = this.frame.locator('.tooltip');
    for (let x = STEP; x < box.width; x += STEP) {
      await this.#page.mouse.move(box.x + x, below.y);
      if (!(await tooltip.isVisible())) continue;
      const text = await tooltip.innerText();
      if (!text.includes('→')) continue;
      await this.#page.mouse.click(box.x + x, below.y);
      return text;
    }
    throw new Error(`No arrow crosses the border below lane ${lane}`);
  }
}
