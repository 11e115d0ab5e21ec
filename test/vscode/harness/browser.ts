// A real Chromium for one test.
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { cacheFolder } from '../../../scripts/lib/cache.mjs';
import { ensureChromium } from '../../../scripts/lib/ensure.mjs';
import { SHOWS_WITHIN } from './eventually';

const FLAGS = [
  // As root, as in most containers, Chromium starts in no other way. It only ever opens our own pages.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A page that the test has rewritten counts as not local, and could not open its WebSocket to 127.0.0.1.
  '--disable-features=LocalNetworkAccessChecks',
];

export interface BrowserOptions {
  /** Size of the window, in CSS pixels. */
  width?: number;
  height?: number;
}

export interface BrowserWindow {
  browser: Browser;
  context: BrowserContext;
  page: Page;
  close(): Promise<void>;
}

/**
 * Opens an empty page in a fresh profile.
 * @throws UserFacingError when there is no Chromium
 */
export async function openBrowser(options: BrowserOptions = {}): Promise<BrowserWindow> {
  const executablePath = await ensureChromium();
  // It keeps crash reports outside of its profile: not in the person's home.
  const env = { ...process.env, XDG_CONFIG_HOME: join(cacheFolder(), 'chromium') };
  const browser = await chromium.launch({ executablePath, args: FLAGS, env });
  const viewport = { width: options.width ?? 1280, height: options.height ?? 800 };
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
  // The loader of the tests marks each function with its name by a call of this; functions sent to the page hold such calls.
  await context.addInitScript('globalThis.__name = (value) => value');
  context.setDefaultTimeout(SHOWS_WITHIN);
  const page = await context.newPage();
  return { browser, context, page, close: () => browser.close() };
}
