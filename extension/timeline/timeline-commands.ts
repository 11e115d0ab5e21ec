// What a person can do with timelines and recordings: from a row, from a file, from the palette, from a timeline itself.
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { HubLink } from '../../viewer/hub-link';
import { COMMANDS, RECORDING_EDITOR } from '../ids';
import { showInformation } from '../notices';
import { isNode } from '../pick';
import type { Compared, Comparisons } from './comparisons';
import { fileStem, stemOf } from './file-names';
import type { LiveTimelines } from './live-timelines';
import { FILE, pickRun, pickRunOrFile } from './pick-run';
import { askForRecordingFile, askForRecordings, askForTraceFile, withRecordingOf } from './recording-files';
import type { Traces } from './traces';
import { withWholeTraces } from './whole-traces';

/** How long the status bar says that something was done, in ms. */
const SAID_FOR = 5_000;

export interface TimelineCommandsNeeds {
  link: HubLink;
  timelines: LiveTimelines;
  traces: Traces;
  comparisons: Comparisons;
  report(error: Error): void;
}

export class TimelineCommands implements vscode.Disposable {
  readonly #needs: TimelineCommandsNeeds;
  readonly #store: vscode.Disposable;

  constructor(needs: TimelineCommandsNeeds) {
    this.#needs = needs;
    const register = (command: string, action: (first: unknown, second: unknown) => Promise<unknown>) =>
      vscode.commands.registerCommand(command, (first, second) => action(first, second).catch(needs.report));
    this.#store = vscode.Disposable.from(
      register(COMMANDS.openTimeline, (row) => this.#open(row)),
      register(COMMANDS.showInTimeline, (row) => this.#showTarget(row)),
      register(COMMANDS.saveRecording, (row, file) => this.#save(row, file)),
      register(COMMANDS.exportTrace, (what, file) => this.#export(what, file)),
      register(COMMANDS.compareRecordings, (first, second) => this.#compare(first, second)),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Saves what is kept of a run; `file` where it is known already. */
  async saveRun(run: string, file?: vscode.Uri): Promise<void> {
    const { link } = this.#needs;
    const chosen = file ?? (await askForRecordingFile(link.model.runs.get(run)?.name ?? run));
    if (!chosen) return;
    const title = vscode.l10n.t('Saving the recording…');
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
      link.request({ type: 'saveRecording', run, file: chosen.fsPath }),
    );
    if (!file) this.#offerToOpen(chosen).catch(this.#needs.report);
  }

  /** Exports what is kept of a run; `file` where it is known already. */
  async exportRun(run: string, file?: vscode.Uri): Promise<void> {
    const { link } = this.#needs;
    const chosen = file ?? (await askForTraceFile(fileStem(link.model.runs.get(run)?.name ?? run, new Date())));
    if (chosen) await withRecordingOf(link, run, (recording) => this.#exportTo(recording, chosen));
  }

  /** Exports a recording; `file` where it is known already. */
  async exportFile(recording: vscode.Uri, file?: vscode.Uri): Promise<void> {
    const folder = vscode.Uri.joinPath(recording, '..');
    const chosen = file ?? (await askForTraceFile(stemOf(recording.path), folder));
    if (chosen) await this.#exportTo(recording.fsPath, chosen);
  }

  async #exportTo(recording: string, file: vscode.Uri): Promise<void> {
    const name = path.basename(file.fsPath);
    const title = vscode.l10n.t('Writing {0}', name);
    const isWritten = await withWholeTraces(this.#needs.traces, [recording], title, async ([reader]) => {
      await reader?.exportTo(file.fsPath);
      return true;
    });
    if (isWritten)
      vscode.window.setStatusBarMessage(vscode.l10n.t('{0} is written: open it in ui.perfetto.dev', name), SAID_FOR);
  }

  async #open(row: unknown): Promise<void> {
    const run = await this.#runOf(row);
    if (run !== undefined) this.#needs.timelines.show(run);
  }

  async #showTarget(row: unknown): Promise<void> {
    const id = typeof row === 'string' ? row : isNode(row) ? row.id : undefined;
    if (id === undefined) await this.#open(row);
    else this.#needs.timelines.showTarget(id);
  }

  async #save(row: unknown, file: unknown): Promise<void> {
    const run = await this.#runOf(row);
    if (run !== undefined) await this.saveRun(run, uriOf(file));
  }

  /** Of a file, of a run, or of the timeline that is in front; else of a recording that a person chooses. */
  async #export(what: unknown, file: unknown): Promise<void> {
    const recording = uriOf(what) ?? activeRecording();
    if (recording) return this.exportFile(recording, uriOf(file));
    const run = isNode(what) || typeof what === 'string' ? await this.#runOf(what) : this.#needs.timelines.active;
    if (run !== undefined) return this.exportRun(run, uriOf(file));
    const [chosen] = (await askForRecordings(vscode.l10n.t('Recording to Export'), false)) ?? [];
    if (chosen) await this.exportFile(chosen);
  }

  /** The explorer gives the file that was clicked, and all that are selected. Gives the page's address. */
  async #compare(first: unknown, second: unknown): Promise<vscode.Uri | undefined> {
    const given = Array.isArray(second) ? second : [first, second];
    const compared = given.map((each) => this.#comparedOf(each)).filter((each) => each !== undefined);
    const active = activeRecording() ?? this.#needs.timelines.active;
    if (compared.length === 0 && active !== undefined) compared.push(active);
    while (compared.length < 2) {
      const more = await this.#chooseCompared(compared);
      if (more.length === 0) return undefined;
      compared.push(...more);
    }
    const [one, other] = compared;
    return one === undefined || other === undefined ? undefined : this.#needs.comparisons.show(one, other);
  }

  /** A file, or a run by its row or its id. */
  #comparedOf(given: unknown): Compared | undefined {
    const run = isNode(given) ? given.id : given;
    return typeof run === 'string' && this.#needs.link.model.runs.has(run) ? run : uriOf(given);
  }

  /** One more to compare, or two files at once; none where a person would rather not. */
  async #chooseCompared(known: readonly Compared[]): Promise<Compared[]> {
    const { t } = vscode.l10n;
    const words = known.length === 0 ? t('Compare which?') : t('With which?');
    const chosen = await pickRunOrFile(this.#needs.link, known, words);
    if (chosen === FILE) return (await askForRecordings(words, known.length === 0)) ?? [];
    return chosen === undefined ? [] : [chosen];
  }

  /** The run of a row or an id, or else the one that there is, or that a person picks. */
  async #runOf(row: unknown): Promise<string | undefined> {
    const { model } = this.#needs.link;
    const id = typeof row === 'string' ? row : isNode(row) ? row.id : undefined;
    if (id === undefined) return this.#needs.timelines.active ?? (await pickRun(this.#needs.link));
    return model.runs.has(id) ? id : model.target(id)?.process.run;
  }

  async #offerToOpen(file: vscode.Uri): Promise<void> {
    const open = vscode.l10n.t('Open');
    const saved = vscode.l10n.t('The recording is saved as {0}.', path.basename(file.fsPath));
    const choice = await showInformation(saved, open);
    if (choice === open) await vscode.commands.executeCommand('vscode.openWith', file, RECORDING_EDITOR);
  }
}

/** The recording whose editor is in front. */
function activeRecording(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isOurs = input instanceof vscode.TabInputCustom && input.viewType === RECORDING_EDITOR;
  return isOurs ? input.uri : undefined;
}

/** The title of a webview gives an address of its own. */
function uriOf(value: unknown): vscode.Uri | undefined {
  return value instanceof vscode.Uri && value.scheme === 'file' ? value : undefined;
}
