// Timelines of runs that this window's hub knows: one for each run, which comes back when the window is reloaded.
import * as vscode from 'vscode';
import type { HubLink } from '../../viewer/hub-link';
import { TIMELINE_PANEL } from '../ids';
import { FollowedRecordings } from './followed-recordings';
import { LiveTimeline, type LiveTimelineNeeds } from './live-timeline';
import { sentencePage } from './page';

export type LiveTimelinesNeeds = Omit<LiveTimelineNeeds, 'followed'> & {
  /** Settles once it is known whether a hub runs. */
  found: Promise<unknown>;
};

export class LiveTimelines implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #needs: LiveTimelinesNeeds;
  readonly #link: HubLink;
  readonly #followed: FollowedRecordings;
  readonly #open = new Map<string, LiveTimeline>();
  readonly #store: vscode.Disposable;

  constructor(needs: LiveTimelinesNeeds) {
    this.#needs = needs;
    this.#link = needs.link;
    this.#followed = new FollowedRecordings(needs.link, needs.report);
    this.#store = vscode.Disposable.from(
      this.#followed,
      vscode.window.registerWebviewPanelSerializer(TIMELINE_PANEL, this),
      this.#link.onDidChange(() => this.#update()),
      this.#link.onDidChangeState(({ state }) => state === 'connected' && this.#renew()),
    );
  }

  /** The timeline of a run, where it is open. */
  of(run: string): LiveTimeline | undefined {
    return this.#open.get(run);
  }

  /** The run whose timeline is in front, if one is. */
  get active(): string | undefined {
    return [...this.#open].find(([, { panel }]) => panel.active)?.[0];
  }

  /** Opens a run's timeline, or shows the one that is open. */
  show(run: string): LiveTimeline {
    const open = this.#open.get(run);
    open?.panel.reveal(undefined, false);
    return open ?? this.#add(run, newPanel(this.#link.model.runs.get(run)?.name ?? run));
  }

  /** Shows the lane of a process or thread in its run's timeline. */
  showTarget(id: string): void {
    const target = this.#link.model.target(id);
    if (target) this.show(target.process.run).reveal(id);
  }

  /** Messages to a process or thread that were captured in its run's timeline, the last one first. */
  capturedTo(id: string): string[] {
    const target = this.#link.model.target(id);
    return (target && this.of(target.process.run)?.captured.to(id)) ?? [];
  }

  /** Takes over a panel that the window had before it was reloaded. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const taking = this.#takeOver(panel, keyIn(state));
    if (vscode.workspace.isTrusted) return taking;
    // Not waited for: nobody knows when trust comes, and until this is settled VS Code shows nothing in the panel.
    taking.catch(this.#needs.report);
    panel.webview.html = sentencePage(vscode.l10n.t('Trust this workspace to see its runs.'));
  }

  dispose(): void {
    this.#store.dispose();
    // Their panels stay: a window that reloads gives them back.
    for (const timeline of this.#open.values()) timeline.dispose();
  }

  async #takeOver(panel: vscode.WebviewPanel, run: string | undefined): Promise<void> {
    let isClosed = false;
    const closing = panel.onDidDispose(() => {
      isClosed = true;
    });
    // A hub may run on, or not; without one nothing is known, and the timeline says so.
    await this.#needs.found;
    closing.dispose();
    if (isClosed) return;
    if (run === undefined || this.#open.has(run)) return panel.dispose();
    const { view } = this.#add(run, panel);
    if (!this.#link.model.runs.has(run))
      view.tell(vscode.l10n.t('Nothing is kept of this run any more: its hub has ended.'));
  }

  #add(run: string, panel: vscode.WebviewPanel): LiveTimeline {
    const timeline = new LiveTimeline(run, panel, { ...this.#needs, followed: this.#followed });
    this.#open.set(run, timeline);
    panel.onDidDispose(() => {
      this.#open.delete(run);
      timeline.dispose();
    });
    return timeline;
  }

  #update(): void {
    for (const timeline of this.#open.values()) timeline.update();
  }

  #renew(): void {
    for (const timeline of this.#open.values()) timeline.renew();
  }
}

function newPanel(name: string): vscode.WebviewPanel {
  const title = vscode.l10n.t('Timeline: {0}', name);
  return vscode.window.createWebviewPanel(TIMELINE_PANEL, title, vscode.ViewColumn.Active);
}

/** What the page was given as its key. */
function keyIn(state: unknown): string | undefined {
  const key = typeof state === 'object' && state !== null && 'key' in state ? state.key : undefined;
  return typeof key === 'string' && key !== '' ? key : undefined;
}
