// The language server's client. Loaded only when it is needed: it is half of the extension.
import * as path from 'node:path';
import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { COMMANDS } from '../ids';
import { SELECTOR } from './selector';

/** Makes a client; its server starts with it. */
export function createClient(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): LanguageClient {
  const server = { module: path.join(context.extensionPath, 'dist', 'server.js'), transport: TransportKind.ipc };
  return new LanguageClient(
    'workerLens',
    'Worker Lens',
    { run: server, debug: server },
    {
      documentSelector: SELECTOR,
      outputChannel: log,
      diagnosticCollectionName: 'worker-lens',
      initializationOptions: { fixAllCommand: COMMANDS.fixWorkspace },
    },
  );
}
