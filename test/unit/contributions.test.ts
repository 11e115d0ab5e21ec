// package.json and the code name the same commands, views, keys and rows; every label can be translated.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  COMMANDS,
  CONTEXT_KEYS,
  DEBUG_TYPE,
  RECORDING_EDITOR,
  ROW_ABILITIES,
  SETTINGS,
  TERMINAL_PROFILE,
  TIMELINE_PANEL,
  VIEWS,
} from '../../extension/ids';
import { ROOT } from '../../scripts/lib/ensure.mjs';
import { ruleSettings } from '../../scripts/lib/rule-settings.mjs';

interface Command {
  command: string;
  title: string;
  category: string;
  icon: string;
  enablement?: string;
}
interface MenuItem {
  command: string;
  when: string;
}
interface Debugger {
  type: string;
  configurationAttributes: { launch: { properties: Record<string, { markdownDescription?: string }> } };
}

const text = readFileSync(join(ROOT, 'package.json'), 'utf8');
const manifest = JSON.parse(text);
const { commands, menus, views, viewsWelcome, debuggers } = manifest.contributes as {
  commands: Command[];
  menus: Record<string, MenuItem[]>;
  views: Record<string, { id: string; when: string }[]>;
  viewsWelcome: { view: string; contents: string }[];
  debuggers: Debugger[];
};
const labels: Record<string, string> = JSON.parse(readFileSync(join(ROOT, 'package.nls.json'), 'utf8'));
const bundle: Record<string, string> = JSON.parse(readFileSync(join(ROOT, 'l10n/bundle.l10n.json'), 'utf8'));

const sorted = (values: Iterable<string>) => [...new Set(values)].sort();
const items = Object.values(menus).flat();

/** All TypeScript below a folder. */
function sources(folder: string): string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(ROOT, folder, name), 'utf8'));
}

/** The messages that code passes to a translator: `t('…')` and `l10n.t('…')`. */
function translated(source: string): string[] {
  const calls = source.matchAll(/\bt\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g);
  return [...calls].map(([, single, double]) => (single ?? double ?? '').replace(/\\(.)/g, '$1'));
}

