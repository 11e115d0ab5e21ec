// Runs a real VS Code (code-server) for one test: its own folders, environment, sockets and port.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { ensureCodeServer } from '../../../scripts/lib/ensure.mjs';
import {
  INSTANCE_MARK,
  killMarked,
  listMarked,
  type MarkedProcess,
  SUITE_MARK,
} from '../../../scripts/lib/marked-processes.mjs';
import { QUIET_SETTINGS } from './quiet-settings';

export interface CodeServerOptions {
  /** A folder whose copy is opened as the workspace; without it, the workspace starts empty. */
  workspace?: string;
  /** Files written into the workspace: path under it → text. */
  files?: Record<string, string>;
  /** Packages to install first, as a user would. */
  vsix?: string | readonly string[];
  /** User settings, added to the quiet ones. */
  settings?: Record<string, unknown>;
  /** Environment variables, added to the clean ones. */
  env?: Record<string, string>;
  /** Whether the workspace must be trusted first by a person, who is not asked to. */
  restricted?: boolean;
}

/** Restricted Mode, with nothing that asks to leave it. */
const RESTRICTED_SETTINGS = {
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.untrustedFiles': 'open',
};

/** The only variables of this process that VS Code gets: none of a debugger's, an observed terminal's or npm's. */
const PASSED_VARIABLES = ['LANG', 'LC_ALL', 'TZ', 'USER', 'LOGNAME', 'SHELL', 'TERM', SUITE_MARK];

/** How long code-server may take to listen, in ms. A busy machine takes 10 s. */
const READY_WITHIN = 60_000;

/** How long it may take to end by itself after SIGTERM, in ms. */
const ENDS_WITHIN = 5_000;

/** Those that were not stopped: a test process that breaks off must not leave them and their folders behind. */
const alive = new Set<CodeServer>();
process.once('exit', () => {
  for (const server of alive) server.abandon();
});

/** A running code-server. Make it with `CodeServer.start` and end it with `stop`. */
export class CodeServer {
  /** The page to open, without a trailing slash. */
  url = '';
  /** Where it keeps everything; short, since sockets' paths are limited to about 100 characters. */
  readonly root: string;
  /** The folder opened as the workspace. */
  readonly workspace: string;
  readonly userData: string;
  readonly extensions: string;
  /** What it has printed so far. */
  output = '';

  readonly #mark = randomBytes(8).toString('hex');
  readonly #env: NodeJS.ProcessEnv;
  #entry = '';
  #node = '';
  #child: ChildProcess | undefined;
  #tellEnd: () => void = () => {};
  /** Resolves when it has ended, by `stop` or by itself. */
  readonly ended = new Promise<void>((resolve) => {
    this.#tellEnd = resolve;
  });

