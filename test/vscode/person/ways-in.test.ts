// How a program comes under the lens in a window: from the editor, from a script, from the list of configurations, and
// by typing its command into a terminal.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of launch.json
import assert from 'node:assert/strict';
import { delimiter, dirname, join } from 'node:path';
import { readRendezvous } from '../../../protocol/rendezvous';
import { ROOT } from '../../../scripts/lib/ensure.mjs';
import { nodeOf } from '../../behaviour/support/nodes';
import { eventually } from '../harness/eventually';
import type { RowList } from '../harness/row-list';
import { Workbench } from '../harness/workbench';
import { isAlive } from '../host/support/processes';
import { hubDirectory } from './live-cluster';
import { VSIX } from './vsix';

const CLUSTER = /primary pid \d+ · online\n\s+worker 1 pid \d+ · :\d+\n\s+worker 2 pid \d+ · :\d+/;
const LAUNCH = {
  version: '0.2.0',
  configurations: [
    {
      type: 'worker-lens',
      request: 'launch',
      name: 'From launch.json',
      program: 'say.js',
      args: ['${workspaceFolderBasename}', '${env:WORKERS}', '${input:greeting}'],
      cwd: '.',
      envFile: '${workspaceFolder}/app.env',
      env: { FROM_ENV: 'configuration' },
      console: 'internalConsole',
      internalConsoleOptions: 'openOnSessionStart',
    },
  ],
  inputs: [{ id: 'greeting', type: 'promptString', description: 'What to say' }],
};

const WORKSPACE = {
  height: 1000,
  workspace: join(ROOT, 'samples/basic-cluster'),
  files: {
    'package.json': JSON.stringify({ main: 'app.js', scripts: { dev: 'node say.js', build: 'tsc' } }),
    'once.js': `const cluster = require('cluster');
      if (cluster.isPrimary) cluster.fork();
      setInterval(() => {}, 1000);\n`,
    'say.js': 'console.log("said", ...process.argv.slice(2), process.env.FROM_ENV, process.env.FROM_FILE);\n',
    'typed.ts': 'const text: string = "typed";\nconsole.log(text);\n',
    'app.env': 'FROM_FILE=file\nFROM_ENV=file\n',
    '.vscode/launch.json': JSON.stringify(LAUNCH),
  },
  env: { PORT: '0', WORKERS: '2' },
  settings: {
    'terminal.integrated.gpuAcceleration': 'off',
    'npm.autoDetect': 'on',
    'workerLens.disconnectTimeout': 2000,
  },
};

