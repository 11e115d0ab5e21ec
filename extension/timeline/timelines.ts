// Timelines and recordings of this window: builds the parts and ties them together. Nothing runs until one is opened.
import * as vscode from 'vscode';
import type { HubLink } from '../../viewer/hub-link';
import { sendMessage } from '../actions/send-message';
import type { SentMessages } from '../actions/sent-messages';
import { COMMANDS } from '../ids';
import { Comparisons } from './comparisons';
import { LiveTimelines } from './live-timelines';
import { RecordingEditor } from './recording-editor';
import { openMessageSite } from './sites';
import { TimelineCommands } from './timeline-commands';
import { keepRecordings, keptBytes, maskedFields } from './timeline-settings';
import { Traces } from './traces';

export interface TimelinesNeeds {
  link: HubLink;
  extension: vscode.Uri;
  sent: SentMessages;
  /** Settles once it is known whether a hub runs. */
  found: Promise<unknown>;
  report(error: Error): void;
}

export class Timelines implements vscode.Disposable {
  readonly live: LiveTimelines;
  readonly recordings: RecordingEditor;
  readonly #store: vscode.Disposable;

  constructor({ link, extension, sent, found, report }: TimelinesNeeds) {
    const traces = new Traces(extension);
    const comparisons = new Comparisons(link, traces);
    const openSite = (site: string) => openMessageSite(link, site);
    this.live = new LiveTimelines({
      link,
      traces,
      extension,
      found,
      report,
      masked: maskedFields,
      kept: keptBytes,
      actions: {
        openSite,
        // Where the workspace is not trusted there are no rows, nor runs that go on.
        revealTarget: async (target) => vscode.commands.executeCommand(COMMANDS.showRow, target),
        replay: (target, json) =>
          sendMessage(target, { link, sent, capturedTo: (id) => this.live.capturedTo(id) }, json),
        save: (run) => commands.saveRun(run),
        exportRun: (run) => commands.exportRun(run),
      },
    });
    const commands = new TimelineCommands({ link, timelines: this.live, traces, comparisons, report });
    this.recordings = new RecordingEditor({
      traces,
      extension,
      report,
      actions: { openSite, exportFile: (recording) => commands.exportFile(recording) },
    });
    this.#store = vscode.Disposable.from(
      this.live,
      this.recordings,
      commands,
      comparisons,
      keepRecordings(link, report),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }
}
