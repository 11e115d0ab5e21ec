// Opens the page of the panels in a real Chromium, under the content security policy that the extension gives its webviews.
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page as BrowserPage } from 'playwright-core';
import { ROOT } from '../../scripts/lib/ensure.mjs';
import { openBrowser } from '../vscode/harness/browser';
import type { Kind } from './panels-trace';
import { type ThemeName, themeScript } from './support/themes';

const ORIGIN = 'http://panels.test';
const POLICY = `default-src 'none'; script-src ${ORIGIN}; style-src ${ORIGIN}; font-src ${ORIGIN}`;

export interface PanelsWindow {
  page: BrowserPage;
  /** What broke: errors of the page, and what its policy forbade. */
  faults: string[];
  close(): Promise<void>;
}

/** @param size of the page, in CSS pixels */
export async function openPanels(kind: Kind, size: { width: number; height: number }): Promise<PanelsWindow> {
  const files = await bundled();
  const { page, close } = await openBrowser(size);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.route(`${ORIGIN}/**`, async (route) => {
    const file = files.get(new URL(route.request().url()).pathname);
    if (file)
      await route.fulfill({ body: file.body, contentType: file.type, headers: { 'content-security-policy': POLICY } });
    else await route.fulfill({ status: 404, body: '' });
  });
  await page.goto(`${ORIGIN}/page.html`);
  await page.evaluate((wanted) => lens.fill(wanted), kind);
  return { page, faults, close };
}

export async function setTheme(page: BrowserPage, theme: ThemeName): Promise<void> {
  await page.evaluate(themeScript(theme));
  await page.evaluate(() => lens.update('colours'));
}

interface File {
  body: Buffer | string;
  type: string;
}

const PAGE = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Panels</title>
<link rel="stylesheet" href="page.css"><link rel="stylesheet" href="frame.css"></head>
<body><main></main><script src="page.js"></script></body></html>`;

/** What the webview's own page does around a panel. */
const FRAME = 'main { height: 100%; }';

let files: Promise<Map<string, File>> | null = null;

function bundled(): Promise<Map<string, File>> {
  files ??= bundle();
  return files;
}

async function bundle(): Promise<Map<string, File>> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import './media/timeline.css'; import './test/browser/panels-page';`,
      resolveDir: ROOT,
      loader: 'ts',
    },
    outfile: join(ROOT, 'out/panels/page.js'),
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    absWorkingDir: ROOT,
  });
  const types: Record<string, string> = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf' };
  const made = outputFiles.map(({ path, contents }): [string, File] => [
    `/${path.split(/[\\/]/).at(-1)}`,
    { body: Buffer.from(contents), type: types[path.split('.').at(-1)!] ?? '' },
  ]);
  return new Map([
    ...made,
    ['/page.html', { body: PAGE, type: 'text/html' }],
    ['/frame.css', { body: FRAME, type: 'text/css' }],
  ]);
}
