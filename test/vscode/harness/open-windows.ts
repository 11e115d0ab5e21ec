// What the windows of failed tests showed, in words: where a test fails on another machine, these are all there is to go by.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Workbench } from './workbench';

/** Parts of the window that are told of, by their selectors. */
const PARTS = {
  tabs: '.part.editor .tabs-container',
  'side bar': '.part.sidebar',
  panel: '.part.panel .composite-title, .part.panel .xterm-rows',
  picker: '.quick-input-widget',
  notifications: '.notifications-toasts',
  'status bar': '.part.statusbar',
} as const;

/** How much of a part is told, in characters from its end, and how much of a process's command line. */
const PART_LENGTH = 1500;
const COMMAND_LENGTH = 160;

/** How long a page may take to tell of one part, in ms: one that hangs tells nothing. */
const TELLS_WITHIN = 5_000;

const open = new Set<Workbench>();
let described: Promise<void> = Promise.resolve();

/** From now on a failed test tells of this window, until it is forgotten. */
export function watchWindow(workbench: Workbench): void {
  open.add(workbench);
}

/** Resolves once what is being told of it has been told. */
export async function forgetWindow(workbench: Workbench): Promise<void> {
  await described;
  open.delete(workbench);
}

/** Prints what each open window shows, what runs in it, and what the extension logged. */
export function describeOpenWindows(): void {
  const windows = [...open];
  described = described.then(async () => {
    for (const window of windows) console.log(await describe(window).catch(String));
  });
}

async function describe(window: Workbench): Promise<string> {
  const lines: string[] = [];
  for (const [name, selector] of Object.entries(PARTS)) lines.push(`${name}: ${await textOf(window, selector)}`);
  const programs = window.server.programs().map(({ pid, command }) => `${pid} ${command.slice(0, COMMAND_LENGTH)}`);
  lines.push(`programs: ${programs.join('\n')}`, `log: ${(await ownLog(window)).slice(-PART_LENGTH)}`);
  return `    The window:\n${lines.join('\n').replaceAll(/^/gm, '      | ')}`;
}

/** The texts of those elements that are drawn. */
async function textOf({ page }: Workbench, selector: string): Promise<string> {
  const shown = page.locator(selector).filter({ visible: true });
  const texts = await withinTime(shown.allInnerTexts());
  const text = texts.join('\n').replaceAll('\u00a0', ' ');
  return text.replaceAll(/\s*\n\s*/g, '\n').slice(-PART_LENGTH);
}

async function withinTime(texts: Promise<string[]>): Promise<string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string[]>((resolve) => {
    timer = setTimeout(resolve, TELLS_WITHIN, ['the page does not answer']);
  });
  return Promise.race([texts.catch((error) => [String(error)]), late]).finally(() => clearTimeout(timer));
}

/** What the extension logged, in whatever folder the editor put it. */
async function ownLog({ server }: Workbench): Promise<string> {
  const logs = join(server.userData, 'logs');
  const names = await readdir(logs, { recursive: true });
  const own = names.filter((name) => name.endsWith('Worker Lens.log'));
  return (await Promise.all(own.map((name) => readFile(join(logs, name), 'utf8')))).join('\n');
}
