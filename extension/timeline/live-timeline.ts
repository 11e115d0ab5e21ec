// The timeline of one run, live: its recording, followed from its start, made into a trace and drawn.
import * as vscode from 'vscode';
import type { PayloadFilter } from '../../protocol/agent';
import type { HubLink } from '../../viewer/hub-link';
import type { TraceReader } from '../../viewer/trace/trace-reader';
import { SETTINGS } from '../ids';
import { CapturedMessages } from './captured-messages';
import type { FollowedRecordings, Follower } from './followed-recordings';
import { timelinePage } from './page';
import { PayloadCapture } from './payload-capture';
import { type TimelineRequest, TimelineView } from './timeline-view';
import type { Traces } from './traces';

/** What a person can do from a timeline; each may fail with a sentence. */
export interface LiveTimelineActions {
  openSite(site: string): Promise<unknown>;
  revealTarget(target: string): Promise<unknown>;
  replay(target: string, json: string): Promise<unknown>;
  save(run: string): Promise<unknown>;
  exportRun(run: string): Promise<unknown>;
}

export interface LiveTimelineNeeds {
  link: HubLink;
  followed: FollowedRecordings;
  traces: Traces;
  actions: LiveTimelineActions;
  extension: vscode.Uri;
  /** Names of properties that are never told. */
  masked(): readonly string[];
  /** Bytes of each run that the hub keeps. */
  kept(): number;
  report(error: Error): void;
}

/** A trace that grows with the run. */
interface Growing {
  readonly trace: TraceReader;
  /** Characters of the lines that it was made of; with so many it is to be made anew. */
  size: number;
  most: number;
  /** Everything before that is in it, in ms. */
  time: number;
  /** Older lines were dropped before its first. */
  gap: boolean;
}

/** A trace that was made of so many times what the hub keeps, and began with, is made anew of what it still keeps. */
const MOST_KEPT = 1.5;

export class LiveTimeline implements Follower, vscode.Disposable {
  readonly run: string;
  readonly view: TimelineView;
  readonly captured = new CapturedMessages();
  readonly #needs: LiveTimelineNeeds;
  readonly #capture: PayloadCapture;
  #following: { dispose(): void };
  #shown: Growing | null = null;
  /** It takes the place of the one that is shown once it has got as far. */
  #coming: Growing | null = null;
  /** The hub knew the run when it was looked at last. */
  #isKnown: boolean;

  constructor(run: string, panel: vscode.WebviewPanel, needs: LiveTimelineNeeds) {
    const { link, extension } = needs;
    const name = link.model.runs.get(run)?.name;
    this.#isKnown = link.model.runs.has(run);
    this.run = run;
    this.#needs = needs;
    this.view = new TimelineView({
      panel,
      extension,
      page: timelinePage(panel.webview, extension, run),
      title: name ?? panel.title,
      source: 'live',
      carryOut: (request) => this.#carryOut(request),
      report: needs.report,
    });
    this.#capture = new PayloadCapture({
      link,
      run,
      masked: needs.masked,
      changed: (state) => this.view.setPayloads(state),
    });
    this.begin();
    this.#following = needs.followed.follow(this);
    this.update();
  }

  get panel(): vscode.WebviewPanel {
    return this.view.panel;
  }

  begin(): void {
    this.#coming?.trace.dispose();
    this.#coming = null;
    this.#show(this.#grow());
  }

  take(lines: string, gap: boolean): void {
    const growing = this.#coming ?? this.#shown;
    if (!growing) return;
    growing.gap ||= gap;
    this.#tellGap();
    // What comes once more was counted before.
    if (growing === this.#shown) {
      this.#capture.read(lines);
      this.captured.read(lines);
    }
    growing.trace.add(lines);
    growing.size += lines.length;
    if (growing === this.#shown && growing.size > growing.most) this.#beginBehind();
  }

  reveal(target: string): void {
    this.view.reveal(target);
  }

  /**
   * Captures what messages say that pass; `null`: no more.
   * @param targets ids; `null` for all of the run
   * @throws HubRequestError where the hub refuses
   */
  capture(targets: string[] | null, filter: PayloadFilter | null): Promise<void> {
    return this.#capture.set(targets, filter);
  }

  /** Goes by what is known of the run now. */
  update(): void {
    const run = this.#needs.link.model.runs.get(this.run);
    const isBack = run !== undefined && !this.#isKnown;
    this.#isKnown = run !== undefined;
    // A hub that took another's place learns of it late, and tells it from its start.
    if (isBack) this.begin();
    // One that was cleared from the tree stays as it was drawn.
    if (!run || run.state === 'ended') this.view.end();
    // What a shell starts one after the other is one run, which ends between.
    else this.view.resume();
  }

  /** The link is there again. */
  renew(): void {
    this.#capture.renew().catch(this.#needs.report);
  }

  dispose(): void {
    this.#following.dispose();
    this.#coming?.trace.dispose();
    this.#capture.dispose();
    this.view.dispose();
  }

  /** A run can go on for days: what its timeline holds is bounded by what the hub keeps. */
  #beginBehind(): void {
    this.#coming = this.#grow();
    this.#following.dispose();
    this.#following = this.#needs.followed.follow(this);
  }

  #grow(): Growing {
    const growing = { trace: this.#needs.traces.live(), size: 0, most: 0, time: Number.NEGATIVE_INFINITY, gap: false };
    growing.trace.onDidChunk(({ time }) => {
      growing.time = time;
      this.#change();
    });
    return growing;
  }

  #change(): void {
    if (!this.#coming || !this.#shown || this.#coming.time < this.#shown.time) return;
    const coming = this.#coming;
    this.#coming = null;
    this.#show(coming);
    this.update();
  }

  #show(growing: Growing): void {
    this.#shown = growing;
    // Another window may have the hub keep more than this one would.
    growing.most = MOST_KEPT * Math.max(growing.size, this.#needs.kept());
    this.view.show(growing.trace);
    this.#tellGap();
  }

  #tellGap(): void {
    if (this.#shown?.gap)
      this.view.tell(
        vscode.l10n.t(
          'Older parts of this run are no longer kept. The setting {0} says how much is.',
          SETTINGS.recordingSize,
        ),
      );
  }

  #carryOut(request: TimelineRequest): Promise<unknown> {
    const { actions } = this.#needs;
    switch (request.type) {
      case 'openSite':
        return actions.openSite(request.site);
      case 'revealTarget':
        return actions.revealTarget(request.target);
      case 'replay':
        return actions.replay(request.target, request.json);
      case 'capturePayloads':
        return this.capture(request.targets, request.filter);
      case 'save':
        return actions.save(this.run);
      case 'export':
        return actions.exportRun(this.run);
    }
  }
}
