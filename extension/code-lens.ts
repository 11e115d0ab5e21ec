// Above what makes workers, threads and children in the editor: what came of it, and a way to attach to one.
import * as vscode from 'vscode';
import type { HubLink } from '../viewer/hub-link';
import { COMMANDS, SETTINGS } from './ids';
import { type SiteCount, siteCounts, siteWords, stillMakes } from './site-counts';

/** Least time between two refreshes, in ms. */
const INTERVAL = 500;
const LANGUAGES = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'];

export class SiteLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #link: HubLink;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #store: vscode.Disposable;
  /** By document: when it was changed last, in ms of the host's monotonic clock. */
  readonly #edited = new Map<string, number>();
  #counts = new Map<string, SiteCount[]>();
  /** Something changed since they were counted: nobody was looking at code then. */
  #isOld = false;
  #timer: NodeJS.Timeout | undefined;
  #refreshed = Number.NEGATIVE_INFINITY;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(link: HubLink) {
    this.#link = link;
    const selector = LANGUAGES.map((language) => ({ scheme: 'file', language }));
    this.#store = vscode.Disposable.from(
      this.#changed,
      link.onDidChange(() => this.#schedule()),
      vscode.languages.registerCodeLensProvider(selector, this),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#edited.set(keyOf(document.uri.fsPath), hostTime());
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTINGS.codeLens)) this.#changed.fire();
      }),
    );
    this.#schedule();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#store.dispose();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!vscode.workspace.getConfiguration().get(SETTINGS.codeLens, true)) return [];
    if (this.#isOld) this.#count();
    const counts = this.#counts.get(keyOf(document.uri.fsPath)) ?? [];
    return counts.filter((count) => this.#holds(document, count)).flatMap((count) => this.#lensesOf(count));
  }

  /** A document that was changed since that code was loaded, or is not saved, may have it on other lines. */
  #holds(document: vscode.TextDocument, count: SiteCount): boolean {
    if (count.line > document.lineCount) return false;
    const edited = this.#edited.get(keyOf(document.uri.fsPath)) ?? Number.NEGATIVE_INFINITY;
    const isTheSame = !document.isDirty && count.since > edited;
    return isTheSame || stillMakes(document.lineAt(count.line - 1).text, count);
  }

  #lensesOf(count: SiteCount): vscode.CodeLens[] {
    const range = new vscode.Range(count.line - 1, 0, count.line - 1, 0);
    const shown = count.live[0] ?? count.ended.at(-1);
    const title = siteWords(count, vscode.l10n.t);
    const words = new vscode.CodeLens(range, { command: COMMANDS.showRow, title, arguments: [shown] });
    const attach = { command: COMMANDS.attach, title: vscode.l10n.t('attach…'), arguments: [count.live] };
    return count.live.length > 0 ? [words, new vscode.CodeLens(range, attach)] : [words];
  }

  /** Many changes are shown together. */
  #schedule(): void {
    const wait = Math.max(0, this.#refreshed + INTERVAL - hostTime());
    this.#timer ??= setTimeout(() => this.#refresh(), wait);
  }

  #refresh(): void {
    this.#timer = undefined;
    this.#refreshed = hostTime();
    this.#isOld = true;
    if (!vscode.window.visibleTextEditors.some(({ document }) => LANGUAGES.includes(document.languageId))) return;
    const before = signatureOf(this.#counts);
    this.#count();
    if (signatureOf(this.#counts) !== before) this.#changed.fire();
  }

  #count(): void {
    this.#isOld = false;
    this.#counts = new Map([...siteCounts(this.#link.model)].map(([file, lines]) => [keyOf(file), lines]));
  }
}

/** Windows does not tell large letters from small ones, nor one slash from the other. */
function keyOf(file: string): string {
  const { fsPath } = vscode.Uri.file(file);
  return process.platform === 'win32' ? fsPath.toLowerCase() : fsPath;
}

/** The host's monotonic clock, which the model goes by, in ms. */
function hostTime(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

function signatureOf(counts: Map<string, SiteCount[]>): string {
  return JSON.stringify([...counts].map(([file, lines]) => [file, lines.map((each) => [...each.kinds, each])]));
}
