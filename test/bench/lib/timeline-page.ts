// What a person does with a recording in the workbench: opens it, drags its lanes and turns the wheel over them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Frame, Locator, Page } from 'playwright-core';
import type { Workbench } from '../../vscode/harness/workbench';
import type { Movement } from './movement';

/** How long a timeline may take to show all of a recording, in ms. */
const SHOWS_WITHIN = 120_000;
/** A picture that stays the same for so long is that of the whole recording, in ms. */
const STILL = 1_500;
/** How often the mouse moves or its wheel turns, in ms: more often than frames come. */
const EACH = 8;
/** What a person's mouse does before it turns back. */
const [DRAGGED, NOTCHES] = [320, 40];
/** In pixels. */
const [STEP, NOTCH] = [8, 40];
/** How often its zoom in by the keyboard is pressed before the lanes are dragged. */
const CLOSER = 6;

export interface Opening {
  /** From the choice of the file to the last change of its picture, in ms. */
  ms: number;
  /** Shares of the recording that the progress bar said. */
  progress: number[];
}

/** What was moved, and at the same place the canvas that does nothing else. */
export interface Moved {
  drag: Movement;
  zoom: Movement;
  dragBeside: Movement;
  zoomBeside: Movement;
}

export class TimelinePage {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** Opens a recording of the workspace by Quick Open; resolves in the frame that shows all of it. */
  async open(file: string): Promise<Opening> {
    await this.#page.keyboard.press('ControlOrMeta+P');
    await this.#page.locator('.quick-input-widget input[type="text"]').first().fill(file);
    const row = this.#page.locator('.quick-input-list .monaco-list-row').filter({ hasText: file }).first();
    await row.waitFor();
    const from = performance.now();
    await row.click();
    await this.#canvas.waitFor({ timeout: SHOWS_WITHIN });
    const frame = await this.#frame();
    const { progress, still } = (await frame.evaluate(UNTIL_STILL)) as { progress: number[]; still: number };
    return { ms: performance.now() - from - still, progress };
  }

  async close(): Promise<void> {
    await this.#workbench.runCommand('View: Close All Editors');
    await this.#page.locator('iframe.webview').first().waitFor({ state: 'detached' });
  }

  /** Makes ready what looks at the canvas. @returns its size in pixels */
  async look(): Promise<{ width: number; height: number }> {
    const script = readFileSync(
      fileURLToPath(new URL('../../fixtures/bench/timeline-page.js', import.meta.url)),
      'utf8',
    );
    const frame = await this.#frame();
    await frame.evaluate(script);
    return frame.evaluate('workerLensBench.size') as Promise<{ width: number; height: number }>;
  }

  /** Puts a canvas that does nothing but change over the timeline, or takes it away. */
  async cover(isCovered: boolean): Promise<void> {
    await (await this.#frame()).evaluate(`workerLensBench.cover(${isCovered})`);
  }

  /** Moves the timeline and the empty canvas in turn, each in both ways for so many ms. */
  async move(ms: number, isCoveredFirst: boolean): Promise<Moved> {
    const both = async (isCovered: boolean) => {
      await this.cover(isCovered);
      return { drag: await this.drag(ms), zoom: await this.zoom(ms) };
    };
    const first = await both(isCoveredFirst);
    const second = await both(!isCoveredFirst);
    await this.cover(false);
    const [beside, own] = isCoveredFirst ? [first, second] : [second, first];
    return { ...own, dragBeside: beside.drag, zoomBeside: beside.zoom };
  }

  /** Lets a live timeline follow its run for so many ms, and nobody touches it. */
  async follow(ms: number): Promise<Movement> {
    const { x } = await this.#middle();
    // The harness asks for no motion; a person who does not sees it glide.
    await this.#page.emulateMedia({ reducedMotion: 'no-preference' });
    await this.#canvas.press('End');
    await this.#page.mouse.move(x, 0);
    const movement = await this.#during(ms, async () => {});
    await this.#page.emulateMedia({ reducedMotion: 'reduce' });
    return movement;
  }

  /** Drags the lanes to and fro for so many ms, seen from closer than at first. */
  async drag(ms: number): Promise<Movement> {
    const { x, y } = await this.#middle();
    await this.#canvas.press('f');
    for (let times = 0; times < CLOSER; times++) await this.#canvas.press('+');
    await this.#page.mouse.move(x, y);
    await this.#page.mouse.down();
    const mouse = await this.#page.context().newCDPSession(this.#page);
    let at = 0;
    const movement = await this.#during(ms, async () => {
      at += STEP;
      const there = at % (2 * DRAGGED);
      const to = x + (there < DRAGGED ? there : 2 * DRAGGED - there) - DRAGGED / 2;
      // Not the page's own mouse: while a button is down it looks, with each move, in every frame for something that is dragged.
      await mouse.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x: to, y, button: 'left', buttons: 1 });
    });
    await mouse.detach();
    await this.#page.mouse.up();
    return movement;
  }

  /** Turns the wheel over the lanes for so many ms: closer, and away again. */
  async zoom(ms: number): Promise<Movement> {
    const { x, y } = await this.#middle();
    await this.#canvas.press('f');
    await this.#page.mouse.move(x, y);
    let turned = 0;
    return this.#during(ms, () => {
      const isBack = Math.floor(turned++ / NOTCHES) % 2 === 1;
      return this.#page.mouse.wheel(0, isBack ? NOTCH : -NOTCH);
    });
  }

  get #page(): Page {
    return this.#workbench.page;
  }

  get #canvas(): Locator {
    return this.#workbench.webview().locator('canvas').first();
  }

  /** The page of the timeline itself. */
  async #frame(): Promise<Frame> {
    const element = await this.#workbench.webview().locator('body').elementHandle();
    const frame = await element?.ownerFrame();
    if (!frame) throw new Error('No timeline is shown');
    return frame;
  }

  async #middle(): Promise<{ x: number; y: number }> {
    const box = await this.#canvas.boundingBox();
    if (!box) throw new Error('The timeline has no canvas');
    return { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
  }

  /** Moves again and again without waiting for the page, which takes what came in its next frame. */
  async #during(ms: number, move: () => Promise<void>): Promise<Movement> {
    const frame = await this.#frame();
    await frame.evaluate('workerLensBench.take()');
    const until = performance.now() + ms;
    const moved: Promise<void>[] = [];
    while (performance.now() < until) {
      const next = new Promise((resolve) => setTimeout(resolve, EACH));
      moved.push(move());
      await next;
    }
    const movement = (await frame.evaluate('workerLensBench.take()')) as Movement;
    await Promise.all(moved);
    return movement;
  }
}

/**
 * What the page says of its progress, until it has lanes, no progress bar and a picture that stays as it is; and for how many
 * ms it did. Where reading is faster than a webview comes, no progress is ever said.
 */
const UNTIL_STILL = `new Promise((resolve) => {
  const progress = [];
  const canvas = document.querySelector('canvas');
  let [last, since] = ['', performance.now()];
  const look = (now) => {
    const bar = [...document.querySelectorAll('[role="progressbar"]')].find((each) => each.checkVisibility());
    if (bar) progress.push(Number(bar.getAttribute('aria-valuenow')));
    const { width, height } = canvas;
    const pixels = width && height ? canvas.getContext('2d').getImageData(width >> 1, 0, 1, height).data : [];
    const seen = [bar ? progress.length : -1, document.querySelectorAll('.lane').length, width, pixels].join();
    if (seen !== last) [last, since] = [seen, now];
    const isShown = !bar && document.querySelector('.lane');
    if (isShown && now - since > ${STILL}) resolve({ progress, still: performance.now() - since });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})`;