  private constructor(root: string, options: CodeServerOptions) {
    this.root = root;
    this.workspace = join(root, 'workspace');
    this.userData = join(root, 'data');
    this.extensions = join(root, 'extensions');
    this.#env = {
      ...cleanEnvironment(root),
      ...options.env,
      [INSTANCE_MARK]: this.#mark,
    };
  }

  /**
   * Starts one and resolves when it listens.
   * @throws Error with its output, when it ends or stays silent instead
   */
  static async start(options: CodeServerOptions = {}): Promise<CodeServer> {
    const server = new CodeServer(await mkdtemp(join(shortTemporaryFolder(), 'wl-')), options);
    alive.add(server);
    try {
      await server.#prepare(options);
      await server.#listen(options.restricted === true);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Host and port, as VS Code names a remote: `127.0.0.1:PORT`. */
  get authority(): string {
    return new URL(this.url).host;
  }

  /** The living processes that descend from it, VS Code's own among them. */
  processes(): MarkedProcess[] {
    return listMarked(INSTANCE_MARK, this.#mark);
  }

  /** The living processes that descend from it, without VS Code's own: programs, the hub, terminals' shells. */
  programs(): MarkedProcess[] {
    return this.processes().filter((found) => !this.#isOwn(found));
  }

  /** Adds to the user settings. A window that is open takes them up when it is reloaded. */
  async updateSettings(settings: Record<string, unknown>): Promise<void> {
    const file = join(this.userData, 'User', 'settings.json');
    const old = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...old, ...settings }, undefined, 2));
  }

  /**
   * Ends it with all that it has started, and deletes its folders.
   * @returns the programs that were still alive after VS Code itself had ended, and were killed
   * @throws Error when a process cannot be killed
   */
  async stop(): Promise<MarkedProcess[]> {
    await this.#end();
    const killed = await killMarked(INSTANCE_MARK, this.#mark);
    await rm(this.root, { recursive: true, force: true, maxRetries: 5 });
    alive.delete(this);
    return killed.filter((found) => !this.#isOwn(found));
  }

  /** Kills everything it has started and deletes its folders, at once: for a process that is exiting. */
  abandon(): void {
    for (const { pid } of this.processes()) process.kill(pid, 'SIGKILL');
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }

  #isOwn(found: MarkedProcess): boolean {
    return found.command.includes(dirname(dirname(dirname(this.#entry))));
  }

  async #prepare(options: CodeServerOptions): Promise<void> {
    const { node, entry } = await ensureCodeServer();
    this.#node = node;
    this.#entry = entry;
    await mkdir(join(this.root, 'home'));
    await mkdir(join(this.root, 'run'), { mode: 0o700 });
    await mkdir(join(this.root, 'tmp'));
    await this.#prepareSettings({ ...(options.restricted ? RESTRICTED_SETTINGS : {}), ...options.settings });
    await this.#prepareWorkspace(options);
    for (const vsix of [options.vsix ?? []].flat()) await this.#install(vsix);
  }

  async #prepareSettings(settings: Record<string, unknown>): Promise<void> {
    await mkdir(join(this.userData, 'User'), { recursive: true });
    await writeFile(join(this.userData, 'User', 'settings.json'), '{}');
    await this.updateSettings({ ...QUIET_SETTINGS, ...settings });
  }

  async #prepareWorkspace(options: CodeServerOptions): Promise<void> {
    await mkdir(this.workspace);
    if (options.workspace) await cp(options.workspace, this.workspace, { recursive: true });
    for (const [name, text] of Object.entries(options.files ?? {})) {
      await mkdir(dirname(join(this.workspace, name)), { recursive: true });
      await writeFile(join(this.workspace, name), text);
    }
  }

  async #install(vsix: string): Promise<void> {
    const child = this.#spawn(['--install-extension', vsix]);
    const [status] = await once(child, 'close');
    if (status !== 0) throw new Error(`${vsix} could not be installed:\n${this.output}`);
  }

  #spawn(args: string[]): ChildProcess {
    const folders = ['--user-data-dir', this.userData, '--extensions-dir', this.extensions];
    const child = spawn(this.#node, [this.#entry, ...folders, ...args], {
      cwd: this.root,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    return child;
  }

  async #listen(restricted: boolean): Promise<void> {
    const quiet = ['--disable-telemetry', '--disable-update-check'];
    const trust = restricted ? [] : ['--disable-workspace-trust'];
    const bind = ['--auth', 'none', '--bind-addr', '127.0.0.1:0'];
    this.#child = this.#spawn([...bind, ...quiet, ...trust, this.workspace]);
    this.#child.once('close', () => this.#tellEnd());
    this.url = await waitForAddress(this.#child, () => this.output);
  }

  async #end(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    const impatient = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN);
    child.kill('SIGTERM');
    await closed;
    clearTimeout(impatient);
  }
}

/** Resolves to the address that code-server prints once it listens. */
function waitForAddress(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`code-server ${what}:\n${output()}`));
    const timer = setTimeout(() => fail(`did not listen within ${READY_WITHIN} ms`), READY_WITHIN);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
    child.stdout?.on('data', () => {
      const address = /HTTP server listening on (http:\/\/[^\s/]+)/.exec(output())?.[1];
      if (!address) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}

/** An environment that does not depend on who runs the tests: own home, own runtime folder, this Node first on PATH. */
function cleanEnvironment(root: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    PATH: dirname(process.execPath) + delimiter + process.env.PATH,
    HOME: join(root, 'home'),
    XDG_RUNTIME_DIR: join(root, 'run'),
    TMPDIR: join(root, 'tmp'),
    // No gallery: what is on the network must not decide a test.
    EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '' }),
  };
  for (const name of PASSED_VARIABLES) {
    if (process.env[name] !== undefined) env[name] = process.env[name];
  }
  return env;
}

/** The system's folder for temporary files, or a shorter one where sockets below it would get too long a path. */
function shortTemporaryFolder(): string {
  return tmpdir().length > 20 && process.platform !== 'win32' ? '/tmp' : tmpdir();
}
