// What a person can do: from a row of the tree, from the palette, from a keybinding.
import * as vscode from 'vscode';
import type { HubLink } from '../viewer/hub-link';
import type { Model } from '../viewer/model';
import { copyTreeAsJson, copyTreeAsText } from './actions/copy-tree';
import { disconnectWorker } from './actions/disconnect';
import { restartAllWorkers, restartWorker } from './actions/rolling';
import { type SendMessageNeeds, sendMessage } from './actions/send-message';
import type { SentMessages } from './actions/sent-messages';
import type { StacksDocuments } from './actions/stacks-documents';
import { showWhereAll } from './actions/where-all';
import { AttachCommands, type AttachContext } from './attach-commands';
import { startDefault, startFile, startScript } from './debug/configurations';
import type { Debuggees } from './debug/debuggees';
import { threadsLike, workersOf } from './debug/groups';
import { scriptOfRow } from './debug/npm-scripts';
import type { ObservedTerminals } from './debug/observed-terminals';
import { pickNext } from './debug/pick-next';
import { DebugCommands } from './debug-commands';
import { COMMANDS, ROW_ABILITIES } from './ids';
import { showError } from './notices';
import { isNode, pickRow } from './pick';
import type { Places } from './places';
import { pickSignal, type Signal } from './signals';
import { openSite } from './sites';
import { type Node, slotShowing } from './tree/nodes';
import { chooseOrder } from './tree/sort-by';
import type { WorkersView } from './tree/workers-view';
import { showWhere } from './where';

/** What commands work on. */
export interface CommandContext extends AttachContext {
  debuggees: Debuggees;
  terminals: ObservedTerminals;
  places: Places;
  view: WorkersView;
  pages: StacksDocuments;
  sent: SentMessages;
  capturedTo: SendMessageNeeds['capturedTo'];
  /** The hub's directory. */
  directory: string;
  log: vscode.LogOutputChannel;
}

/** A row, its entity's id, several ids, or nothing where the palette or a key calls; what other views and menus give. */
type Argument = unknown;
/** What a key gives, as package.json has it: the row that is selected. */
const SELECTED = 'selected';

type Action = (id: string, more?: unknown) => Promise<unknown>;

export function registerCommands(context: CommandContext): vscode.Disposable {
  const { link, standing, log } = context;
  const attach = new AttachCommands(context);
  const debug = new DebugCommands(context.debuggees, attach, link);
  const onRow = (command: string, ability: string | readonly string[], action: Action) =>
    register(command, rowAction(context, [ability].flat(), action));
  // A notice or a group of rows gives targets, a row its own id.
  const onMany = (command: string, ability: string, action: (which: string | string[]) => Promise<unknown>) =>
    register(command, (which) => (Array.isArray(which) ? action(which) : rowAction(context, [ability], action)(which)));
  const onStopped = (command: string, action: (which: string | string[]) => Promise<unknown>) =>
    onMany(command, ROW_ABILITIES.detachAll, action);
  return vscode.Disposable.from(
    register(COMMANDS.start, () => startDefault()),
    register(COMMANDS.runFile, (file) => startFile(file instanceof vscode.Uri ? file : undefined)),
    register(COMMANDS.runScript, (row) => runScript(row)),
    register(COMMANDS.newTerminal, () => context.terminals.open()),
    register(COMMANDS.sortBy, () => chooseOrder()),
    register(COMMANDS.showLog, async () => log.show()),
    register(COMMANDS.clearEnded, () => link.request({ type: 'clearEnded' })),
    register(COMMANDS.copyTreeAsText, (row) => copyTreeAsText(link.model, nodeOf(context, row), context.view.tree)),
    register(COMMANDS.copyTreeAsJson, (row) => copyTreeAsJson(link.model, nodeOf(context, row), context.view.tree)),
    onRow(COMMANDS.attach, ROW_ABILITIES.attach, (id) => attach.attach(id)),
    onRow(COMMANDS.detach, ROW_ABILITIES.detach, (id) => attach.detach(id)),
    onRow(COMMANDS.attachWorkers, ROW_ABILITIES.attachWorkers, (id) => attach.attachAll(workersOf(link.model, id))),
    onRow(COMMANDS.attachThreads, ROW_ABILITIES.attachThreads, (id) => attach.attachAll(threadsLike(link.model, id))),
    onRow(COMMANDS.detachAll, ROW_ABILITIES.detachAll, (run) => attach.detachRun(run)),
    onRow(COMMANDS.pause, [ROW_ABILITIES.attach, ROW_ABILITIES.detach], (id) => debug.pause(id)),
    onRow(COMMANDS.pauseAll, ROW_ABILITIES.detachAll, (run) => debug.pauseAll(run)),
    onStopped(COMMANDS.continueAll, (which) => debug.continueAll(which)),
    onStopped(COMMANDS.continueOthers, (which) => debug.continueOthers(which)),
    onRow(COMMANDS.followSlot, ROW_ABILITIES.followSlot, (id) => standing.followSlot(slotOf(link.model, id))),
    onRow(COMMANDS.leaveSlot, ROW_ABILITIES.leaveSlot, async (id) => standing.leaveSlot(slotOf(link.model, id))),
    onRow(COMMANDS.where, ROW_ABILITIES.where, (id) => showWhere(link, id, attach.nameOf(id))),
    onMany(COMMANDS.whereAll, ROW_ABILITIES.whereAll, (which) => showWhereAll(link, context.pages, which)),
    register(COMMANDS.debugNext, (row) => debugNext(context, row)),
    register(COMMANDS.cancelNext, async () => standing.cancelNext()),
    onRow(COMMANDS.kill, ROW_ABILITIES.signal, (id) => sendSignal(link, id, pidOf(link, id), 'SIGTERM')),
    onRow(COMMANDS.signal, ROW_ABILITIES.signal, (id) => chooseSignal(link, id)),
    onRow(COMMANDS.sendMessage, ROW_ABILITIES.sendMessage, (id, json) =>
      sendMessage(id, context, typeof json === 'string' ? json : undefined),
    ),
    onRow(COMMANDS.disconnect, ROW_ABILITIES.disconnect, (id) => disconnectWorker(id, context)),
    onRow(COMMANDS.restartAll, ROW_ABILITIES.restartAll, (id) => restartAllWorkers(id, context)),
    onRow(COMMANDS.copyInspectorUrl, ROW_ABILITIES.copyInspectorUrl, (id) => copyInspectorUrl(link, id)),
    onRow(COMMANDS.revealFork, ROW_ABILITIES.revealFork, (id) => revealFork(link, id)),
    onRow(COMMANDS.showCrash, ROW_ABILITIES.showCrash, (id) => context.places.showById(id)),
    onRow(COMMANDS.showRow, ROW_ABILITIES.revealFork, (id) => context.view.show(id)),
    onRow(COMMANDS.restartWorker, ROW_ABILITIES.disconnect, (id) => restartWorker(id, context)),
    onRow(COMMANDS.restartRun, ROW_ABILITIES.restart, (run) => context.runs.restart(run)),
    onRow(COMMANDS.letGo, ROW_ABILITIES.letGo, (run) => context.runs.letGo(run)),
    onRow(COMMANDS.stopRun, ROW_ABILITIES.stop, (run) => link.request({ type: 'stopRun', run, force: false })),
  );

  function register(
    command: string,
    action: (argument: Argument, more?: unknown) => Promise<unknown>,
  ): vscode.Disposable {
    return vscode.commands.registerCommand(command, (argument, more) =>
      action(argument, more).catch((error) => tell(error, log)),
    );
  }
}

