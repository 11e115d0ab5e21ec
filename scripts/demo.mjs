// npm run demo [-- --once]: a real VS Code with Worker Lens in it, and a sample cluster under the lens.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { packDemoStarter } from './lib/demo-starter.mjs';
import { ensureChromium, ensureCodeServer, ensureDependencies, ROOT } from './lib/ensure.mjs';
import { runMain, UserFacingError } from './lib/errors.mjs';
import { packageExtension } from './lib/package-extension.mjs';
import { findOnPath } from './lib/process.mjs';
import { withProgress } from './lib/progress.mjs';
import { loadTypeScript } from './lib/typescript.mjs';

const SAMPLE = join(ROOT, 'samples', 'basic-cluster');
const OUT = join(ROOT, 'out', 'demo');

/** The sample's own port may be taken. The tree shows which one it got. */
const SAMPLE_ENVIRONMENT = { PORT: '0' };

/** What the person is told, however VS Code was opened. */
const HINT =
  'The sample runs under the lens: see the tree Workers in Run and Debug, and click the attach icon of a worker.\n' +
  'Should nothing run, press F5 and pick Worker Lens.';

await runMain(async () => {
  const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
  await ensureDependencies();
  const vsix = await withProgress('Building and packing the extension', packageExtension);
  await rm(OUT, { recursive: true, force: true });
  await mkdir(OUT, { recursive: true });
  const code = hasDisplay() ? findOnPath('code') : undefined;
  if (!values.once && code) return showOnDesktop(code, vsix);
  const hasTerminal = process.stdin.isTTY || process.stdout.isTTY;
  return values.once || !hasTerminal ? walkThrough(vsix) : showInBrowser(vsix);
});

function hasDisplay() {
  const graphical = process.platform === 'darwin' || process.platform === 'win32';
  return graphical || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** What the quiet settings of tests hide, and a person should see. */
const SHOWN = { 'workerLens.figures': ['cpu', 'memory'] };

/**
 * Opens the sample in the person's VS Code, with a profile of its own, and waits until that window is closed.
 * @param {string} code the `code` command
 * @param {string} vsix
 * @returns {Promise<number>} the exit status
 * @throws {UserFacingError} when the extension cannot be installed
 */
async function showOnDesktop(code, vsix) {
  const load = await loadTypeScript();
  /** @type {typeof import('../test/vscode/harness/quiet-settings')} */
  const { QUIET_SETTINGS } = load('./test/vscode/harness/quiet-settings');
  const profile = await mkdtemp(join(tmpdir(), 'wl-demo-'));
  const folders = ['--user-data-dir', join(profile, 'data'), '--extensions-dir', join(profile, 'extensions')];
  try {
    await mkdir(join(profile, 'data', 'User'), { recursive: true });
    await writeFile(
      join(profile, 'data', 'User', 'settings.json'),
      JSON.stringify({ ...QUIET_SETTINGS, ...SHOWN }, undefined, 2),
    );
    await cp(SAMPLE, join(profile, 'basic-cluster'), { recursive: true });
    const starter = await packDemoStarter(profile);
    const status = await runCode(code, [...folders, '--install-extension', vsix, '--install-extension', starter]);
    if (status !== 0) throw new UserFacingError(`${code} could not install ${vsix}; it says why above.`);
    console.log(`VS Code opens with a profile of its own; your settings are untouched.\n${HINT}`);
    console.log('Close its window to end the demo.');
    const window = ['--disable-workspace-trust', '--new-window', '--wait', join(profile, 'basic-cluster')];
    return await runCode(code, [...folders, ...window]);
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * @param {string} code
 * @param {string[]} args
 * @returns {Promise<number>} its exit status
 */
async function runCode(code, args) {
  // VS Code refuses to run as root with a sandbox, and on Windows `code` is a shell script.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const shell = process.platform === 'win32';
  const words = shell ? [code, ...args].map((word) => `"${word}"`) : [code, ...asRoot, ...args];
  const [command = code, ...rest] = words;
  const child = spawn(command, rest, { stdio: 'inherit', shell, env: { ...process.env, ...SAMPLE_ENVIRONMENT } });
  const [status] = await once(child, 'close');
  return status ?? 1;
}

/**
 * Serves a VS Code for a browser until Ctrl-C.
 * @param {string} vsix
 * @returns {Promise<number>} the exit status
 */
async function showInBrowser(vsix) {
  await ensureCodeServer();
  const load = await loadTypeScript();
  /** @type {typeof import('../test/vscode/harness/code-server')} */
  const { CodeServer } = load('./test/vscode/harness/code-server');
  const starter = await packDemoStarter(OUT);
  const options = { workspace: SAMPLE, vsix: [vsix, starter], env: SAMPLE_ENVIRONMENT, settings: SHOWN };
  const server = await withProgress('Starting VS Code', () => CodeServer.start(options));
  try {
    const folder = encodeURIComponent(server.workspace);
    console.log(
      `\nOpen this in a browser on this machine:\n\n  ${server.url}/?folder=${folder}\n\n${HINT}\nCtrl-C ends it.`,
    );
    const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(() => true);
    const byPerson = await Promise.race([interrupted, server.ended.then(() => false)]);
    if (byPerson) return 0;
    throw new UserFacingError(`VS Code ended by itself. It said:\n${server.output}`);
  } finally {
    await server.stop();
  }
}

/**
 * Does in a headless browser what a person does, and saves a picture of each step.
 * @param {string} vsix
 * @returns {Promise<number>} 0 when every step worked, otherwise 1
 */
async function walkThrough(vsix) {
  await ensureChromium();
  await ensureCodeServer();
  const load = await loadTypeScript();
  /** @type {typeof import('../test/vscode/harness/workbench')} */
  const { Workbench } = load('./test/vscode/harness/workbench');
  /** @type {typeof import('../test/vscode/person/steps')} */
  const { STEPS_WORKSPACE, Steps } = load('./test/vscode/person/steps');
  const workbench = await withProgress('Starting VS Code', () => Workbench.start({ ...STEPS_WORKSPACE, vsix }));
  const steps = new Steps(workbench, { out: 'demo', onStep: (title) => console.log(`Step ${title}`) });
  try {
    const tree = await steps.all();
    console.log(`\nWorkers\n${tree}\n\nPictures of each step are in ${relative(process.cwd(), OUT) || OUT}.`);
    return 0;
  } catch (error) {
    const picture = await workbench.screenshot('demo/failure');
    console.error(`This step did not work: ${error instanceof Error ? error.message : error}\nSee ${picture}.`);
    return 1;
  } finally {
    await workbench.stop();
  }
}
