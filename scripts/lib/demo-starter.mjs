// A tiny extension for the demo only: it opens the sample's file and starts it under the lens, as F5 would.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packFolder } from './package-extension.mjs';

const MANIFEST = {
  name: 'worker-lens-demo',
  displayName: 'Worker Lens Demo',
  description: 'Starts the sample under the lens.',
  publisher: 'worker-lens',
  version: '0.0.1',
  engines: { vscode: '^1.100.0' },
  extensionKind: ['workspace'],
  activationEvents: ['onStartupFinished'],
  main: './main.js',
};

/** Only once for a profile: the run outlives a reload of the window, and a second one would be a surprise. */
const MAIN = `'use strict';
const vscode = require('vscode');

exports.activate = async (context) => {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder || context.globalState.get('started')) return;
  await context.globalState.update('started', true);
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, 'app.js'));
  await vscode.commands.executeCommand('workerLens.workers.focus');
  await vscode.debug.startDebugging(folder, {
    type: 'worker-lens',
    request: 'launch',
    name: 'Worker Lens',
    program: '\${workspaceFolder}/app.js',
  });
};
`;

/**
 * Writes and packs it.
 * @param {string} folder where its files may be written
 * @returns {Promise<string>} the path of its VSIX
 * @throws {import('./errors.mjs').UserFacingError} when it cannot be packed
 */
export async function packDemoStarter(folder) {
  const source = join(folder, 'starter');
  await mkdir(source, { recursive: true });
  await writeFile(join(source, 'package.json'), JSON.stringify(MANIFEST, undefined, 2));
  await writeFile(join(source, 'README.md'), '# Worker Lens Demo\n\nStarts the sample under the lens.\n');
  await writeFile(join(source, 'main.js'), MAIN);
  const vsix = join(folder, 'starter.vsix');
  await packFolder(source, vsix);
  return vsix;
}
