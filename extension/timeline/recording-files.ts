// Where recordings and what is made of them are written.
import { mkdtemp, rm } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { HubLink } from '../../viewer/hub-link';
import { fileStem, RECORDING_SUFFIX, TRACE_SUFFIX } from './file-names';

/** Asks where a run's recording is to be saved; `undefined` where nowhere. */
export function askForRecordingFile(name: string): Promise<vscode.Uri | undefined> {
  return askForFile(vscode.l10n.t('Save Recording'), usualFolder(), fileStem(name, new Date()) + RECORDING_SUFFIX);
}

/**
 * Asks where a Chrome trace is to be saved; `undefined` where nowhere.
 * @param stem what its name begins with
 */
export function askForTraceFile(stem: string, folder = usualFolder()): Promise<vscode.Uri | undefined> {
  return askForFile(vscode.l10n.t('Export as Chrome Trace'), folder, stem + TRACE_SUFFIX);
}

/** Asks for recordings; `undefined` where a person chooses none. */
export async function askForRecordings(title: string, many: boolean): Promise<vscode.Uri[] | undefined> {
  return vscode.window.showOpenDialog({
    title,
    defaultUri: usualFolder(),
    canSelectMany: many,
    filters: { [vscode.l10n.t('Recordings')]: ['jsonl'] },
  });
}

/** Does something with what is recorded of a run until now, as a file that is gone afterwards. */
export async function withRecordingOf<T>(link: HubLink, run: string, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'worker-lens-'));
  try {
    const file = path.join(folder, `run${RECORDING_SUFFIX}`);
    await link.request({ type: 'saveRecording', run, file });
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function askForFile(title: string, folder: vscode.Uri, name: string): Promise<vscode.Uri | undefined> {
  const file = await vscode.window.showSaveDialog({ title, defaultUri: vscode.Uri.joinPath(folder, name) });
  if (file && file.scheme !== 'file') throw new Error(vscode.l10n.t('Choose a folder on disk.'));
  return file;
}

function usualFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  return folder?.uri ?? vscode.Uri.file(os.homedir());
}
