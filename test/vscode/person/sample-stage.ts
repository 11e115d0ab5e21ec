// One VS Code with all samples in its folder, and a terminal that observes what is typed into it: samples are run there one
// after the other, and what the tree shows of each is held against what it wrote.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { ROOT } from '../../../scripts/lib/ensure.mjs';
import { processorTimeOf } from '../../bench/lib/proc';
import type { CodeServerOptions } from '../harness/code-server';
import { eventually } from '../harness/eventually';
import type { RowList } from '../harness/row-list';
import { Workbench } from '../harness/workbench';
import { heighten } from './live-cluster';
import { VSIX } from './vsix';

/** How long a program may take to do its part, in ms: it computes, on a machine that has other work. */
const DONE_WITHIN = 60_000;
/** What most rows can be read at. */
const NARROW = 300;

/** A program of the folder, or a worker of it: neither the shell nor the hub. */
const TYPED = /^\S*node\S* .*\b(app|main|cluster|threads|worker|conditions)\.m?js/;

export interface StageOptions {
  /** The folder that is opened; all samples where absent. */
  workspace?: string;
  /** Where packages are found that programs load, besides this repository's. */
  packages?: string;
  /** Height of the window, in CSS pixels. */
  height?: number;
  /** Whether programs take their time, for whoever takes pictures of them. */
  lasts?: boolean;
  /** Told at the moment that shows best what a program is there to show. */
  onMoment?: (stage: SampleStage, name: string) => Promise<void>;
}

/** A server with all samples in its folder. */
export function stageServer({ workspace, packages }: StageOptions = {}): CodeServerOptions {
  const modules = [join(ROOT, 'node_modules'), packages].filter(Boolean);
  return {
    workspace: workspace ?? join(ROOT, 'samples'),
    env: { PORT: '0', NODE_PATH: modules.join(delimiter) },
    settings: {
      'terminal.integrated.gpuAcceleration': 'off',
      // It would show an earlier command below the prompt.
      'terminal.integrated.stickyScroll.enabled': false,
    },
    vsix: VSIX,
  };
}

export class SampleStage {
  readonly workbench: Workbench;
  readonly rows: RowList;
  readonly #options: StageOptions;
  #settings: Record<string, unknown> = {};

  private constructor(workbench: Workbench, rows: RowList, options: StageOptions) {
    this.workbench = workbench;
    this.rows = rows;
    this.#options = options;
  }

  static async start(options: StageOptions = {}): Promise<SampleStage> {
    const workbench = await Workbench.start({ ...stageServer(options), height: options.height ?? 1000 });
    try {
      return await SampleStage.on(workbench, options);
    } catch (error) {
      await workbench.stop();
      throw error;
    }
  }

  /** One in a window that is open already, of a server such as {@link stageServer} has it. */
  static async on(workbench: Workbench, options: StageOptions = {}): Promise<SampleStage> {
    await workbench.openTerminal('Worker Lens: New Observed Terminal');
    await workbench.runCommand('Run and Debug: Focus on Workers View');
    const rows = await workbench.view('Workers');
    await workbench.foldOtherViews('Workers');
    await workbench.setSideBarWidth(NARROW);
    return new SampleStage(workbench, rows, options);
  }

  /** The tree as it is now, all of it: a debug session that begins opens views that leave it little room. */
  async text(): Promise<string> {
    await heighten(this.workbench);
    return this.rows.text();
  }

  get lasts(): boolean {
    return this.#options.lasts === true;
  }

  stop(): Promise<unknown> {
    return this.workbench.stop();
  }

  /** Changes settings of the folder; each keeps what was set before. */
  async set(settings: Record<string, unknown>): Promise<void> {
    this.#settings = { ...this.#settings, ...settings };
    const folder = join(this.workbench.server.workspace, '.vscode');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'settings.json'), JSON.stringify(this.#settings));
  }