describe('contributions', () => {
  it('declare the commands, views and debug type that the code registers', () => {
    assert.deepEqual(sorted(commands.map(({ command }) => command)), sorted(Object.values(COMMANDS)));
    assert.deepEqual(
      sorted(Object.values(views).flatMap((all) => all.map(({ id }) => id))),
      sorted(Object.values(VIEWS)),
    );
    assert.deepEqual(
      debuggers.map(({ type }) => type),
      [DEBUG_TYPE],
    );
  });

  it('declare the settings and the terminal profile that the code reads', () => {
    const { configuration, terminal } = manifest.contributes;
    assert.deepEqual(sorted(Object.keys(configuration.properties)), sorted(Object.values(SETTINGS)));
    assert.deepEqual(
      terminal.profiles.map(({ id }: { id: string }) => id),
      [TERMINAL_PROFILE],
    );
  });

  it('declare the editor of recordings, and wake up for a timeline that was open', () => {
    const { customEditors } = manifest.contributes;
    assert.deepEqual(
      customEditors.map(({ viewType }: { viewType: string }) => viewType),
      [RECORDING_EDITOR],
    );
    assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${TIMELINE_PANEL}`));
  });

  it('name every rule in the settings, with what it is about', () => {
    // `npm run rules` writes them.
    assert.deepEqual(manifest.contributes.configuration.properties[SETTINGS.rules].properties, ruleSettings());
  });

  it('give every command a title, a category and a codicon', () => {
    for (const { command, title, category, icon } of commands) {
      assert.match(title, /^%.+%$/, command);
      assert.equal(category, '%category%', command);
      assert.match(icon, /^\$\([a-z-]+\)$/, command);
    }
  });

  it('use no command, key or row ability that does not exist', () => {
    const known = new Set<string>(Object.values(COMMANDS));
    const abilities = sorted(Object.values(ROW_ABILITIES));
    const used = items.flatMap(({ when }) =>
      [...when.matchAll(/viewItem =~ \/\\b(\w+)\\b\//g)].map(([, name]) => name ?? ''),
    );
    const keys = items.flatMap(({ when }) => when.match(/workerLens\.\w+/g) ?? []);
    assert.deepEqual(
      items.filter(({ command }) => !known.has(command)),
      [],
    );
    assert.deepEqual(sorted(used), abilities);
    const allowed = new Set<string>([
      ...Object.values(CONTEXT_KEYS),
      ...Object.values(VIEWS),
      RECORDING_EDITOR,
      TIMELINE_PANEL,
    ]);
    assert.deepEqual(
      keys.filter((key) => !allowed.has(key)),
      [],
    );
  });

  it('say of what can be done to a row when the palette has it', () => {
    const palette = new Map(menus.commandPalette?.map(({ command, when }) => [command, when]));
    const onRows = sorted(menus['view/item/context']?.map(({ command }) => command) ?? []);
    assert.deepEqual(
      onRows.filter((command) => !palette.has(command)),
      [],
    );
  });

  it('hide nothing from the palette but what means nothing there', () => {
    const hidden = menus.commandPalette?.filter(({ when }) => when === 'false').map(({ command }) => command) ?? [];
    const reasons: Record<string, string> = {
      [COMMANDS.runFile]: 'means the file that it is called on; "Start" offers the one in the editor',
      [COMMANDS.runScript]: 'means a row of the view "NPM Scripts"',
      [COMMANDS.showRow]: 'leads from a line of code, or from a timeline, to a row',
      [COMMANDS.showInTimeline]: 'leads from a row; "Open Timeline" is there',
      [COMMANDS.pickProcess]: 'gives a pid to a launch configuration',
      [COMMANDS.fixFolder]: 'means a folder of the explorer; "Fix All Hints in the Workspace…" is there',
    };
    assert.deepEqual(sorted(hidden), sorted(Object.keys(reasons)));
  });

  it('have a welcome with a button that starts', () => {
    assert.equal(viewsWelcome[0]?.view, VIEWS.workers);
    assert.match(labels.welcome ?? '', new RegExp(`\\(command:${COMMANDS.start}\\)`));
  });

  it('describe every field of a debug configuration', () => {
    const fields = Object.entries(debuggers[0]?.configurationAttributes.launch.properties ?? {});
    assert.ok(fields.length > 0);
    for (const [name, { markdownDescription }] of fields) assert.match(markdownDescription ?? '', /^%.+%$/, name);
  });

  it('are off where the workspace is not on disk, with the reason', () => {
    const { supported, description } = manifest.capabilities.virtualWorkspaces;
    assert.equal(supported, false);
    assert.match(description, /^%.+%$/);
  });

  it('are off where the workspace is not trusted, but for what reads recordings', () => {
    const { supported, description } = manifest.capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    assert.match(description, /^%.+%$/);
    // The editor's key may come seconds after the extension, which sets its own only where the workspace is trusted.
    const allowed = `isWorkspaceTrusted || ${CONTEXT_KEYS.trusted}`;
    for (const { when } of Object.values(views).flat()) assert.equal(when, allowed);
    const enabled = new Map(commands.map(({ command, enablement }) => [command, enablement ?? '']));
    const palette = new Map(menus.commandPalette?.map(({ command, when }) => [command, when]));
    // Keys of ours are set, and rows are there, only once it is.
    const trusted = /\bisWorkspaceTrusted\b|^false$|^workerLens\.\w+|^view == workerLens\.workers/;
    const isOff = (command: string, when = '') => trusted.test(enabled.get(command) ?? '') || trusted.test(when);
    const offered = Object.values(COMMANDS).filter((command) => !isOff(command, palette.get(command)));
    assert.deepEqual(sorted(offered), sorted([COMMANDS.exportTrace, COMMANDS.compareRecordings]));
    const shown = items.filter(({ command, when }) => !isOff(command, when)).map(({ command }) => command);
    // Of a live timeline, which there can't be then.
    assert.deepEqual(sorted(shown), sorted([...offered, COMMANDS.saveRecording]));
  });

  it('have a label for each placeholder, and no other', () => {
    const used = sorted([...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? ''));
    assert.deepEqual(used, sorted(Object.keys(labels)));
  });

  it('have an entry in the bundle for each message of the code, and no other', () => {
    const used = sorted(['extension', 'adapter', 'viewer', 'media'].flatMap(sources).flatMap(translated));
    assert.deepEqual(sorted(Object.keys(bundle)), used);
    assert.deepEqual(
      Object.entries(bundle).filter(([key, message]) => key !== message),
      [],
    );
  });
});
