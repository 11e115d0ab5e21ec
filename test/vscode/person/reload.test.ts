// The window is reloaded while a cluster runs in its terminal: the program does not notice, and the tree is soon back.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CodeServer } from '../harness/code-server';
import { eventually } from '../harness/eventually';
import type { PageElement } from '../harness/page-types';
import { Workbench } from '../harness/workbench';
import { isAlive } from '../host/support/processes';
import { CLUSTER_WORKSPACE, LiveCluster, lineOf, WORKERS, workerRow } from './live-cluster';
import { get, Load } from './load';
import { VSIX } from './vsix';

// What the page has and Node has not; see page-types.ts for why the DOM's own types are not used.
declare const document: { querySelectorAll(selector: string): Iterable<PageElement> };
declare const MutationObserver: new (
  callback: () => void,
) => { observe(target: unknown, options: object): void; disconnect(): void };

/** A worker that is the second in its slot, above the one that crashed there. */
const HISTORY = /worker 5 pid \d+ · :\d+\n\s+slot \d restarted 1×\n\s+\d\d:\d\d crashed · code 1/;

describe('a window that is reloaded while a cluster runs', function () {
  this.timeout(120_000);
  let workbench: Workbench;
  let cluster: LiveCluster;
  let tree: string;

  before(async () => {
    workbench = await Workbench.start({ ...CLUSTER_WORKSPACE, vsix: VSIX });
    const first = await LiveCluster.start(workbench);
    // The worker that is asked ends before it answers.
    await assert.rejects(get(first.port, '/crash'));
    await first.rows.waitForText(HISTORY);
    cluster = await LiveCluster.find(workbench);
    tree = await cluster.rows.text();
  });

  after(() => workbench?.stop());

  /** Reloads the window; gives the time from the extension's activation until the history is drawn, in ms. */
  async function reload(): Promise<number> {
    await workbench.reload();
    const rows = await workbench.view('Workers');
    await rows.waitForText(HISTORY);
    const shown = await workbench.page.evaluate(() => (globalThis as { historyShown?: number }).historyShown ?? 0);
    return shown - (await activationOf(workbench));
  }

  afterEach(async function () {
    const name = this.currentTest?.title.split(' ')[0];
    await workbench.screenshot(join('person/reload', `${name}-${this.currentTest?.state}`));
  });

  it('shows the tree with its history again', async () => {
    await workbench.page.addInitScript(noteWhenHistoryShows);
    // The goal is 2 s. It is printed, not asserted: a busy machine tells nothing of the extension.
    console.log(`      ${await reload()} ms from the extension's activation to the history drawn in the tree`);
  });

  it('leaves the program alone', async () => {
    const again = await LiveCluster.find(workbench);
    assert.equal(await again.rows.text(), tree);
    assert.deepEqual(again.pids, cluster.pids);
    await again.runsOn();
    await again.threadsRunOn();
    cluster = again;
  });

  it('attaches to a worker as before', async () => {
    await cluster.attach(cluster.oldest);
    await cluster.detach(cluster.oldest);
    await workbench.waitUntilNotDebugging();
  });

  it('lets go of every debugger, and of who was stopped', async () => {
    const stopped = cluster.oldest;
    const running = [...cluster.workers.keys()].find((id) => id !== stopped) ?? 0;
    const line = await lineOf('app.js', 'Hello from worker');
    await workbench.editor.open('app.js', line);
    await workbench.editor.toggleBreakpoint(line);
    await cluster.attach(stopped);
    await workbench.editor.waitForBoundBreakpoint(line);
    const load = new Load(cluster.port, 2 * WORKERS);
    await workbench.editor.waitForPausedAt(line);
    await cluster.rows.clickAction(workerRow(running), 'Attach Debugger');
    await cluster.waitForTree(new RegExp(`worker ${running} pid \\d+ · attached`));
    assert.equal(cluster.openInspectors().length, 2, 'inspectors open');
    await workbench.screenshot('person/reload/attached');
    await workbench.reload();
    await load.done;
    const again = await LiveCluster.find(workbench);
    await again.isUnattended();
    assert.deepEqual(again.pids, cluster.pids);
    await again.runsOn();
    await workbench.waitUntilNotDebugging();
    await workbench.editor.open('app.js', line);
    await workbench.editor.toggleBreakpoint(line);
    cluster = again;
  });

  it('stops the run from the tree', async () => {
    await cluster.rows.clickAction(/^app\.js/, 'Stop Run');
    await cluster.rows.waitForText(/^app\.js (?!running)/);
    assert.deepEqual(cluster.pids.filter(isAlive), [], 'processes are left');
  });
});

/** Runs in the page from its start: notes when the row of the crashed worker is drawn. */
function noteWhenHistoryShows(): void {
  const observer = new MutationObserver(() => {
    for (const row of document.querySelectorAll('.pane .monaco-list-row')) {
      if (!/crashed · code 1/.test(row.textContent ?? '')) continue;
      (globalThis as { historyShown?: number }).historyShown = Date.now();
      observer.disconnect();
      return;
    }
  });
  observer.observe(document, { subtree: true, childList: true });
}

/** When the newest extension host began to activate the extension, in ms since 1970, by VS Code's own log. */
async function activationOf(workbench: Workbench): Promise<number> {
  const line = /^(\S+) (\S+) \[info\] ExtensionService#_doActivateExtension worker-lens\.worker-lens,/m;
  const read = async () => line.exec(await newestHostLog(workbench.server));
  const found = await eventually(workbench.page, { read, accept: (match) => match !== null, what: 'its activation' });
  return new Date(`${found?.[1]}T${found?.[2]}`).getTime();
}

/** Log of the extension host that was started last. */
async function newestHostLog(server: CodeServer): Promise<string> {
  const logs = join(server.userData, 'logs');
  const files = (await readdir(logs, { recursive: true })).filter((file) => file.endsWith('/remoteexthost.log'));
  const number = (file: string) => Number(/exthost(\d+)/.exec(file)?.[1]);
  const newest = files.sort((a, b) => number(a) - number(b)).at(-1);
  assert.ok(newest, 'VS Code wrote no log of an extension host');
  return readFile(join(logs, newest), 'utf8');
}