  /**
   * Types a program into the terminal, once its prompt is there.
   * @param file below the folder
   */
  async run(file: string, env: Record<string, string | number> = {}, node = 'node'): Promise<SampleRun> {
    const log = `${file.replaceAll('/', '-')}.log`;
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value} `);
    await this.#prompt();
    await this.#type(`${variables.join('')}${node} ${file} > ${log} 2>&1`);
    await this.rows.waitForText(new RegExp(`^${basename(file)} `));
    return new SampleRun(this, join(this.workbench.server.workspace, log));
  }

  /** A key in the terminal, such as Ctrl-C. */
  async press(key: string): Promise<void> {
    await this.workbench.page.locator('.terminal-wrapper.active .xterm-screen').click();
    await this.workbench.page.keyboard.press(key);
  }

  /** Waits until nothing runs, and forgets all that ran. */
  async clear(): Promise<void> {
    await this.workbench.clickViewAction('Workers', 'Clear Ended Runs');
    const accept = (text: string) => text === '';
    await eventually(this.workbench.page, { read: () => this.rows.text(), accept, what: 'an empty tree' });
  }

  /** What all programs of the folder that live have used, in ms. */
  processorTime(): number {
    return this.#typed().reduce((sum, { pid }) => sum + processorTimeOf(pid), 0);
  }

  /** Kills all that was typed, and what that started. */
  killPrograms(): void {
    for (const { pid } of this.#typed()) process.kill(pid, 'SIGKILL');
  }

  /** Ends what a test that failed left behind. */
  async abandon(): Promise<void> {
    this.killPrograms();
    if ((await this.rows.text()) !== '') await this.clear();
  }

  /** Lets whoever looks take pictures; a row under the mouse gives up width for its buttons. */
  async moment(name: string): Promise<void> {
    await this.workbench.page.mouse.move(0, 0);
    await this.#options.onMoment?.(this, name);
  }

  #typed() {
    return this.workbench.server.programs().filter(({ command }) => TYPED.test(command));
  }

  async #type(command: string): Promise<void> {
    await this.workbench.page.locator('.terminal-wrapper.active .xterm-screen').click();
    // Key by key: after a key that went down here and came up elsewhere, as F1 does, a terminal takes no text put in at once.
    await this.workbench.page.keyboard.type(command);
    await this.workbench.page.keyboard.press('Enter');
    await this.workbench.page.mouse.move(0, 0);
  }

  async #prompt(): Promise<void> {
    const read = () => this.workbench.terminalText();
    await eventually(this.workbench.page, { read, accept: (text) => /[$#]\s*$/.test(text), what: 'a prompt' });
  }
}

/** A sample that runs, or has ended. */
export class SampleRun {
  readonly #stage: SampleStage;
  readonly #log: string;

  constructor(stage: SampleStage, log: string) {
    this.#stage = stage;
    this.#log = log;
  }

  /** Waits until what it has written matches so often; gives the matches. */
  async printed(pattern: RegExp, count = 1, timeout = DONE_WITHIN): Promise<RegExpMatchArray[]> {
    const all = new RegExp(pattern, 'gm');
    const text = await eventually(this.#stage.workbench.page, {
      read: () => readFile(this.#log, 'utf8'),
      accept: (written) => [...written.matchAll(all)].length >= count,
      what: `${count} × ${pattern} written`,
      timeout,
    });
    return [...text.matchAll(all)];
  }

  /** Waits until the whole tree matches, and gives what was caught. */
  async shows(pattern: RegExp, timeout = DONE_WITHIN): Promise<RegExpExecArray> {
    const accept = (text: string) => pattern.test(text);
    const wanted = { read: () => this.#stage.text(), accept, what: `rows matching ${pattern}`, timeout };
    return pattern.exec(await eventually(this.#stage.workbench.page, wanted))!;
  }

  /** Waits until the whole tree reads so; each line as `label description`, two blanks for each level. */
  async reads(lines: string[]): Promise<void> {
    const read = () => this.#stage.text();
    const accept = (text: string) => text === lines.join('\n');
    await eventually(this.#stage.workbench.page, { read, accept, what: `rows\n${lines.join('\n')}` });
  }

  /** Waits until the whole tree matches, and what it says holds: `holds` throws where it does not. */
  async settles(pattern: RegExp, holds: (found: RegExpExecArray) => void): Promise<void> {
    let why: unknown = '';
    const accept = (text: string) => {
      const found = pattern.exec(text);
      if (!found) return false;
      why = thrownBy(() => holds(found));
      return why === undefined;
    };
    const read = () => this.#stage.rows.text();
    await eventually(this.#stage.workbench.page, { read, accept, what: `${pattern}` }).catch((error: Error) => {
      throw new Error(`${error.message}\n${why}`);
    });
  }

  /** What is caught of the tree, again and again, until the program has written something. At least once. */
  async samples(pattern: RegExp, until: RegExp): Promise<RegExpExecArray[]> {
    const found: RegExpExecArray[] = [];
    const read = async () => {
      const match = pattern.exec(await this.#stage.rows.text());
      if (match) found.push(match);
      return readFile(this.#log, 'utf8');
    };
    const accept = (written: string) => until.test(written);
    await eventually(this.#stage.workbench.page, { read, accept, what: `${until} written`, timeout: DONE_WITHIN });
    assert.ok(found.length > 0, `never ${pattern}`);
    return found;
  }

  /** Rests on a row, until its tooltip has all of these; gives its text. */
  async tells(row: RegExp, ...patterns: RegExp[]): Promise<string> {
    return this.tellsThat(row, (text) => {
      for (const pattern of patterns) assert.match(text, pattern);
    });
  }

  /** Rests on a row, until what its tooltip says holds: `holds` throws where it does not. */
  async tellsThat(row: RegExp, holds: (text: string) => void): Promise<string> {
    const { page } = this.#stage.workbench;
    let why: unknown = '';
    const accept = (text: string) => {
      why = thrownBy(() => holds(text));
      return why === undefined;
    };
    const read = () => this.#stage.rows.hover(row);
    const what = `the tooltip of ${row}`;
    const text = await eventually(page, { read, accept, what }).catch((error: Error) => {
      throw new Error(`${error.message}\n${why}`);
    });
    await page.mouse.move(0, 0);
    await page.locator('.workbench-hover').first().waitFor({ state: 'hidden' });
    return text;
  }

  /** Ctrl-C in its terminal. */
  async interrupt(): Promise<void> {
    await this.#stage.press('Control+C');
    await this.#stage.workbench.page.mouse.move(0, 0);
  }

  /** Ends it where it would go on for long. */
  async kill(): Promise<void> {
    this.#stage.killPrograms();
  }
}

function thrownBy(action: () => void): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Holds that two numbers are about the same. `within`: a share of the second. */
export function assertNear(shown: number, counted: number, within: number, what: string): void {
  const least = Math.abs(counted) * within;
  assert.ok(Math.abs(shown - counted) <= Math.max(least, 2), `${what}: ${shown} shown, ${counted} counted`);
}
