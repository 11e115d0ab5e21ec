// Two recordings or two runs side by side, as a page of Markdown: read, searched and copied like any other.
import * as vscode from 'vscode';
import type { HubLink } from '../../viewer/hub-link';
import { compare } from '../../viewer/trace/compare';
import type { TraceSummary } from '../../viewer/trace/summary';
import { comparisonPage } from './comparison-page';
import { stemOf } from './file-names';
import { withRecordingOf } from './recording-files';
import type { Traces } from './traces';
import { withWholeTraces } from './whole-traces';

/** What our pages' addresses begin with. */
export const COMPARISON_SCHEME = 'worker-lens-comparison';

/** A recording on disk, or a run by its id. */
export type Compared = vscode.Uri | string;

type Named = [name: string, summary: TraceSummary];

export class Comparisons implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #link: HubLink;
  readonly #traces: Traces;
  /** By their addresses; each is some hundred bytes. */
  readonly #pages = new Map<string, string>();
  readonly #registration: vscode.Disposable;
  #shown = 0;

  constructor(link: HubLink, traces: Traces) {
    this.#link = link;
    this.#traces = traces;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(COMPARISON_SCHEME, this);
  }

  dispose(): void {
    this.#registration.dispose();
  }

  /**
   * Opens a page that compares two, runs as they are now.
   * @returns the page's address; `undefined` where a person ended it
   * @throws RecordingError where one can't be read
   */
  show(first: Compared, second: Compared): Promise<vscode.Uri | undefined> {
    return this.#withRecording(first, (one) =>
      this.#withRecording(second, (other) =>
        this.#showRecordings([this.#nameOf(first), this.#nameOf(second)], [one, other]),
      ),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const gone = vscode.l10n.t('This comparison is no longer there. Compare the recordings again.');
    return this.#pages.get(uri.toString()) ?? gone;
  }

  async #showRecordings(
    names: readonly [string, string],
    files: readonly [string, string],
  ): Promise<vscode.Uri | undefined> {
    const title = vscode.l10n.t('Comparing recordings');
    const summaries = await withWholeTraces(this.#traces, files, title, (readers) =>
      Promise.all(readers.map((reader) => reader.summarize())),
    );
    const [first, second] = summaries ?? [];
    return first && second && this.#open([names[0], first], [names[1], second]);
  }

  async #open([name, summary]: Named, [otherName, other]: Named): Promise<vscode.Uri> {
    const { t } = vscode.l10n;
    const title = t('{0} and {1}', name, otherName).replaceAll('/', '∕');
    const uri = vscode.Uri.from({ scheme: COMPARISON_SCHEME, path: `/${++this.#shown}/${title}.md` });
    this.#pages.set(uri.toString(), comparisonPage([name, otherName], compare(summary, other, t), t));
    await vscode.commands.executeCommand('markdown.showPreview', uri);
    return uri;
  }

  #withRecording<T>(compared: Compared, use: (file: string) => Promise<T>): Promise<T> {
    return compared instanceof vscode.Uri ? use(compared.fsPath) : withRecordingOf(this.#link, compared, use);
  }

  #nameOf(compared: Compared): string {
    if (compared instanceof vscode.Uri) return stemOf(compared.path);
    const { name, startedAt } = this.#link.model.runs.get(compared) ?? { name: compared, startedAt: '' };
    return startedAt ? `${name} ${new Date(startedAt).toLocaleTimeString()}` : name;
  }
}
