// The active text editor as a person sees it.
import type { Locator, Page } from 'playwright-core';
import { eventually, GOES_AGAIN_AFTER } from './eventually';
import type { PageElement } from './page-types';

export type Squiggle = 'error' | 'warning' | 'info' | 'hint';

/** How long VS Code may take to collect the fixes at a position before they are asked for again, in ms. */
const MENU_COMES_WITHIN = 10_000;

/** The editor that has the focus. Only lines scrolled into view can be seen. */
export class EditorPane {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get #root(): Locator {
    return this.#page.locator('.editor-group-container.active .monaco-editor[role="code"]').first();
  }

  /**
   * Opens a file of the workspace and puts the cursor into it.
   * @param name its name, or the end of its path, as one types it into Quick Open
   * @param line 1-based
   * @param column 1-based
   */
  async open(name: string, line = 1, column = 1): Promise<void> {
    await this.#page.keyboard.press('ControlOrMeta+P');
    const input = this.#page.locator('.quick-input-widget input[type="text"]').first();
    await input.fill(name);
    const base = name.split('/').pop() ?? name;
    // By a click: the list may still be the last one, in which Enter takes another, or none.
    await this.#page.locator('.quick-input-list .monaco-list-row').filter({ hasText: base }).first().click();
    await this.#page.locator(`.tab.active[data-resource-name="${base}"]`).waitFor();
    await this.goTo(line, column);
  }

  /** Puts the cursor on a line of the open file. Lines and columns are 1-based. */
  async goTo(line: number, column = 1): Promise<void> {
    // By F1, which works wherever the focus is.
    await this.#page.keyboard.press('F1');
    const input = this.#page.locator('.quick-input-widget input[type="text"]').first();
    const entries = this.#page.locator('.quick-input-list .monaco-list-row');
    // Typed again until the entry says so: the widget puts its own text in when it has come, over what was typed before.
    const read = async () => {
      await input.fill(`:${line}:${column}`);
      return entries.allInnerTexts();
    };
    const accept = (texts: string[]) => texts.some((text) => text.includes(`line ${line} at column ${column}`));
    await eventually(this.#page, { read, accept, what: `an entry that leads to line ${line}` });
    await input.press('Enter');
    await this.#waitForPosition(line);
  }

  async focus(): Promise<void> {
    await this.#root.locator('.native-edit-context, textarea.inputarea').first().focus();
  }

  async #waitForPosition(line: number): Promise<void> {
    const status = this.#page.locator('#status\\.editor\\.selection');
    await status.filter({ hasText: new RegExp(`Ln ${line},`) }).waitFor();
  }

  /** The file's name in the active tab. */
  async fileName(): Promise<string> {
    const name = await this.#page
      .locator('.editor-group-container.active .tab.active')
      .getAttribute('data-resource-name');
    return name ?? '';
  }

  /** The text of a line that is in view. */
  async lineText(line: number): Promise<string> {
    const tops = await this.#lineTops();
    const text = await this.#root
      .locator('.view-lines > .view-line')
      .evaluateAll(
        (elements: PageElement[], top) => elements.find((element) => element.style.top === top)?.textContent ?? '',
        tops.get(line) ?? '',
      );
    // VS Code draws blanks as no-break spaces.
    return text.replaceAll('\u00a0', ' ');
  }

  /** Waits until a line in view reads as wanted. */
  async waitForLineText(line: number, pattern: RegExp): Promise<string> {
    const read = () => this.lineText(line);
    return eventually(this.#page, { read, accept: (text) => pattern.test(text), what: `line ${line} like ${pattern}` });
  }

  /** Numbers of the lines in view that carry a breakpoint, in order. */
  async breakpoints(): Promise<number[]> {
    return this.#linesOf('.glyph-margin-widgets > [class*="codicon-debug-breakpoint"]');
  }

  /** Waits until a debugger has bound the breakpoint on a line: its dot is full. */
  async waitForBoundBreakpoint(line: number): Promise<void> {
    const read = () => this.#linesOf('.glyph-margin-widgets > .codicon-debug-breakpoint');
    await eventually(this.#page, { read, accept: (lines) => lines.includes(line), what: `line ${line} bound` });
  }

  /** Puts a breakpoint on a line, or takes it away. */
  async toggleBreakpoint(line: number): Promise<void> {
    await this.goTo(line);
    const before = (await this.breakpoints()).includes(line);
    await this.#page.keyboard.press('F9');
    const read = () => this.breakpoints();
    const accept = (lines: number[]) => lines.includes(line) !== before;
    await eventually(this.#page, { read, accept, what: `breakpoint on line ${line} toggled` });
  }

  /** The line the debugger is paused at, in this editor; waits for it. */
  async pausedLine(timeout?: number): Promise<number> {
    const read = () => this.#linesOf('.view-overlays .debug-top-stack-frame-line');
    const wanted = { read, accept: (lines: number[]) => lines.length > 0, what: 'a line marked as paused' };
    const lines = await eventually(this.#page, { ...wanted, ...(timeout === undefined ? {} : { timeout }) });
    return lines[0] ?? 0;
  }

  /** Waits until the debugger is paused at a line of this editor. */
  async waitForPausedAt(line: number): Promise<void> {
    const read = () => this.#linesOf('.view-overlays .debug-top-stack-frame-line');
    await eventually(this.#page, { read, accept: (lines) => lines.includes(line), what: `paused at line ${line}` });
  }

  /** Waits until no line is marked as paused. */
  async waitUntilRunning(): Promise<void> {
    const read = () => this.#linesOf('.view-overlays .debug-top-stack-frame-line');
    await eventually(this.#page, { read, accept: (lines) => lines.length === 0, what: 'no line marked as paused' });
  }

  /** Numbers of the lines in view with an underline of a severity, in order. */
  async squiggles(severity: Squiggle): Promise<number[]> {
    return this.#linesOf(`.view-overlays .squiggly-${severity}`);
  }

  /** Waits until a line is underlined. */
  async waitForSquiggle(line: number, severity: Squiggle): Promise<void> {
    const read = () => this.squiggles(severity);
    await eventually(this.#page, {
      read,
      accept: (lines) => lines.includes(line),
      what: `${severity} on line ${line}`,
    });
  }

  /** Waits until no line in view is underlined with a severity. */
  async waitForNoSquiggle(severity: Squiggle): Promise<void> {
    const read = () => this.squiggles(severity);
    await eventually(this.#page, { read, accept: (lines) => lines.length === 0, what: `no ${severity}` });
  }

  /** The words struck through as deprecated, in view. */
  async struckThrough(): Promise<string[]> {
    return this.#root.locator('.view-lines .squiggly-inline-deprecated').allInnerTexts();
  }

  /** Titles of the quick fixes at a position (1-based). The menu stays open. */
  async quickFixes(line: number, column: number): Promise<string[]> {
    await this.goTo(line, column);
    const entries = this.#actionMenu.locator('.monaco-list-row.action');
    await this.#openActionMenu(entries.first());
    return (await entries.allInnerTexts()).map((text) => text.trim());
  }

  /** Findings that change while VS Code collects the fixes make it drop the menu; a person then asks again. */
  async #openActionMenu(entry: Locator): Promise<void> {
    for (let tries = 1; ; tries++) {
      await this.#page.keyboard.press('ControlOrMeta+.');
      try {
        await entry.waitFor({ timeout: MENU_COMES_WITHIN });
        return;
      } catch (error) {
        if (tries === 3) throw error;
      }
    }
  }

  /** Applies a quick fix at a position (1-based), and waits until its menu has gone. */
  async applyQuickFix(line: number, column: number, title: string | RegExp): Promise<void> {
    await this.quickFixes(line, column);
    await this.pickAction(title);
  }

  /** Picks an entry of the open menu of code actions, and waits until the menu has gone. */
  async pickAction(title: string | RegExp): Promise<void> {
    await this.action(title).click();
    await this.#actionMenu.waitFor({ state: 'hidden' });
  }

  /** The first entry of the open menu of code actions that holds a text. */
  action(title: string | RegExp): Locator {
    return this.#actionMenu.locator('.monaco-list-row.action').filter({ hasText: title }).first();
  }

  get #actionMenu(): Locator {
    return this.#page.locator('.action-widget:not(.action-list-submenu-panel)');
  }

  /** The text of the hover at a position (1-based), as the command Show Hover gives it; none where it closed at once. */
  async hoverText(line: number, column: number): Promise<string> {
    await this.goTo(line, column);
    await this.#page.keyboard.press('ControlOrMeta+K');
    await this.#page.keyboard.press('ControlOrMeta+I');
    const hover = this.#page.locator('.monaco-hover .hover-row').filter({ visible: true });
    await hover
      .first()
      .waitFor({ timeout: GOES_AGAIN_AFTER })
      .catch(() => {});
    return (await hover.allInnerTexts()).join('\n').trim();
  }

  /** The texts of the code lenses in view. */
  async codeLenses(): Promise<string[]> {
    return this.#root.locator('.codelens-decoration a').allInnerTexts();
  }

  async clickCodeLens(text: string | RegExp): Promise<void> {
    await this.#root.locator('.codelens-decoration a').filter({ hasText: text }).first().click();
  }

  /** Where each numbered line in view stands: its number → its `top` style. */
  async #lineTops(): Promise<Map<number, string>> {
    const pairs = await this.#root.locator('.margin-view-overlays > div').evaluateAll((elements: PageElement[]) =>
      elements.map((element): [number, string] => {
        const number = Number(element.querySelector('.line-numbers')?.textContent ?? Number.NaN);
        return [number, element.style.top];
      }),
    );
    return new Map(pairs.filter(([number]) => !Number.isNaN(number)));
  }

  /** Numbers of the lines on whose height an element of a layer stands. */
  async #linesOf(selector: string): Promise<number[]> {
    const found = await this.#root.locator(selector).evaluateAll((elements: PageElement[]) =>
      elements.map((element) => {
        // Either the element itself or the layer's row that it is in carries the position.
        const own = element.style.top;
        return own && own !== '0px' ? own : element.parentElement?.style.top || own;
      }),
    );
    const byTop = new Map([...(await this.#lineTops())].map(([number, top]) => [top, number]));
    const lines = found.map((top) => byTop.get(top)).filter((line) => line !== undefined);
    return [...new Set(lines)].sort((a, b) => a - b);
  }
}
