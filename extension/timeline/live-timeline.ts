// The timeline of one run, live: its recording, followed from its start, made into a trace and drawn.
import * as vscode from 'vscode';
import type { PayloadFilter } from '../../protocol/agent';
import type { HubLink } from '../../viewer/hub-link';
import type { TraceReader } from '../../viewer/trace/trace-reader';
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
  report(error: Error): void;
}

export class LiveTimeline implements Follower, vscode.Disposable {
  readonly run: string;
  readonly view: TimelineView;
  readonly #needs: LiveTimelineNeeds;
  readonly #capture: PayloadCapture;
  readonly #following: { dispose(): void };
  #trace: TraceReader | null = null;
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
    this.#trace = this.#needs.traces.live();
    this.view.show(this.#trace);
  }

  take(lines: string, gap: boolean): void {
    if (gap) this.view.tell(vscode.l10n.t('Older parts of this run were dropped before they could be read.'));
    this.#capture.read(lines);
    this.#trace?.add(lines);
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
    this.#capture.dispose();
    this.view.dispose();
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
