// Where this window's hub is found, and where the parts that go into a program stand.
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { AdapterHost } from '../adapter/host';
import { rendezvousDirectory } from '../protocol/rendezvous';
import { HubLink } from '../viewer/hub-link';
import { launchParts } from '../viewer/launch';

/** Makes the link to this workspace's hub; nothing runs yet. */
export function createHubHost(context: vscode.ExtensionContext): Omit<AdapterHost, 'openTerminal' | 'warn'> {
  const dist = path.join(context.extensionPath, 'dist');
  const directory = rendezvousDirectory(workspaceKey(context));
  return {
    // The extension host's own executable: the one Node that is there for certain.
    link: new HubLink({ directory, hub: path.join(dist, 'hub.js'), node: process.execPath }),
    // The stub not in the extension's folder, which goes with each update, nor in its storage, which VS Code deletes when it is
    // uninstalled: environments that name the stub live for months.
    parts: launchParts(dist, directory),
    t: vscode.l10n.t,
  };
}

/** One hub for a workspace; windows without a folder share one. */
function workspaceKey(context: vscode.ExtensionContext): string {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? context.globalStorageUri.fsPath;
}
