// Runs a bundled suite inside the extension host of a real VS Code.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ROOT } from '../../../scripts/lib/ensure.mjs';
import type { SuiteResult } from '../../../scripts/lib/mocha-run.mjs';
import { type BrowserOptions, openBrowser } from './browser';
import { CodeServer, type CodeServerOptions } from './code-server';
import { listenForReport, REPORT_VARIABLE } from './host-report';
import { QUIET_SETTINGS } from './quiet-settings';
import { Workbench } from './workbench';

export interface HostRun {
  /** Folder of the extension under development, with its package.json. */
  extension: string;
  /** The module that exports `run()`, made by `bundleHostTests`. */
  suite: string;
  /** How the VS Code is set up; the extension itself need not be installed. */
  vscode?: CodeServerOptions;
  browser?: BrowserOptions;
  /** Is given the window before the suite starts: for what a person does beside it. */
  beside?: (workbench: Workbench) => void;
  /** Takes the lines of mocha's report; the default prints them. */
  write?: (line: string) => void;
  /** After how many ms the run counts as hanging. */
  timeout?: number;
}

/** How long a whole suite may take unless its run says otherwise, in ms. */
const SUITE_TIMEOUT = 15 * 60_000;

/**
 * Runs a suite in code-server's extension host, in a headless browser.
 * @returns the counts that the suite reported
 * @throws Error when it ended without a report: with VS Code's own messages, and a screenshot under out/
 */
export async function runInExtensionHost(run: HostRun): Promise<SuiteResult> {
  const report = await listenForReport(run.write ?? console.log);
  const env = { ...run.vscode?.env, [REPORT_VARIABLE]: report.path };
  const server = await CodeServer.start({ ...run.vscode, env });
  const window = await openBrowser(run.browser);
  run.beside?.(Workbench.of(server, window));
  try {
    const log = collectLog(window.page);
    const end = new EndOfRun();
    await end.watch(window.page, run.timeout ?? SUITE_TIMEOUT);
    await patchConfiguration(window.page, server.authority);
    await window.page.goto(hostUrl(server, run));
    const outcome = await Promise.race([report.result, end.reached]);
    if (typeof outcome !== 'string') return outcome;
    await window.page.screenshot({ path: join(ROOT, 'out', 'host-failure.png') }).catch(() => undefined);
    throw new Error(`${outcome}\nVS Code said:\n${log.slice(-60).join('\n')}\n${server.output}`);
  } finally {
    await window.close();
    await server.stop();
    await report.close();
  }
}

/** The workbench's address, with what makes it start the suite: the same as a desktop's command line options. */
function hostUrl(server: CodeServer, run: HostRun): string {
  const remote = (path: string) => `vscode-remote://${server.authority}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(run.extension)],
    ['extensionTestsPath', remote(run.suite)],
  ];
  const query = new URLSearchParams({ folder: server.workspace, payload: JSON.stringify(payload) });
  return `${server.url}/?${query}`;
}

/** A release build runs tests only where the page's configuration says that a smoke test drives it. */
async function patchConfiguration(page: Page, authority: string): Promise<void> {
  const isWorkbench = (url: URL) => url.host === authority && url.pathname === '/';
  await page.route(isWorkbench, async (route) => {
    const response = await route.fetch();
    const html = await response.text();
    await route.fulfill({ response, body: withTestDriver(html, authority) });
  });
}

/** @throws Error when the page is not VS Code's, or has changed its form */
function withTestDriver(html: string, authority: string): string {
  const attribute = /(id="vscode-workbench-web-configuration"\s+data-settings=")([^"]*)"/;
  if (!attribute.test(html)) throw new Error(`No configuration in the workbench's page:\n${html.slice(0, 2000)}`);
  return html.replace(attribute, (_whole, start: string, escaped: string) => {
    const settings = JSON.parse(escaped.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&'));
    settings.remoteAuthority = authority;
    settings.developmentOptions = { ...settings.developmentOptions, enableSmokeTestDriver: true };
    const json = JSON.stringify(settings).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
    return `${start}${json}"`;
  });
}

/** Tells when a run has ended in another way than by its report. */
class EndOfRun {
  #tell: (what: string) => void = () => {};
  /** Resolves to what happened. */
  readonly reached = new Promise<string>((resolve) => {
    this.#tell = resolve;
  });

  /** @param timeout in ms */
  async watch(page: Page, timeout: number): Promise<void> {
    page.on('crash', () => this.#tell("The browser's page crashed."));
    setTimeout(() => this.#tell(`The suite did not end within ${timeout} ms.`), timeout).unref();
    // VS Code calls this function of the page when the suite's `run()` has settled.
    await page.exposeFunction('codeAutomationExit', (code: number) => {
      // The report comes by another way and may be a moment behind.
      setTimeout(() => this.#tell(`The suite ended with ${code} and no report.`), 2000).unref();
    });
  }
}

/** Keeps what VS Code logs, for the message when a run ends without a report. */
function collectLog(page: Page): string[] {
  const lines: string[] = [];
  page.on('console', (message) => lines.push(message.text()));
  page.on('pageerror', (error) => lines.push(String(error)));
  return lines;
}

/**
 * Runs a suite in a desktop VS Code: the one that WORKER_LENS_VSCODE names, or a download.
 * @returns the counts that the suite reported
 * @throws Error when VS Code cannot be started, or ends without a report
 */
export async function runOnDesktop(run: HostRun): Promise<SuiteResult> {
  const { runTests } = await import('@vscode/test-electron');
  const profile = await mkdtemp(join(tmpdir(), 'wl-'));
  const report = await listenForReport(run.write ?? console.log);
  let reported: SuiteResult | undefined;
  void report.result.then((result) => {
    reported = result;
  });
  try {
    const executable = process.env.WORKER_LENS_VSCODE;
    const end = await runTests({
      ...(executable ? { vscodeExecutablePath: executable } : {}),
      extensionDevelopmentPath: run.extension,
      extensionTestsPath: run.suite,
      extensionTestsEnv: { ...run.vscode?.env, [REPORT_VARIABLE]: report.path },
      launchArgs: await desktopArguments(profile, run.vscode ?? {}),
    }).then(
      (code) => `VS Code ended with ${code} and no report.`,
      // It also rejects when a test failed: the report then has the counts.
      (error: Error) => `VS Code ended without a report: ${error.message}`,
    );
    if (reported) return reported;
    throw new Error(end);
  } finally {
    await report.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function desktopArguments(profile: string, options: CodeServerOptions): Promise<string[]> {
  await mkdir(join(profile, 'data', 'User'), { recursive: true });
  const settings = { ...QUIET_SETTINGS, ...options.settings };
  await writeFile(join(profile, 'data', 'User', 'settings.json'), JSON.stringify(settings));
  const folders = [`--user-data-dir=${join(profile, 'data')}`, `--extensions-dir=${join(profile, 'extensions')}`];
  const quiet = ['--disable-workspace-trust', '--skip-welcome', '--skip-release-notes', '--disable-updates'];
  return [options.workspace ?? profile, ...folders, ...quiet];
}
