// A tree or list of VS Code as a person sees it: its rows' texts, hovers, inline actions and context menu.
import type { Locator, Page } from 'playwright-core';
import { drawnText, eventually, labelsOf } from './eventually';
import type { PageElement, SizedElement } from './page-types';

export interface Row {
  /** Depth in the tree: 1 for a root. */
  level: number;
  label: string;
  /** The dimmer text behind the label; empty where there is none. */
  description: string;
  /** Undefined for a row that has nothing below it. */
  expanded?: boolean;
  selected: boolean;
}

/** How long an action, or a hover, may be out of sight under a resting mouse, in ms. */
const AIMS_AGAIN_AFTER = 1_000;

/** The rows of one list. Only rows scrolled into view exist; give a view enough height. */
export class RowList {
  readonly #page: Page;
  /** The element that holds the rows. */
  readonly container: Locator;

  constructor(page: Page, container: Locator) {
    this.#page = page;
    this.container = container;
  }

  /** The rows now, from top to bottom. */
  async rows(): Promise<Row[]> {
    return this.container.locator('.monaco-list-row').evaluateAll((elements: PageElement[]) => {
      const text = (element: PageElement, selector: string) =>
        element.querySelector(selector)?.textContent?.trim() ?? '';
      const byPosition = elements.map((element) => ({
        element,
        top: Number.parseFloat(element.style.top),
      }));
      byPosition.sort((a, b) => a.top - b.top);
      return byPosition.map(({ element }) => {
        const expanded = element.getAttribute('aria-expanded');
        const label = text(element, '.label-name') || text(element, '.name') || text(element, '.label');
        return {
          level: Number(element.getAttribute('aria-level') ?? 1),
          label: label || (element.textContent?.trim() ?? ''),
          description: text(element, '.label-description'),
          ...(expanded === null ? {} : { expanded: expanded === 'true' }),
          selected: element.getAttribute('aria-selected') === 'true',
        };
      });
    });
  }

  /** The texts of those rows that are drawn with an ellipsis. */
  async cutOff(): Promise<string[]> {
    const names = this.container.locator('.monaco-list-row .monaco-icon-label-container');
    return names.evaluateAll((elements: SizedElement[]) =>
      elements
        .filter((element) => element.scrollWidth > element.clientWidth)
        .map((element) => element.textContent ?? ''),
    );
  }

  /** The rows as lines of text, two blanks for each level: for assertions and for the eye. */
  async text(): Promise<string> {
    return (await this.rows()).map(rowText).join('\n');
  }

