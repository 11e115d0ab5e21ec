// The editor knows cluster and threads: what a person sees and does while they type, with the installed package.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { eventually } from '../harness/eventually';
import { type Theme, Workbench } from '../harness/workbench';
import { VSIX } from './vsix';

const OLD = "const cluster = require('node:cluster');\n\nif (cluster.isMaster) {\n  cluster.fork();\n}\n";

const FILES = {
  'typed.js': '',
  'members.js': "const cluster = require('node:cluster');\n\nif (cluster.isPrimary) {\n  cluster.fork();\n}\n",
  'saved.js': OLD,
  'lib/one.js': OLD,
  'lib/two.ts': "import cluster from 'node:cluster';\n\ncluster.setupMaster({ exec: 'worker.js' });\n",
  'lib/new.js': 'export {};\n',
  'dist/built.js': OLD,
};

const SETTINGS = {
  'editor.codeActionsOnSave': { 'source.fixAll.workerLens': 'explicit' },
  'files.autoSave': 'off',
};

describe('a person who writes a cluster', function () {
  this.timeout(120_000);
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.start({ files: FILES, vsix: VSIX, settings: SETTINGS, height: 700 });
    await workbench.setSideBarWidth(200);
  });

  after(() => workbench?.stop());

  afterEach(async function () {
    await shot(`${this.currentTest?.title}-${this.currentTest?.state}`);
  });

  const shot = (name: string) => workbench.screenshot(join('person/hints', name.replaceAll(/\W+/g, '-')));

  async function struckThrough(words: string[]): Promise<void> {
    const read = () => workbench.editor.struckThrough();
    const accept = (struck: string[]) => struck.join() === words.join();
    await eventually(workbench.page, { read, accept, what: `struck through: ${words.join(', ') || 'nothing'}` });
  }

  /** Waits until a file on disk reads as wanted. */
  async function saved(name: string, pattern: RegExp): Promise<string> {
    const read = () => readFile(join(workbench.server.workspace, name), 'utf8');
    return eventually(workbench.page, { read, accept: (text) => pattern.test(text), what: `${name} like ${pattern}` });
  }

  it('sees a hint while typing, mends it by the light bulb, and takes it back', async () => {
    const { editor, page } = workbench;
    await editor.open('typed.js');
    await page.keyboard.type("const cluster = require('node:cluster');");
    await page.keyboard.press('Enter');
    // Half typed: the brace and what follows it are missing.
    await page.keyboard.type('if (cluster.isMaster) {');
    await struckThrough(['isMaster']);
    const fixes = await editor.quickFixes(2, 15);
    assert.ok(fixes.includes('Replace isMaster by isPrimary'), fixes.join('\n'));
    assert.ok(fixes.includes('Fix all no-deprecated-cluster-api problems in the workspace…'), fixes.join('\n'));
    assert.ok(fixes.includes('Disable no-deprecated-cluster-api for this line'), fixes.join('\n'));
    await shot('light bulb');
    await editor.pickAction('Replace isMaster by isPrimary');
    await editor.waitForLineText(2, /cluster\.isPrimary/);
    await struckThrough([]);
    await page.keyboard.press('ControlOrMeta+z');
    await editor.waitForLineText(2, /cluster\.isMaster/);
    await struckThrough(['isMaster']);
  });

  it('mends all of a file at once', async () => {
    await workbench.fixAll('Fix all Worker Lens problems');
    await workbench.editor.waitForLineText(2, /cluster\.isPrimary/);
    await struckThrough([]);
  });

  for (const theme of ['dark', 'light'] as Theme[]) {
    it(`reads what a member is, in ${theme}`, async () => {
      await workbench.setTheme(theme);
      await workbench.editor.open('members.js');
      // TypeScript's part may come first, and the hover is then made anew.
      const read = () => workbench.editor.hoverText(4, 12);
      const accept = (shown: string) => shown.includes('Makes a worker');
      const text = await eventually(workbench.page, { read, accept, what: 'a hover from Worker Lens' });
      assert.match(text, /cluster\.fork\(\[env\]\)/);
      assert.match(text, /Makes a worker: a process that runs the same file/);
      assert.match(text, /in the primary · since Node\.js 0\.6\.0 · Node\.js documentation/);
      await shot(`hover ${theme}`);
      await workbench.page.keyboard.press('Escape');
    });
  }

  it('completes an event with its listener', async () => {
    const { editor, page } = workbench;
    await editor.goTo(4, 18);
    await page.keyboard.press('Enter');
    await page.keyboard.type("cluster.on('ex");
    const row = page.locator('.suggest-widget .monaco-list-row').filter({ hasText: '(worker, code, signal)' });
    await row.first().waitFor();
    await shot('completion');
    await row.first().click();
    await editor.waitForLineText(5, /^ {2}cluster\.on\('exit', \(worker, code, signal\) => \{$/);
    await editor.waitForLineText(7, /^ {2}\}\)/);
  });

  it('mends a file by saving it', async () => {
    const { editor, page } = workbench;
    await editor.open('saved.js');
    await struckThrough(['isMaster']);
    await page.keyboard.type(' ');
    await page.keyboard.press('ControlOrMeta+s');
    await editor.waitForLineText(3, /cluster\.isPrimary/);
    await saved('saved.js', /isPrimary/);
  });

  it('goes by the settings of the workspace', async () => {
    const { editor } = workbench;
    await editor.open('one.js');
    await struckThrough(['isMaster']);
    await writeFile(join(workbench.server.workspace, '.nvmrc'), '14\n');
    await struckThrough([]);
    await writeFile(join(workbench.server.workspace, '.nvmrc'), '22\n');
    await struckThrough(['isMaster']);
    const rules = (severity: string) =>
      JSON.stringify({ 'workerLens.rules': { 'no-deprecated-cluster-api': severity } });
    const settings = join(workbench.server.workspace, '.vscode/settings.json');
    await mkdir(dirname(settings), { recursive: true });
    await writeFile(settings, rules('warning'));
    await editor.waitForSquiggle(3, 'warning');
    await writeFile(settings, rules('off'));
    await struckThrough([]);
    await writeFile(settings, '{}');
    await struckThrough(['isMaster']);
  });

  it('mends the workspace after a look at what would change', async () => {
    const { page } = workbench;
    await workbench.runCommand('Worker Lens: Fix All Hints in the Workspace…');
    const preview = page.locator('.part.panel');
    await preview.locator('.monaco-list-row').filter({ hasText: 'two.ts' }).waitFor();
    const rows = await preview.locator('.monaco-list-row').allInnerTexts();
    assert.ok(
      rows.some((text) => text.includes('one.js')),
      rows.join('\n'),
    );
    assert.ok(!rows.some((text) => text.includes('built.js')), rows.join('\n'));
    await shot('preview');
    const unticked = preview.locator('.monaco-list-row [role="checkbox"][aria-checked="false"]');
    assert.equal(await unticked.count(), 0, 'all is ticked');
    assert.match(await saved('lib/one.js', /./), /isMaster/);
    await preview.locator('.monaco-button').filter({ hasText: 'Apply' }).click();
    await saved('lib/one.js', /isPrimary/);
    await saved('lib/two.ts', /setupPrimary/);
    assert.match(await saved('dist/built.js', /./), /isMaster/);
  });

  it('is told where there is nothing left to mend', async () => {
    await workbench.runCommand('Worker Lens: Fix All Hints in the Workspace…');
    await workbench.waitForNotification(/found nothing that it can fix/);
  });
});
