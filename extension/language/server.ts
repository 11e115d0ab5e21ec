// Starts the language server with the first document that it has something to say about.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { showError } from '../notices';
import { SELECTOR } from './selector';

export class LanguageServer implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #opened: vscode.Disposable;
  #client: Promise<LanguageClient> | undefined;

  /** @param tree settles when the tree has what it shows first: after a reload that comes before hints. */
  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, tree: Promise<unknown>) {
    this.#context = context;
    this.#log = log;
    this.#opened = vscode.workspace.onDidOpenTextDocument((document) => this.#see(document));
    const seeAll = () => {
      for (const document of vscode.workspace.textDocuments) this.#see(document);
    };
    tree.then(seeAll, seeAll);
  }

  dispose(): void {
    this.#opened.dispose();
    this.#client?.then((client) => client.dispose()).catch(() => {});
  }

  /** The server's client, which is started where no document has done it yet. */
  client(): Promise<LanguageClient> {
    this.#opened.dispose();
    this.#client ??= this.#start();
    return this.#client;
  }

  #see(document: vscode.TextDocument): void {
    if (this.#client || vscode.languages.match(SELECTOR, document) === 0) return;
    this.client().catch((error: Error) => {
      this.#log.error(error);
      void showError(
        vscode.l10n.t('Worker Lens could not start its language server: {0} Hints are off.', error.message),
      );
    });
  }

  async #start() {
    const { createClient } = await import('./client');
    const client = createClient(this.#context, this.#log);
    await client.start();
    return client;
  }
}