  /**
   * Waits until the rows are as wanted.
   * @param accept decides on the rows now
   * @param what said in the error when they never are
   */
  waitFor(accept: (rows: Row[]) => boolean, what: string, timeout?: number): Promise<Row[]> {
    const read = () => this.rows();
    return eventually(this.#page, { read, accept, what, ...(timeout === undefined ? {} : { timeout }) });
  }

  /** Waits until the rows as text match, and gives that text. */
  waitForText(pattern: RegExp, timeout?: number): Promise<string> {
    const read = () => this.text();
    const accept = (text: string) => pattern.test(text);
    const what = `rows matching ${pattern}`;
    return eventually(this.#page, { read, accept, what, ...(timeout === undefined ? {} : { timeout }) });
  }

  /** The first row that holds a text, or matches. */
  row(text: string | RegExp): Locator {
    return this.container.locator('.monaco-list-row').filter({ hasText: text }).first();
  }

  /** Clicks where a row's texts begin: at its end, and in a narrow one in its middle, stand its actions. */
  async click(text: string | RegExp): Promise<void> {
    await this.row(text)
      .locator('.monaco-tl-contents')
      .click({ position: { x: 30, y: 10 } });
  }

  async doubleClick(text: string | RegExp): Promise<void> {
    await this.row(text).dblclick();
  }

  async expand(text: string | RegExp): Promise<void> {
    await this.#toggle(text, 'true');
  }

  async collapse(text: string | RegExp): Promise<void> {
    await this.#toggle(text, 'false');
  }

  async #toggle(text: string | RegExp, expanded: 'true' | 'false'): Promise<void> {
    const row = this.row(text);
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) === expanded) return;
    await row.locator('.monaco-tl-twistie').click();
    await this.container
      .locator(`.monaco-list-row[aria-expanded="${expanded}"]`)
      .filter({ hasText: text })
      .first()
      .waitFor();
  }

  /** Rests the mouse on a row and gives the text of the hover that comes. */
  async hover(text: string | RegExp): Promise<string> {
    const hover = this.#page.locator('.workbench-hover, .monaco-hover').filter({ visible: true }).first();
    // A row that is drawn anew before its hover comes has lost the mouse, and a person moves it again.
    const read = async () => {
      // Elsewhere first: a mouse that is on the row already moves nothing.
      await this.#page.mouse.move(0, 0);
      await this.row(text).locator('.monaco-icon-label, .monaco-tl-contents').first().hover();
      return drawnText(hover, AIMS_AGAIN_AFTER).catch(() => '');
    };
    return eventually(this.#page, { read, accept: Boolean, what: `a hover of the row ${text}` });
  }

  /**
   * Clicks an inline action of a row: they show while the mouse is on it.
   * @param label how its tooltip begins
   */
  async clickAction(text: string | RegExp | Locator, label: string): Promise<void> {
    const read = () => this.#obstacle(text, label);
    await eventually(this.#page, { read, accept: (now) => now === '', what: `a click on "${label}" of a row` });
  }

  /**
   * The same once, and whether it was there to be clicked. Views grow and shrink as sessions come and go: a mouse that rests is
   * then on another row, or the row out of sight, and a person aims again.
   */
  async tryAction(text: string | RegExp | Locator, label: string): Promise<boolean> {
    return (await this.#obstacle(text, label)) === '';
  }

  /** Clicks an action if it is there. @returns what was in the way, empty where nothing was */
  async #obstacle(text: string | RegExp | Locator, label: string): Promise<string> {
    const row = typeof text === 'string' || text instanceof RegExp ? this.row(text) : text;
    try {
      await row.hover({ timeout: AIMS_AGAIN_AFTER });
      await row.locator(`.action-label[aria-label^="${label}"]`).click({ timeout: AIMS_AGAIN_AFTER });
      return '';
    } catch (error) {
      // A mouse that rests keeps the hovers open that may lie over rows and buttons.
      await this.#page.mouse.move(0, 0);
      return String(error);
    }
  }

  /**
   * Clicks an action until the list matches: while the editor reads a row again, as it does after each change of it, a click
   * on one of its buttons reaches nothing.
   */
  async clickUntil(text: string | RegExp, label: string, pattern: RegExp): Promise<void> {
    const read = async () => {
      if (!pattern.test(await this.text())) await this.tryAction(text, label);
      return this.text();
    };
    await eventually(this.#page, { read, accept: (now) => pattern.test(now), what: `rows matching ${pattern}` });
  }

  /**
   * The first row somewhere beneath another, for rows that read the same under several owners. It is found by its
   * place: to be used before rows come or go.
   */
  async rowBeneath(owner: RegExp, text: RegExp): Promise<Locator> {
    const rows = await this.rows();
    const top = rows.findIndex((row) => owner.test(row.label));
    const found = rows.findIndex((row, index) => index > top && text.test(row.label));
    const between = rows.slice(top + 1, found + 1);
    if (top === -1 || found === -1 || between.some((row) => row.level <= (rows[top]?.level ?? 0)))
      throw new Error(`There is no row ${text} beneath ${owner} in\n${rows.map(rowText).join('\n')}`);
    const index = await this.row(owner).getAttribute('data-index');
    return this.container.locator(`.monaco-list-row[data-index="${Number(index) + found - top}"]`);
  }

  /** The labels of a row's inline actions. */
  async actions(text: string | RegExp): Promise<string[]> {
    const row = this.row(text);
    await row.hover();
    await row.locator('.action-label').first().waitFor();
    const labels = row.locator('.action-label').filter({ visible: true });
    return labelsOf(labels);
  }

  /** Opens a row's context menu and picks an entry. A row that is drawn anew under the click opens none. */
  async pickFromMenu(text: string | RegExp, entry: string): Promise<void> {
    const open = async () => {
      await this.row(text).click({ button: 'right', timeout: AIMS_AGAIN_AFTER });
      await menuItem(this.#page, entry).waitFor({ timeout: AIMS_AGAIN_AFTER });
    };
    const read = () =>
      open().then(
        () => true,
        () => false,
      );
    await eventually(this.#page, { read, accept: Boolean, what: `a menu of the row ${text} with "${entry}"` });
    await pickFromOpenMenu(this.#page, entry);
  }
}

function menuItem(page: Page, entry: string): Locator {
  return page.locator('.context-view .action-menu-item').filter({ hasText: entry }).first();
}

/** Picks an entry of the menu that is open. */
export async function pickFromOpenMenu(page: Page, entry: string): Promise<void> {
  const item = menuItem(page, entry);
  // By the key: for a moment after it opens, a menu takes no click.
  await item.hover();
  await page.keyboard.press('Enter');
  await item.waitFor({ state: 'hidden' });
}

function rowText(row: Row): string {
  return `${'  '.repeat(row.level - 1)}${row.label} ${row.description}`.trimEnd();
}
