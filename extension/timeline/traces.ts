// Makes traces, each read in a thread of its own that lives as long as somebody needs it.
import * as vscode from 'vscode';
import { RecordingSource } from '../../viewer/trace/recording-source';
import { TraceReader } from '../../viewer/trace/trace-reader';
import { requestIdFields } from './timeline-settings';

export class Traces {
  readonly #thread: string;

  constructor(extension: vscode.Uri) {
    this.#thread = vscode.Uri.joinPath(extension, 'dist', 'trace.js').fsPath;
  }

  /** One that grows by the lines that are added to it. */
  live(): TraceReader {
    return TraceReader.live(this.#options());
  }

  /** One of a recording, which is read at once. */
  open(file: string): TraceReader {
    return TraceReader.open(file, this.#options());
  }

  /** One of a recording that is shown, and read each time that it is asked for. */
  shown(file: string): RecordingSource {
    return new RecordingSource(() => this.open(file));
  }

  #options() {
    return { thread: this.#thread, t: vscode.l10n.t, idFields: requestIdFields() };
  }
}
