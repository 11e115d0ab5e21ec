// Attach to what runs already: a person picks one of the Node processes of this machine.
import * as vscode from 'vscode';
import type { NodeProcess } from '../protocol/viewer';
import type { HubLink } from '../viewer/hub-link';
import { COMMANDS, DEBUG_TYPE } from './ids';
import { showInformation } from './notices';
import { processItem } from './running-words';
import type { WorkersView } from './tree/workers-view';

interface Item extends vscode.QuickPickItem {
  process: NodeProcess;
}

/** Commands: to attach to a process that is picked, and to pick one for a launch.json. */
export function attachToRunning(link: HubLink, view: WorkersView, report: (error: Error) => void): vscode.Disposable {
  const attach = async () => {
    const process = await pick(link);
    if (process?.observed) await view.show(process.observed);
    else if (process) await start(process);
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(COMMANDS.attachRunning, () => attach().catch(report)),
    // VS Code takes `undefined` for a cancelled start.
    vscode.commands.registerCommand(COMMANDS.pickProcess, async () => (await pick(link))?.pid.toString()),
  );
}

async function pick(link: HubLink): Promise<NodeProcess | undefined> {
  const items = link.request({ type: 'listProcesses' }).then(({ processes = [] }) => processes.map(itemOf));
  if ((await items).length === 0) {
    void showInformation(vscode.l10n.t('No Node.js process of yours runs on this machine, as far as can be seen.'));
    return undefined;
  }
  const placeHolder = vscode.l10n.t('Attach to which process? Its workers and threads come with it.');
  const options = { placeHolder, matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.process;
}

function itemOf(process: NodeProcess): Item {
  const { label, ...words } = processItem(process, vscode.l10n.t);
  const icon = process.observed ? 'eye' : process.kind === 'root' ? 'server-process' : 'indent';
  return { label: `$(${icon}) ${label}`, ...words, process };
}

async function start(process: NodeProcess): Promise<void> {
  const { label } = processItem(process, vscode.l10n.t);
  const name = `${label} (${process.pid})`;
  const folder = vscode.workspace.workspaceFolders?.[0];
  await vscode.debug.startDebugging(
    folder,
    { type: DEBUG_TYPE, request: 'attach', name, processId: process.pid },
    { suppressSaveBeforeStart: true },
  );
}
