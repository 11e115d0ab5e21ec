// Opens a recording as an editor: the same timeline, read from its file alone, with no hub and no program.
import * as path from 'node:path';
import * as vscode from 'vscode';
import { RECORDING_EDITOR } from '../ids';
import { timelinePage } from './page';
import { type TimelineRequest, TimelineView } from './timeline-view';
import type { Traces } from './traces';

/** What a person can do from a recording; each may fail with a sentence. */
export interface RecordingActions {
  openSite(site: string): Promise<unknown>;
  exportFile(recording: vscode.Uri): Promise<unknown>;
}

export interface RecordingEditorNeeds {
  traces: Traces;
  actions: RecordingActions;
  extension: vscode.Uri;
  report(error: Error): void;
}

/** A recording holds no state: each editor reads it for itself. */
interface RecordingDocument extends vscode.CustomDocument {
  readonly uri: vscode.Uri;
}

export class RecordingEditor implements vscode.CustomReadonlyEditorProvider<RecordingDocument>, vscode.Disposable {
  readonly #needs: RecordingEditorNeeds;
  readonly #registration: vscode.Disposable;
  readonly #views = new Map<string, TimelineView>();

  constructor(needs: RecordingEditorNeeds) {
    this.#needs = needs;
    this.#registration = vscode.window.registerCustomEditorProvider(RECORDING_EDITOR, this);
  }

  /** What shows a recording that is open. */
  of(recording: vscode.Uri): TimelineView | undefined {
    return this.#views.get(recording.toString());
  }

  openCustomDocument(uri: vscode.Uri): RecordingDocument {
    return { uri, dispose: () => {} };
  }

  resolveCustomEditor({ uri }: RecordingDocument, panel: vscode.WebviewPanel): void {
    const { extension, report, traces } = this.#needs;
    const view = new TimelineView({
      panel,
      extension,
      page: timelinePage(panel.webview, extension, ''),
      title: path.posix.basename(uri.path),
      source: 'recording',
      carryOut: (request) => this.#carryOut(request, uri),
      report,
    });
    this.#views.set(uri.toString(), view);
    panel.onDidDispose(() => {
      this.#views.delete(uri.toString());
      view.dispose();
    });
    if (uri.scheme === 'file') view.show(traces.shown(uri.fsPath));
    else view.tell(vscode.l10n.t('Only a recording on disk can be read. Save {0} into a folder first.', uri.path));
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #carryOut(request: TimelineRequest, uri: vscode.Uri): Promise<void> {
    const { actions } = this.#needs;
    if (request.type === 'openSite') await actions.openSite(request.site);
    else if (request.type === 'export') await actions.exportFile(uri);
    // There is no program to send to, to capture from or to find in the tree; and it is saved already.
    else throw new Error(vscode.l10n.t('This is a recording: its program can’t be asked for anything.'));
  }
}
