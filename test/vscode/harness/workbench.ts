// VS Code's window as a person uses it. Every wait is for something that shows; nothing waits for a time.
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { ROOT } from '../../../scripts/lib/ensure.mjs';
import { type BrowserOptions, type BrowserWindow, openBrowser } from './browser';
import { CodeServer, type CodeServerOptions } from './code-server';
import { EditorPane } from './editor-pane';
import { drawnText, eventually, GOES_AGAIN_AFTER, labelsOf } from './eventually';
import { describeOpenWindows, forgetWindow, watchWindow } from './open-windows';
import { RowList } from './row-list';

/** How long the workbench may take to show its folder, in ms. A busy machine takes 15 s. */
const OPENS_WITHIN = 60_000;

/** VS Code's own themes as its picker names them, and the class that each puts on the workbench. */
const THEMES = {
  dark: ['Dark Modern', 'vs-dark'],
  light: ['Light Modern', 'vs'],
  'high contrast': ['Dark High Contrast', 'hc-black'],
  'high contrast light': ['Light High Contrast', 'hc-light'],
} as const;

export type Theme = keyof typeof THEMES;

/** A VS Code with its browser window. Make it with `Workbench.start` and end it with `stop`. */
export class Workbench {
  readonly server: CodeServer;
  readonly page: Page;
  readonly editor: EditorPane;
  readonly #window: BrowserWindow;

  private constructor(server: CodeServer, window: BrowserWindow) {
    this.server = server;
    this.page = window.page;
    this.editor = new EditorPane(window.page);
    this.#window = window;
  }

  /**
   * Starts a VS Code of its own and opens its workspace in a browser of its own.
   * @throws Error when it cannot be started, or does not show the workspace
   */
  static async start(options: CodeServerOptions & BrowserOptions = {}): Promise<Workbench> {
    const server = await CodeServer.start(options);
    const window = await openBrowser(options).catch(async (error) => {
      await server.stop();
      throw error;
    });
    const workbench = new Workbench(server, window);
    watchWindow(workbench);
    await workbench.open().catch(async (error) => {
      describeOpenWindows();
      await workbench.stop();
      throw error;
    });
    return workbench;
  }

  /** One whose server and window somebody else has started, and ends. */
  static of(server: CodeServer, window: BrowserWindow): Workbench {
    return new Workbench(server, window);
  }

  /** Ends both. Gives what `CodeServer.stop` gives: programs that were still alive. */
  async stop() {
    await forgetWindow(this);
    await this.#window.close();
    return this.server.stop();
  }

  /** Opens the workspace, or opens it again. */
  async open(): Promise<void> {
    await this.page.goto(`${this.server.url}/?folder=${encodeURIComponent(this.server.workspace)}`);
    await this.#waitUntilOpen();
  }

  /** Reloads the window through its command, as a person does; the extension host starts anew. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.#waitUntilOpen();
  }

  async #waitUntilOpen(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: OPENS_WITHIN });
    // The files come from the server, and the language status after them: from then on it is connected.
    await this.page
      .locator('.part.sidebar .monaco-list, .part.sidebar .pane-body')
      .first()
      .waitFor({ timeout: OPENS_WITHIN });
  }

  /** Saves a picture of the window to `out/<name>.png` and gives its path. */
  async screenshot(name: string): Promise<string> {
    const path = join(ROOT, 'out', `${name}.png`);
    await mkdir(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
    return path;
  }

  // Commands and pickers

  get #quickInput(): Locator {
    return this.page.locator('.quick-input-widget').filter({ visible: true });
  }

  /** Runs a command through the palette, by its full title, such as `View: Show Explorer`. */
  async runCommand(title: string): Promise<void> {
    await this.#pickFromQuickAccess(`>${title}`, new RegExp(`^${escapeForRegExp(title)}(,|$)`));
  }

