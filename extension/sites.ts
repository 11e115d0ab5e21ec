// Places in the program's code.
import { fileURLToPath } from 'node:url';
import * as vscode from 'vscode';
import type { Site } from '../protocol/agent';

/** Opens an editor at a place in the code. */
export async function openSite(site: Site): Promise<void> {
  const file = site.file.startsWith('file:') ? fileURLToPath(site.file) : site.file;
  const position = new vscode.Position(Math.max(0, site.line - 1), Math.max(0, site.column - 1));
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(position, position) });
}
