// One webview that shows a trace. It keeps nothing while it is hidden: each time it is made anew it is told everything again.
import * as vscode from 'vscode';
import type { PayloadFilter } from '../../protocol/agent';
import { type FromTimeline, readFromTimeline, type ToTimeline, type TraceChunk } from '../../protocol/timeline';
import { type Disposable, Emitter } from '../../viewer/emitter';
import { webviewOptions } from './page';

/** Where a trace comes from. */
export interface TraceSource extends Disposable {
  readonly onDidChunk: (listener: (chunk: TraceChunk) => void) => Disposable;
  /** Share of it that is read; `null` once all is. */
  readonly onDidProgress: (listener: (done: number | null) => void) => Disposable;
  /** A sentence for a person. */
  readonly onDidProblem: (listener: (text: string) => void) => Disposable;
  /** Gives all chunks from the first on once more, and nothing of before besides. */
  again(): void;
  /** Reads no further. */
  cancel(): void;
}

/** What a person asked for in the webview that is not about drawing. */
export type TimelineRequest = Exclude<FromTimeline, { type: 'ready' | 'cancel' }>;

export interface TimelineViewNeeds {
  panel: vscode.WebviewPanel;
  extension: vscode.Uri;
  /** HTML of the page. */
  page: string;
  title: string;
  source: 'live' | 'recording';
  /** Does what a person asked for; may fail with a sentence. */
  carryOut(request: TimelineRequest): Promise<unknown>;
  report(error: Error): void;
}

type Payloads = { filter: PayloadFilter | null; dropped: number };

export class TimelineView implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #needs: TimelineViewNeeds;
  readonly #sent = new Emitter<ToTimeline>();
  readonly #listeners: vscode.Disposable[];
  #trace: TraceSource | null = null;
  #traceListeners: Disposable[] = [];
  /** The webview is there and has asked for its trace. */
  #isReady = false;
  /** Ids of the lanes that it was told since. */
  readonly #lanes = new Set<string>();
  #progress: number | null = null;
  #problems: string[] = [];
  #hasEnded = false;
  #payloads: Payloads = { filter: null, dropped: 0 };
  #revealed: string | null = null;

  /** All that the webview is told. */
  readonly onDidSend = this.#sent.event;

  constructor(needs: TimelineViewNeeds) {
    const { panel } = needs;
    this.panel = panel;
    this.#needs = needs;
    this.#listeners = [
      panel.webview.onDidReceiveMessage((message) => this.#receive(message)),
      // What is hidden is gone; it says so itself when it is there again.
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#isReady = false;
      }),
    ];
    panel.webview.options = webviewOptions(needs.extension);
    panel.webview.html = needs.page;
  }

  /** Shows a trace from its start, in place of the one before, which ends. The view owns it from here on. */
  show(trace: TraceSource): void {
    this.#endTrace();
    this.#trace = trace;
    this.#progress = this.#needs.source === 'recording' ? 0 : null;
    this.#problems = [];
    this.#hasEnded = false;
    this.#traceListeners = [
      trace.onDidChunk((chunk) => this.#sendChunk(chunk)),
      trace.onDidProgress((done) => this.#setProgress(done)),
      trace.onDidProblem((text) => this.tell(text)),
    ];
    if (this.#isReady) this.#ready();
  }

  /** Tells a person something about what is shown. */
  tell(text: string): void {
    if (this.#problems.includes(text)) return;
    this.#problems.push(text);
    this.#send({ type: 'problem', text });
  }

  /** Nothing more comes. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#send({ type: 'ended' });
  }

  /** More comes, and is of the same trace. */
  resume(): void {
    if (!this.#hasEnded) return;
    this.#hasEnded = false;
    this.#send({ type: 'resumed' });
  }

  /** Shows the lane of a target, as soon as it is there. */
  reveal(target: string): void {
    this.#revealed = target;
    this.#tellRevealed();
  }

  setPayloads(payloads: Payloads): void {
    this.#payloads = payloads;
    this.#send({ type: 'payloads', ...payloads });
  }

  dispose(): void {
    this.#endTrace();
    for (const listener of this.#listeners) listener.dispose();
    this.#sent.clear();
  }

  #endTrace(): void {
    for (const listener of this.#traceListeners) listener.dispose();
    this.#traceListeners = [];
    this.#trace?.dispose();
    this.#trace = null;
  }

  #receive(message: unknown): void {
    const request = readFromTimeline(message);
    // The webview is of this same version: what it does not know is a fault, and never to be guessed at.
    if (request) this.#handle(request);
    else
      this.#needs.report(
        new Error(vscode.l10n.t('The timeline asked for something unknown. Close it and open it again.')),
      );
  }

  #handle(request: FromTimeline): void {
    if (request.type === 'ready') this.#ready();
    else if (request.type === 'cancel') this.#trace?.cancel();
    else this.#needs.carryOut(request).catch((error: Error) => this.#needs.report(error));
  }

  #ready(): void {
    this.#isReady = true;
    if (this.#trace && this.#needs.source === 'recording') this.#forgetReading();
    this.#begin();
    this.#trace?.again();
  }

  /** A recording is read anew, and says itself how far it is and what is wrong with it this time. */
  #forgetReading(): void {
    this.#progress = 0;
    this.#problems = [];
  }

  /** All but the trace itself. */
  #begin(): void {
    const { title, source } = this.#needs;
    this.#lanes.clear();
    this.#send({ type: 'begin', title, source, words: vscode.l10n.bundle ?? null });
    this.#send({ type: 'progress', done: this.#progress });
    for (const text of this.#problems) this.#send({ type: 'problem', text });
    if (source === 'live') this.#send({ type: 'payloads', ...this.#payloads });
    if (this.#hasEnded) this.#send({ type: 'ended' });
  }

  #setProgress(done: number | null): void {
    this.#progress = done;
    this.#send({ type: 'progress', done });
  }

  #sendChunk(chunk: TraceChunk): void {
    if (!this.#isReady) return;
    this.#send({ type: 'chunk', chunk });
    for (const { id } of chunk.lanes) this.#lanes.add(id);
    this.#tellRevealed();
  }

  #tellRevealed(): void {
    if (this.#revealed === null || !this.#isReady || !this.#lanes.has(this.#revealed)) return;
    this.#send({ type: 'reveal', target: this.#revealed });
    this.#revealed = null;
  }

  #send(message: ToTimeline): void {
    if (!this.#isReady) return;
    void this.panel.webview.postMessage(message);
    this.#sent.fire(message);
  }
}
