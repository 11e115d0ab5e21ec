// Pages of stacks as documents: read-only, with links into the code, and to be saved like any other.
import * as vscode from 'vscode';
import type { Frame } from '../../protocol/viewer';
import type { StacksPage } from './stacks-page';

/** What our pages' addresses begin with. */
export const STACKS_SCHEME = 'worker-lens-stacks';

export class StacksDocuments
  implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider, vscode.Disposable
{
  readonly #pages = new Map<string, StacksPage>();
  readonly #store: vscode.Disposable;
  #shown = 0;

  constructor() {
    this.#store = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(STACKS_SCHEME, this),
      vscode.languages.registerDocumentLinkProvider({ scheme: STACKS_SCHEME }, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#pages.delete(uri.toString())),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Opens a page; `name` stands in its title. */
  async show(name: string, page: StacksPage): Promise<void> {
    const title = vscode.l10n.t('Stacks of {0}', name).replaceAll('/', '∕');
    const uri = vscode.Uri.from({ scheme: STACKS_SCHEME, path: `/${++this.#shown}/${title}.txt` });
    this.#pages.set(uri.toString(), page);
    await vscode.window.showTextDocument(uri, { preview: false });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const gone = vscode.l10n.t(
      'These stacks were of a moment that has passed. Ask again from the tree: Where Are All?',
    );
    return this.#pages.get(uri.toString())?.text ?? gone;
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const links = this.#pages.get(document.uri.toString())?.links ?? [];
    return links.map(({ line, start, end, frame }) => {
      return new vscode.DocumentLink(new vscode.Range(line, start, line, end), placeOf(frame));
    });
  }
}

/** The editor reads the line and the column from the fragment. */
function placeOf({ file, line, column }: Frame): vscode.Uri {
  return vscode.Uri.file(file).with({ fragment: `L${line},${column}` });
}
