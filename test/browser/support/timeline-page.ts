// The timeline's bundle in a real browser, under the policy that a webview has. What stands in for VS Code here is a
// stand-in: the person tests have the real one.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Locator, Page } from 'playwright-core';
import type { View } from '../../../media/view-state';
import type { ToTimeline } from '../../../protocol/timeline';
import { ROOT } from '../../../scripts/lib/ensure.mjs';
import { openBrowser } from '../../vscode/harness/browser';
import { SHOWS_WITHIN } from '../../vscode/harness/eventually';
import type { SyntheticOptions } from './synthetic-trace';
import { type ThemeName, themeScript } from './themes';

const ORIGIN = 'http://timeline.test';
const NONCE = 'dGltZWxpbmU';

const POLICY = [
  "default-src 'none'",
  `script-src 'nonce-${NONCE}'`,
  `style-src ${ORIGIN}`,
  `font-src ${ORIGIN}`,
  `img-src ${ORIGIN} data:`,
].join('; ');

const HTML = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<link rel="stylesheet" href="/timeline.css"></head>
<body><script nonce="${NONCE}" src="/timeline.js"></script></body></html>`;

/** What a webview has of VS Code: it keeps what was posted, and the state. */
const STAND_IN = `
  globalThis.posted = [];
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => posted.push(message),
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
  });`;

const TYPES: Record<string, string> = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf' };

export interface TimelineOptions {
  width?: number;
  height?: number;
  theme?: ThemeName;
}

export class TimelinePage {
  readonly page: Page;
  readonly close: () => Promise<void>;
  /** What the page complained of: errors, and what its policy refused. */
  readonly complaints: string[] = [];

  private constructor(page: Page, close: () => Promise<void>) {
    this.page = page;
    this.close = close;
    page.on('pageerror', (error) => this.complaints.push(String(error.stack ?? error)));
    page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()));
  }

  static async open({ theme = 'dark', ...size }: TimelineOptions = {}): Promise<TimelinePage> {
    const { page, close } = await openBrowser(size);
    const made = new TimelinePage(page, close);
    await page.route(`${ORIGIN}/**`, async (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      if (name === 'favicon.ico') return route.fulfill({ status: 204 });
      if (name === '') {
        return route.fulfill({ body: HTML, contentType: 'text/html', headers: { 'Content-Security-Policy': POLICY } });
      }
      const body = await readFile(join(ROOT, 'dist', name));
      return route.fulfill({ body, contentType: TYPES[name.split('.').at(-1)!] ?? 'text/plain' });
    });
    await page.addInitScript(STAND_IN);
    await page.addInitScript(await traceScript());
    await page.addInitScript(`addEventListener('DOMContentLoaded', () => ${themeScript(theme)})`);
    await page.goto(`${ORIGIN}/`);
    return made;
  }

  /** Another theme, as when a person chooses one. */
  async setTheme(name: ThemeName): Promise<void> {
    await this.page.evaluate(themeScript(name));
  }

  /** A message of the extension; chunks are made in the page, for JSON has no columns. */
  async tell(message: Exclude<ToTimeline, { type: 'chunk' }>): Promise<void> {
    await this.page.evaluate(`dispatchEvent(new MessageEvent('message', { data: ${JSON.stringify(message)} }))`);
  }

  /** Shows a synthetic recording, and waits until it is drawn. */
  async showSynthetic(options: SyntheticOptions): Promise<void> {
    await this.tell({ type: 'begin', title: 'synthetic', source: 'recording', words: null });
    await this.page.evaluate(`{
      for (const chunk of SyntheticTrace.syntheticTrace(${JSON.stringify(options)}))
        dispatchEvent(new MessageEvent('message', { data: { type: 'chunk', chunk } }));
    }`);
    await this.tell({ type: 'progress', done: null });
    await this.frames();
  }

  /** Waits until two frames were drawn. */
  async frames(): Promise<void> {
    await this.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  }

  /** Looks again with each frame until a check holds. @throws what the check threw last, when time is up */
  async until<T>(check: () => Promise<T>): Promise<T> {
    const began = performance.now();
    for (;;) {
      try {
        return await check();
      } catch (error) {
        if (performance.now() - began > SHOWS_WITHIN) throw error;
      }
      await this.frames();
    }
  }

  /** What was posted to the extension. */
  async posted(): Promise<{ type: string }[]> {
    return (await this.page.evaluate('posted')) as { type: string }[];
  }

  /** What is kept of the view, once it is as wanted. @param wanted an expression over `view` */
  async view(wanted = 'true'): Promise<View> {
    const read = `{
      const { view } = JSON.parse(sessionStorage.getItem('state') ?? '{}');
      view && (${wanted}) ? view : null;
    }`;
    return this.until(async () => {
      const found = (await this.page.evaluate(read)) as View | null;
      assert.ok(found, `The view that is kept never was as wanted: ${wanted}`);
      return found;
    });
  }

  /** The header of a lane. @param name how it begins */
  lane(name: string): Locator {
    return this.page
      .getByRole('treeitem')
      .filter({ has: this.page.locator('.lane-name', { hasText: name }) })
      .first();
  }

  /** For the eye. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(ROOT, 'out', 'browser', `${name}.png`) });
  }
}

/** The generator of synthetic traces, for the page: a million messages are made where they are used. */
async function traceScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'test/browser/support/synthetic-trace.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'SyntheticTrace',
    platform: 'browser',
  });
  // Scripts that are put into a page are no globals of it by themselves.
  return `${outputFiles[0]!.text}\nglobalThis.SyntheticTrace = SyntheticTrace;`;
}
