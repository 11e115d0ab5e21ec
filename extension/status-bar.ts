// "4 workers · 2 threads" in the status bar while a run goes on; a click leads to the tree.
import * as vscode from 'vscode';
import type { HubLink } from '../viewer/hub-link';
import type { Model } from '../viewer/model';
import { FOCUS_WORKERS } from './ids';
import { Pace } from './tree/pace';

export function createStatusBar(link: HubLink): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('workerLens.status', vscode.StatusBarAlignment.Left);
  item.name = 'Worker Lens';
  item.command = FOCUS_WORKERS;
  item.tooltip = vscode.l10n.t('Show the workers and threads that Worker Lens observes');
  // At the pace of the tree: of thousands there are many changes, and all of them to count.
  const pace = new Pace(() => show(item, link.model));
  pace.ask();
  return vscode.Disposable.from(
    item,
    link.onDidChange(() => pace.ask()),
    { dispose: () => pace.stop() },
  );
}

/** @returns whether there was something to show */
function show(item: vscode.StatusBarItem, model: Model): boolean {
  if (![...model.runs.values()].some((run) => run.state !== 'ended')) {
    item.hide();
    return false;
  }
  const text = `$(pulse) ${countWords(model)}`;
  if (item.text !== text) item.text = text;
  item.show();
  return true;
}

function countWords(model: Model): string {
  const processes = model.shownProcesses().filter((process) => process.state !== 'exited');
  const workers = processes.filter((process) => process.kind === 'worker').length;
  const ids = new Set(processes.map((process) => process.id));
  const threads = [...model.threads.values()].filter((each) => each.state !== 'exited' && ids.has(each.process)).length;
  const first = workers > 0 ? workerWords(workers) : processWords(processes.length);
  return threads > 0 ? `${first} · ${threadWords(threads)}` : first;
}

function workerWords(count: number): string {
  return count === 1 ? vscode.l10n.t('1 worker') : vscode.l10n.t('{0} workers', count);
}

function processWords(count: number): string {
  return count === 1 ? vscode.l10n.t('1 process') : vscode.l10n.t('{0} processes', count);
}

function threadWords(count: number): string {
  return count === 1 ? vscode.l10n.t('1 thread') : vscode.l10n.t('{0} threads', count);
}
