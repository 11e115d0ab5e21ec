// What a person does and sees in the workbench while the part inside the extension host runs: looks at the tree, and scrolls it.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import type { Workbench } from '../../vscode/harness/workbench';
import { PHASE, type Phase } from '../host/tree-order';
import type { Frame } from './happenings';

/** How long it is watched how often figures are shown anew, in ms. */
const WATCHED = 20_000;
/** One notch of a wheel turned fast, in pixels, and so many of them until it turns back. */
const [NOTCH, THERE] = [60, 150];
/** A frame. */
const BETWEEN_NOTCHES = 16;

export interface Seen {
  events: {
    frames: Frame[];
    /** How often a second the rows changed while nothing but figures did. */
    refreshes: number;
  };
  /** When the list moved, in ms. */
  scroll: { quiet: number[]; lively: number[] };
}

/** What tree-page.js, in the page, gives; each once. */
interface Notes {
  frames: Frame[];
  moves: number[];
}

export class TreePage {
  readonly #seen: Seen = { events: { frames: [], refreshes: 0 }, scroll: { quiet: [], lively: [] } };
  #workbench: Workbench | undefined;
  #phase: Phase | undefined;
  /** What is done one after the other. */
  #done: Promise<void> = Promise.resolve();

  open(workbench: Workbench): void {
    this.#workbench = workbench;
  }

  /** Takes a line of the report. */
  hear(line: string): void {
    if (!line.startsWith(PHASE)) return;
    const phase = line.slice(PHASE.length) as Phase;
    this.#phase = phase;
    this.#done = this.#done.then(() => this.#act(phase));
    // Told by seen().
    this.#done.catch(() => {});
  }

  async seen(): Promise<Seen> {
    await this.#done;
    return this.#seen;
  }

  async #act(phase: Phase): Promise<void> {
    if (phase.startsWith('events ')) {
      if (phase === 'events over') this.#seen.events.frames = await this.#notes('frames');
      else await this.#watchEvents(Number(phase.split(' ')[1]));
    } else if (phase === 'scroll quiet') {
      this.#seen.scroll.quiet = await this.#scroll(phase);
      await this.#page.mouse.move(0, 0);
    } else if (phase === 'scroll lively') this.#seen.scroll.lively = await this.#scroll(phase);
  }

  get #page(): Page {
    return this.#workbench!.page;
  }

  /** Looks at the tree for a while in which nothing but figures changes, and has the program begin. */
  async #watchEvents(pid: number): Promise<void> {
    await this.#show();
    await new Promise((resolve) => setTimeout(resolve, WATCHED));
    const frames: Frame[] = await this.#notes('frames');
    this.#seen.events.refreshes = (frames.length * 1000) / WATCHED;
    process.kill(pid, 'SIGUSR2');
  }

  /** Gives the view the whole height: rows out of sight do not exist. */
  async #show(): Promise<void> {
    const workbench = this.#workbench!;
    await workbench.pane('Workers').waitFor();
    await workbench.view('Workers');
    await workbench.foldOtherViews('Workers');
    await workbench.setSideBarWidth(400);
    await this.#page.mouse.move(0, 0);
    await this.#page.evaluate(
      readFileSync(fileURLToPath(new URL('../../fixtures/bench/tree-page.js', import.meta.url)), 'utf8'),
    );
    await this.#notes('frames');
  }

  async #scroll(phase: Phase): Promise<number[]> {
    await this.#show();
    const box = await this.#workbench!.pane('Workers').boundingBox();
    if (!box) throw new Error('The tree is not shown');
    await this.#page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await this.#notes('moves');
    for (let turned = 0; this.#phase === phase; turned++) {
      const isBack = Math.floor(turned / THERE) % 2 === 1;
      const next = new Promise((resolve) => setTimeout(resolve, BETWEEN_NOTCHES));
      await this.#page.mouse.wheel(0, isBack ? -NOTCH : NOTCH);
      await next;
    }
    return this.#notes('moves');
  }

  #notes<K extends keyof Notes>(kind: K): Promise<Notes[K]> {
    return this.#page.evaluate(`workerLensBench.${kind}()`) as Promise<Notes[K]>;
  }
}