/** The row that was given, or by a key the one that is selected; without one the whole tree is meant. */
function nodeOf({ view }: CommandContext, row: Argument): Node | undefined {
  return isNode(row) ? row : row === SELECTED ? view.view.selection[0] : undefined;
}

/** Runs an action on the row that was given, or else on one that a person picks. */
function rowAction(
  context: CommandContext,
  abilities: readonly string[],
  action: Action,
): (argument: Argument, more?: unknown) => Promise<void> {
  const { view } = context.view;
  const pick = (among?: string[]) => pickRow(context, abilities, { selected: view.selection[0], among });
  return async (argument, more) => {
    const id = await idOf(argument, pick);
    if (id !== undefined) await action(id, more);
  };
}

/** A lens above a line of code gives all that it stands for: where that is more than one, a person picks. */
async function idOf(
  argument: Argument,
  pick: (among?: string[]) => Promise<string | undefined>,
): Promise<string | undefined> {
  if (typeof argument === 'string') return argument;
  if (isNode(argument)) return argument.id;
  if (!Array.isArray(argument)) return pick();
  return argument.length === 1 ? argument[0] : pick(argument);
}

/** Waits for the next target that a person chooses; a row's likeliest come first. */
async function debugNext({ link, standing }: CommandContext, row: unknown): Promise<void> {
  const next = await pickNext(link.model, isNode(row) ? row.id : undefined);
  if (next) await standing.waitFor(next);
}

/** The slot that a worker sits in, or was the last to sit in. */
function slotOf(model: Model, worker: string): string {
  const process = model.processes.get(worker);
  return (process && slotShowing(model, process)?.id) ?? '';
}

async function runScript(row: unknown): Promise<void> {
  const script = scriptOfRow(row);
  if (!script) throw new Error(vscode.l10n.t('Choose a script in the view "NPM Scripts" to run it.'));
  await startScript(script);
}

export function tell(error: Error, log: vscode.LogOutputChannel): void {
  log.error(error);
  void showError(error.message);
}

function sendSignal(link: HubLink, process: string, pid: number | null, signal: Signal): Promise<unknown> {
  return link.request({ type: 'signal', process, pid, signal });
}

async function chooseSignal(link: HubLink, process: string): Promise<void> {
  // Before the person chooses: meanwhile the id may become another's.
  const pid = pidOf(link, process);
  const signal = await pickSignal();
  if (signal) await sendSignal(link, process, pid, signal);
}

function pidOf({ model }: HubLink, process: string): number | null {
  return model.processes.get(process)?.pid ?? null;
}

async function copyInspectorUrl(link: HubLink, id: string): Promise<void> {
  const target = link.model.target(id);
  const url = (target?.thread ?? target?.process)?.inspector.url;
  if (!url) throw new Error(vscode.l10n.t('Its inspector is not open. Attach a debugger to open it.'));
  await vscode.env.clipboard.writeText(url);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Inspector URL copied'), 3_000);
}

async function revealFork(link: HubLink, id: string): Promise<void> {
  const target = link.model.target(id);
  const site = (target?.thread ?? target?.process)?.site;
  if (site) await openSite(site);
}