  /**
   * Types into Quick Access (F1, then the text in place of what stands there) and clicks the entry that matches. It closes
   * when something else takes the focus, as a webview or a terminal does that has just come up: then it is opened again.
   */
  async #pickFromQuickAccess(text: string, pattern: RegExp): Promise<void> {
    const read = async () => {
      const entry = await this.#entryOfQuickAccess(text, pattern);
      const isClicked = await clicked(entry);
      if (isClicked) await entry.waitFor({ state: 'hidden' });
      return isClicked;
    };
    await eventually(this.page, { read, accept: Boolean, what: `a click on an entry like ${pattern}` });
  }

  /** It is typed again until the entry is there: the list does not take up what an extension adds while it is open. */
  async #entryOfQuickAccess(text: string, pattern: RegExp): Promise<Locator> {
    const input = this.#quickInput.locator('input[type="text"]').first();
    const read = async () => {
      if (!(await input.isVisible())) await this.page.keyboard.press('F1');
      // It may close meanwhile.
      await input.fill('', { timeout: GOES_AGAIN_AFTER }).catch(() => {});
      await input.fill(text, { timeout: GOES_AGAIN_AFTER }).catch(() => {});
      return this.#quickInputLabels();
    };
    const accept = (labels: string[]) => labels.some((label) => pattern.test(label));
    const labels = await eventually(this.page, { read, accept, what: `an entry like ${pattern}` });
    const label = labels.find((candidate) => pattern.test(candidate)) ?? '';
    const row = `.monaco-list-row[aria-label="${label.replaceAll('"', '\\"')}"]`;
    return this.#quickInput.locator('.quick-input-list').locator(row).first();
  }

  get #quickInputRows(): Locator {
    return this.#quickInput.locator('.quick-input-list .monaco-list-row');
  }

  async #quickInputLabels(): Promise<string[]> {
    return labelsOf(this.#quickInputRows);
  }

  /** The texts of the entries of the open picker, once it has any: one that opens may drop its first list for another. */
  async pickerEntries(): Promise<string[]> {
    const read = () => this.#quickInputRows.allInnerTexts();
    const accept = (texts: string[]) => texts.length > 0;
    const texts = await eventually(this.page, { read, accept, what: 'entries in the picker' });
    return texts.map((text) => text.replaceAll('\n', ' ').trim());
  }

  /** Picks the first entry of the open picker that holds a text. */
  async pick(text: string | RegExp): Promise<void> {
    await this.#quickInputRows.filter({ hasText: text }).first().click();
  }

  /**
   * Runs a command that asks, and picks the first entry that holds a text. What takes the focus meanwhile, as the end of a
   * session does, closes a picker, and a person runs the command again.
   */
  async runAndPick(title: string, text: string | RegExp): Promise<void> {
    const read = async () => {
      await this.runCommand(title);
      return clicked(this.#quickInputRows.filter({ hasText: text }).first());
    };
    await eventually(this.page, { read, accept: Boolean, what: `a picker of ${title} with ${text}` });
  }

  /** Closes the open picker, box or dialog for files. */
  async dismissPicker(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Types into the open input box and confirms it. */
  async typeAndConfirm(text: string): Promise<void> {
    const input = this.#quickInput.locator('input[type="text"]').first();
    await input.fill(text);
    await input.press('Enter');
  }

  /**
   * Chooses a file by its path. The dialog puts its own text over what was typed before it had come, and takes no Enter while
   * it reads folders: Enter is for a text that still stands after the page has changed, and is pressed until it was taken.
   */
  async chooseFile(file: string): Promise<void> {
    const input = this.#quickInput.locator('input[type="text"]').first();
    let stood = false;
    const typeOrEnter = async () => {
      const stands = (await input.inputValue({ timeout: 500 })) === file;
      if (!stands) await input.fill(file, { timeout: 500 });
      else if (stood) await input.press('Enter', { timeout: 500 });
      stood = stands;
    };
    await input.waitFor();
    const read = async () => {
      // It may have gone meanwhile.
      if (await input.isVisible()) await typeOrEnter().catch(() => {});
      return input.isVisible();
    };
    await eventually(this.page, { read, accept: (isShown) => !isShown, what: 'a dialog that took the file' });
  }

  // Views

  /** Shows a view of any container and gives its rows. */
  async openView(name: string): Promise<RowList> {
    await this.#pickFromQuickAccess(`view ${name}`, new RegExp(`^${escapeForRegExp(name)}(,|$)`));
    return this.view(name);
  }

  /** The rows of a view that is shown, opened if it is folded. */
  async view(name: string): Promise<RowList> {
    const pane = this.pane(name);
    await pane.waitFor();
    const header = pane.locator('.pane-header').first();
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
    return new RowList(this.page, pane.locator('.pane-body').first());
  }

  /** A view with its header. */
  pane(name: string): Locator {
    return this.page.locator(`.pane:has(> .pane-header[aria-label="${name} Section"])`).first();
  }

  /**
   * Folds all other views of the side bar, so that this one has its whole height: rows out of sight do not exist.
   * @param names the views to keep
   */
  async foldOtherViews(...names: string[]): Promise<void> {
    const read = () => this.#foldOnce(names);
    await eventually(this.page, { read, accept: (left) => left === 0, what: `only ${names} unfolded` });
  }

  /**
   * Clicks the headers of the views that are to be folded. They move as a session begins or ends, and new ones come: a click
   * may miss.
   * @returns how many were still to be folded
   */
  async #foldOnce(names: readonly string[]): Promise<number> {
    const headers = this.page.locator('.part.sidebar .pane-header[aria-expanded="true"]');
    const kept = names.map((name) => `${name} Section`);
    const unwanted = (await labelsOf(headers)).filter((label) => !kept.includes(label));
    for (const label of unwanted) {
      const header = `.part.sidebar .pane-header[aria-label="${label}"]`;
      await clicked(this.page.locator(`${header}[aria-expanded="true"]`));
    }
    return unwanted.length;
  }

  /**
   * Drags the upper edge of the side bar's last view until it is at least so high, in CSS pixels: again where the views
   * moved while it was dragged, as they do while a session begins or ends.
   */
  async heightenLastView(name: string, height: number): Promise<void> {
    const read = () => this.#heightenOnce(this.pane(name), height);
    await eventually(this.page, { read, accept: (now) => now >= height, what: `${name} ${height} px high` });
  }

  /** @returns how high it is afterwards, in CSS pixels */
  async #heightenOnce(pane: Locator, height: number): Promise<number> {
    const box = await pane.boundingBox();
    if (!box) return 0;
    if (box.height >= height) return box.height;
    await this.page.mouse.move(box.x + box.width / 2, box.y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height - height - 1, { steps: 5 });
    await this.page.mouse.up();
    return (await pane.boundingBox())?.height ?? 0;
  }

  /** Clicks an action in the header of a view. */
  async clickViewAction(name: string, label: string): Promise<void> {
    await this.pane(name).hover();
    await this.pane(name).locator(`.pane-header .action-label[aria-label^="${label}"]`).first().click();
  }

  /** The text of a view that shows words in place of rows. */
  async viewMessage(name: string): Promise<string> {
    return drawnText(this.pane(name).locator('.pane-body').first());
  }

  /** What is inside the webview or custom editor that is shown. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  // Debugging

  /**
   * Presses F5.
   * @param picks what is picked in the pickers that come, one after the other
   */
  async startDebugging(...picks: (string | RegExp)[]): Promise<void> {
    await this.page.keyboard.press('F5');
    for (const text of picks) await this.pick(text);
  }

  /** Clicks a button of the debug toolbar, such as `Continue`, `Step Over`, `Stop`: the one that has one of these labels. */
  async clickDebugToolbar(...labels: string[]): Promise<void> {
    const buttons = labels.map((label) => `.debug-toolbar .action-label[aria-label^="${label}"]`);
    await this.page.locator(buttons.join(', ')).click();
  }

  async waitUntilNotDebugging(): Promise<void> {
    await this.page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
  }

  /** The rows of the call stack view; the Run and Debug container must be shown. */
  get callStack(): RowList {
    return new RowList(this.page, this.page.locator('.debug-call-stack').first());
  }

  /** The rows of the Breakpoints view. */
  get breakpointsView(): RowList {
    return new RowList(this.page, this.page.locator('.debug-breakpoints').first());
  }

  /** The lines in the Debug Console. */
  async debugConsole(): Promise<string[]> {
    return this.page.locator('.repl-tree .monaco-list-row').allInnerTexts();
  }

  /**
   * Opens a terminal by a command, and waits until it has the focus. It takes it once it is drawn, from whatever was opened
   * meanwhile: Quick Access closes.
   */
  async openTerminal(command: string): Promise<void> {
    await this.runCommand(command);
    await this.page.locator('.terminal-wrapper.active .xterm.focus').waitFor();
  }

  /** The visible text of the terminal that is shown. Needs the setting `terminal.integrated.gpuAcceleration: off`. */
  async terminalText(): Promise<string> {
    const rows = await this.page.locator('.terminal-wrapper.active .xterm-rows > div').allInnerTexts();
    return rows.join('\n').replaceAll('\u00a0', ' ').trimEnd();
  }

  // Messages

  /** The texts of the notifications that are shown. */
  async notifications(): Promise<string[]> {
    const texts = await this.page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
    return texts.map((text) => text.trim());
  }

  /** Waits for a notification and gives its whole text. */
  async waitForNotification(pattern: RegExp): Promise<string> {
    const read = () => this.notifications();
    const accept = (texts: string[]) => texts.some((text) => pattern.test(text));
    const texts = await eventually(this.page, { read, accept, what: `a notification like ${pattern}` });
    return texts.find((text) => pattern.test(text)) ?? '';
  }

  /** Clicks a button of the notification that holds a text. */
  async clickNotification(text: string | RegExp, button: string): Promise<void> {
    const toast = this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text }).first();
    await toast.locator('.monaco-button').filter({ hasText: button }).click();
  }

  /** Waits for an entry of the status bar that matches, and gives its text. */
  async waitForStatus(pattern: RegExp): Promise<string> {
    const entry = this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: pattern }).first();
    return drawnText(entry);
  }

  /**
   * Runs the command Fix All on the active editor's file.
   * @param title whose fixes are wanted: TypeScript offers its own beside ours
   */
  async fixAll(title: string | RegExp): Promise<void> {
    // Findings that change while the fixes are collected make the editor drop the menu.
    const read = async () => {
      await this.editor.focus();
      await this.runCommand('Fix All');
      return clicked(this.editor.action(title));
    };
    await eventually(this.page, { read, accept: Boolean, what: `a fix like ${title}` });
  }

  /** Opens the Problems view and gives its rows: files, and the problems below each. */
  async problems(): Promise<RowList> {
    await this.runCommand('Problems: Focus on Problems View');
    const panel = this.page.locator('.markers-panel');
    await panel.waitFor();
    return new RowList(this.page, panel);
  }

  // The window

  /** Drags the side bar's edge until it is so wide, in CSS pixels. */
  async setSideBarWidth(width: number): Promise<void> {
    const sideBar = this.page.locator('.part.sidebar');
    const box = await sideBar.boundingBox();
    if (!box) throw new Error('The side bar is not shown');
    const y = box.y + box.height / 2;
    await this.page.mouse.move(box.x + box.width + 1, y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + width + 1, y, { steps: 5 });
    await this.page.mouse.up();
    const read = async () => (await sideBar.boundingBox())?.width ?? 0;
    // The workbench rounds, and has edges of its own.
    await eventually(this.page, {
      read,
      accept: (now) => Math.abs(now - width) < 8,
      what: `a side bar ${width} px wide`,
    });
  }

  /** Changes the colour theme and waits until it shows. */
  async setTheme(theme: Theme): Promise<void> {
    const [name, className] = THEMES[theme];
    await this.runCommand('Preferences: Color Theme');
    const input = this.#quickInput.locator('input[type="text"]').first();
    const read = async () => {
      await input.fill(name);
      return this.pickerEntries();
    };
    await eventually(this.page, {
      read,
      accept: ([first]) => first?.startsWith(name) === true,
      what: `the theme ${name} offered`,
    });
    await input.press('Enter');
    await this.page.locator(`.monaco-workbench.${className}`).waitFor();
  }
}

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Clicks an entry, and says whether it was there to be clicked. */
function clicked(entry: Locator): Promise<boolean> {
  return entry.click({ timeout: GOES_AGAIN_AFTER }).then(
    () => true,
    () => false,
  );
}