describe('ways in', function () {
  this.timeout(120_000);
  let workbench: Workbench;

  before(async () => {
    // One that does not run TypeScript by itself.
    const PATH = [dirname(await nodeOf(20)), process.env.PATH].join(delimiter);
    workbench = await Workbench.start({ ...WORKSPACE, env: { ...WORKSPACE.env, PATH }, vsix: VSIX });
  });

  after(() => workbench?.stop());

  afterEach(async function () {
    const name = this.currentTest?.title.split(' ').slice(0, 4).join('-');
    await workbench.screenshot(join('person/ways-in', `${name}-${this.currentTest?.state}`));
  });

  async function workers(): Promise<RowList> {
    await workbench.runCommand('Run and Debug: Focus on Workers View');
    const rows = await workbench.view('Workers');
    await workbench.foldOtherViews('Workers');
    return rows;
  }

  /** Ends what runs, and forgets it. */
  async function clear(rows: RowList): Promise<void> {
    await rows.waitForText(/^(?!.*\brunning\b)/s);
    await workbench.runCommand('Worker Lens: Clear Ended Runs');
    await eventually(workbench.page, {
      read: () => rows.text(),
      accept: (text) => !/\.js|npm/.test(text),
      what: 'an empty tree',
    });
  }

  async function stop(rows: RowList, run: RegExp): Promise<void> {
    await rows.clickAction(run, 'Stop Run');
    await clear(rows);
  }

  /** Types a command into the terminal that is shown, once its prompt is there. */
  async function type(command: string): Promise<void> {
    await prompt();
    await workbench.page.locator('.terminal-wrapper.active .xterm-screen').click();
    await workbench.page.keyboard.type(command);
    await workbench.page.keyboard.press('Enter');
  }

  /** Opens a terminal by a command, in the place of all others. */
  async function openTerminal(command: string): Promise<void> {
    await workbench.runCommand('Terminal: Kill All Terminals');
    await workbench.page.locator('.terminal-wrapper').waitFor({ state: 'hidden' });
    await workbench.openTerminal(command);
  }

  /** Changes the setting and reloads; resolves when the terminals are back and the extension has heard of it. */
  async function observeTerminals(everywhere: boolean): Promise<void> {
    await workbench.server.updateSettings({ 'workerLens.observeTerminals': everywhere });
    await workbench.reload();
    await prompt();
    await workbench.runCommand('Worker Lens: Show Log');
    // It takes the focus late, and a picker that is open by then closes.
    await workbench.page.locator('.part.panel .monaco-editor.focused').waitFor();
  }

  function prompt(): Promise<string> {
    return terminal(/[$#]\s*$/);
  }

  function terminal(pattern: RegExp): Promise<string> {
    const read = () => workbench.terminalText();
    return eventually(workbench.page, {
      read,
      accept: (text) => pattern.test(text),
      what: `a terminal like ${pattern}`,
    });
  }

  it('the editor’s run menu starts its file, and the tree starts it again', async () => {
    await workbench.editor.open('app.js');
    await workbench.page.locator('.editor-actions .action-label[aria-label^="Run with Worker Lens"]').click();
    const rows = await workers();
    const first = await rows.waitForText(CLUSTER);
    const primary = Number(/primary pid (\d+)/.exec(first)?.[1]);
    await rows.clickAction(/^app\.js/, 'Restart Run');
    const again = await rows.waitForText(
      new RegExp(`app\\.js running\\n\\s+${CLUSTER.source}[\\s\\S]*\\napp\\.js asked for`),
    );
    assert.notEqual(Number(/primary pid (\d+)/.exec(again)?.[1]), primary);
    assert.equal(isAlive(primary), false);
    await workbench.clickDebugToolbar('Restart');
    await rows.waitForText(new RegExp(`^app\\.js running\\n\\s+${CLUSTER.source}(\\s+app\\.js asked for[\\s\\S]*){2}`));
  });

  it('a worker is restarted in its slot', async () => {
    const rows = await workers();
    await rows.pickFromMenu(/^worker 1/, 'Restart Worker');
    await rows.waitForText(/worker 3 pid \d+ · :\d+\n\s+slot 1 restarted 1×\n\s+\d\d:\d\d voluntary exit/);
    await stop(rows, /^app\.js/);
  });

  it('a worker that does not leave is ended when the person says so, and has another forked where its primary forks none', async () => {
    await workbench.editor.open('once.js');
    await workbench.page.locator('.editor-actions .action-label[aria-label^="Run with Worker Lens"]').click();
    const rows = await workers();
    await rows.waitForText(/worker 1 pid \d+ · online/);
    await rows.pickFromMenu(/^worker 1/, 'Restart Worker');
    await workbench.clickNotification(/was disconnected \d+ s ago and still holds 1 timer/, 'End It (SIGTERM)');
    await rows.waitForText(/worker 2 pid \d+ · online\n\s+slot 1 restarted 1×/);
    await stop(rows, /^once\.js/);
  });

  it('what is typed after a run in its terminal is a run of its own', async () => {
    await type('node say.js again');
    await terminal(/^said again/m);
    const rows = await workers();
    assert.match(await rows.waitForText(/^say\.js exited/), /main process exited/);
    await clear(rows);
  });

  it('a TypeScript file that nothing here can run says what is missing', async () => {
    await workbench.editor.open('typed.ts');
    await workbench.page.locator('.editor-actions .action-label[aria-label^="Run with Worker Lens"]').click();
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    const says = (await dialog.innerText()).replaceAll(/\s+/g, ' ');
    assert.match(says, /does not run the TypeScript of .*typed\.ts by itself\. Install tsx in the project/);
    await workbench.screenshot('person/ways-in/typescript');
    await dialog.locator('.monaco-button').filter({ hasText: 'Cancel' }).click();
  });

  it('a row of NPM Scripts runs its script', async () => {
    const scripts = await workbench.openView('NPM Scripts');
    await scripts.pickFromMenu(/^dev/, 'Run with Worker Lens');
    const rows = await workers();
    await rows.waitForText(/^npm run dev exited\n\s+main process exited/);
    await clear(rows);
  });

  it('the list of configurations offers the file, and the scripts that run Node', async () => {
    await workbench.editor.open('say.js');
    await workbench.runCommand('Debug: Select and Start Debugging');
    await workbench.pick(/Worker Lens\.\.\./);
    const read = () => workbench.pickerEntries();
    const offered = await eventually(workbench.page, {
      read,
      accept: (entries) => entries.some((entry) => entry.includes('npm run dev')),
      what: 'the scripts',
    });
    const names = offered.map((entry) => /Worker Lens: (.+)workspace$/.exec(entry)?.[1]?.trim());
    assert.deepEqual(names, ['say.js', 'app.js', 'npm run dev']);
    await workbench.screenshot('person/ways-in/configurations');
    await workbench.pick('npm run dev');
    const rows = await workers();
    await rows.waitForText(/^npm run dev exited/);
    await clear(rows);
  });

  it('launch.json has its variables resolved, and its envFile beneath its env', async () => {
    await workbench.runCommand('Debug: Select and Start Debugging');
    await workbench.pick('From launch.json');
    await workbench.typeAndConfirm('hello');
    const read = async () => (await workbench.debugConsole()).join('\n');
    const accept = (text: string) => /said/.test(text);
    const printed = await eventually(workbench.page, { read, accept, what: 'the program’s output' });
    assert.match(printed, /said workspace 2 hello configuration file/);
    const rows = await workers();
    await clear(rows);
  });

  it('an observed terminal shows a cluster that is typed into it, and what is typed next', async () => {
    await openTerminal('Worker Lens: New Observed Terminal');
    await type('node app.js');
    const rows = await workers();
    await rows.waitForText(new RegExp(`^app\\.js running\\n\\s+${CLUSTER.source}`));
    await workbench.screenshot('person/ways-in/typed-cluster');
    await workbench.page.locator('.terminal-wrapper.active .xterm-screen').click();
    await workbench.page.keyboard.press('Control+C');
    await rows.waitForText(/^app\.js (?!running)/);
    await type('node say.js next; echo "[$NODE_OPTIONS]"');
    await terminal(/said next undefined undefined\n\[--require \S+stub\.cjs\]/);
    await rows.waitForText(/^say\.js exited/);
  });

  it('an observed terminal is observed after its window was reloaded', async () => {
    const { server } = workbench;
    const hub = () => readRendezvous(hubDirectory(server));
    // The window that goes is not to leave one behind: it gives up on a hub that ends again and again.
    await eventually(workbench.page, {
      read: async () => {
        const { pid } = hub() ?? {};
        if (pid !== undefined && isAlive(pid)) process.kill(pid);
        return workbench.notifications();
      },
      accept: (texts) => texts.some((text) => text.includes('could not start its hub')),
      what: 'a window without a hub',
    });
    await workbench.reload();
    await eventually(workbench.page, { read: async () => hub(), accept: (found) => found !== null, what: 'a hub' });
    await type('node say.js reloaded');
    await terminal(/said reloaded/);
    const rows = await workers();
    await rows.waitForText(/^say\.js exited\n\s+main process exited$/);
    await clear(rows);
  });

  it('the list of terminal profiles has an observed one', async () => {
    // A window that has just opened knows of no profiles yet, and its list stays empty.
    await openTerminal('Terminal: Create New Terminal');
    await prompt();
    await workbench.runCommand('Create New Terminal (With Profile)');
    await workbench.pick('Observed Terminal');
    await workbench.page.locator('.terminal-tabs-entry').filter({ hasText: 'Observed' }).click();
    await type('node say.js profile');
    await terminal(/said profile/);
    const rows = await workers();
    await rows.waitForText(/^say\.js exited/);
    await clear(rows);
  });

  it('other terminals are observed only where the setting says so', async () => {
    const variables = 'echo "[$NODE_OPTIONS$WORKER_LENS_TERMINAL]"';
    await openTerminal('Terminal: Create New Terminal');
    await type(variables);
    await terminal(/^\[\]/m);

    await observeTerminals(true);
    const rows = await workers();
    await openTerminal('Terminal: Create New Terminal');
    await type('node say.js everywhere');
    await terminal(/said everywhere/);
    await rows.waitForText(/^say\.js exited/);
    await workbench.screenshot('person/ways-in/setting-on');
    await clear(rows);

    await observeTerminals(false);
    await workers();
    await openTerminal('Terminal: Create New Terminal');
    await type(variables);
    await terminal(/^\[\]/m);
  });
});
