// The language server's client, started with the first document that it has something to say about.
import * as path from 'node:path';
import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

const LANGUAGES = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'];
const SELECTOR = LANGUAGES.flatMap((language) => ['file', 'untitled'].map((scheme) => ({ language, scheme })));

export class LanguageServer implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #opened: vscode.Disposable;
  #client: LanguageClient | undefined;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#context = context;
    this.#log = log;
    this.#opened = vscode.workspace.onDidOpenTextDocument((document) => this.#see(document));
    for (const document of vscode.workspace.textDocuments) this.#see(document);
  }

  dispose(): void {
    this.#opened.dispose();
    void this.#client?.dispose().catch(() => {});
  }

  #see(document: vscode.TextDocument): void {
    if (this.#client || vscode.languages.match(SELECTOR, document) === 0) return;
    this.#opened.dispose();
    this.#client = this.#create();
    this.#client.start().catch((error: Error) => {
      this.#log.error(error);
      void vscode.window.showErrorMessage(
        vscode.l10n.t('Worker Lens could not start its language server: {0} Hints are off.', error.message),
      );
    });
  }

  #create(): LanguageClient {
    const module = path.join(this.#context.extensionPath, 'dist', 'server.js');
    const server = { module, transport: TransportKind.ipc };
    return new LanguageClient(
      'workerLens',
      'Worker Lens',
      { run: server, debug: server },
      { documentSelector: SELECTOR, outputChannel: this.#log, diagnosticCollectionName: 'worker-lens' },
    );
  }
}
