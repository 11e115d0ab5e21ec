// The view "Workers": its tree, its badge, and the context keys that its menus go by.
import * as os from 'node:os';
import * as vscode from 'vscode';
import type { Change, RunState } from '../../protocol/viewer';
import { LiveFigures } from '../../viewer/figures';
import type { HubLink } from '../../viewer/hub-link';
import { Insights } from '../../viewer/insights/insights';
import type { Model } from '../../viewer/model';
import { hostClock } from '../../viewer/until';
import { CrashCount } from '../crash-count';
import { CONTEXT_KEYS, FOCUS_WORKERS, VIEWS } from '../ids';
import { now } from './ages';
import { RowColours } from './looks';
import { type Node, nodeShowing } from './nodes';
import { DEAF } from './pace';
import type { StuckReader } from './row';
import { TreeSettings } from './tree-settings';
import { type OwnRuns, type Standing, WorkersTree } from './workers-tree';

/** While a run starts or ends, rows are read anew several times in a row. */
const SELECT_TRIES = 4;

export class WorkersView implements vscode.Disposable {
  readonly tree: WorkersTree;
  readonly view: vscode.TreeView<Node>;
  readonly #model: Model;
  readonly #store: vscode.Disposable;
  readonly #keys = new Map<string, boolean>();
  readonly #crashes: CrashCount;

  constructor(link: HubLink, runs: OwnRuns, standing: Standing, stuck: StuckReader) {
    this.#model = link.model;
    this.#crashes = new CrashCount(link.model);
    const figures = new LiveFigures(link);
    const insights = new Insights({
      model: link.model,
      cores: os.availableParallelism(),
      clock: CLOCK,
      t: vscode.l10n.t,
    });
    const settings = new TreeSettings();
    const isVisible = () => this.view.visible;
    this.tree = new WorkersTree({ link, runs, standing, figures, insights, stuck, settings, isVisible });
    this.view = vscode.window.createTreeView(VIEWS.workers, { treeDataProvider: this.tree, showCollapseAll: true });
    const hold = () => this.tree.hold();
    this.#store = vscode.Disposable.from(
      figures,
      insights,
      link.onDidChange((changes) => insights.update(changes)),
      link.onDidMeasure((message) => insights.measure(message)),
      settings,
      this.tree,
      this.view,
      this.view.onDidChangeSelection(hold),
      this.view.onDidExpandElement(hold),
      this.view.onDidCollapseElement(hold),
      vscode.window.registerFileDecorationProvider(new RowColours()),
      // Told before the changes: what crashed before this window found its hub is history, as for the notices.
      link.onDidChangeState(({ state }) => state === 'connected' && this.#crashes.look()),
      link.onDidChange((changes) => this.#update(changes)),
      this.view.onDidChangeVisibility(() => this.#tellCrashes()),
      vscode.window.onDidChangeWindowState(() => this.#tellCrashes()),
    );
    // Else there would be no view to open for a run that is started right after the window.
    this.#setKey(CONTEXT_KEYS.trusted, true);
    this.#update(link.model.asChanges());
  }

  dispose(): void {
    this.#store.dispose();
  }

  /**
   * Shows a run that was started here, where the person lets debugging open views at all. The view is opened by itself: where
   * the tree changes under it, as when a run starts, the editor finds no row, and opens nothing.
   */
  async reveal(run: string): Promise<void> {
    const node = this.tree.runNode(run);
    if (vscode.workspace.getConfiguration('debug').get('openDebug') === 'neverOpen') return;
    if (!this.view.visible) await vscode.commands.executeCommand(FOCUS_WORKERS, { preserveFocus: true });
    else if (node)
      await this.view.reveal(node, { select: false, focus: false, expand: true }).then(undefined, () => {});
  }

  /** Leads to the row of a process or thread; to the view where the hub has forgotten it. */
  async show(id: string): Promise<void> {
    if (!this.#model.target(id)) await vscode.commands.executeCommand(FOCUS_WORKERS);
    else await this.#select(id);
  }

  /** Again where the editor was just reading rows anew: it then drops what it was to select, or finds no row at all. */
  async #select(id: string): Promise<void> {
    const reveal = async () => this.view.reveal(nodeShowing(this.#model, id), { select: true, focus: true });
    const isSelected = () => this.view.selection[0]?.id === nodeShowing(this.#model, id).id;
    for (let left = SELECT_TRIES; left > 0 && this.#model.target(id); left--) {
      await (left > 1 ? reveal().catch(() => {}) : reveal());
      if (isSelected()) return;
      await new Promise((resolve) => setTimeout(resolve, DEAF));
      if (isSelected()) return;
    }
  }

  /** Of thousands there are many changes: only where it matters all are looked through. */
  #update(changes: readonly Change[]): void {
    if (changes.some((change) => this.#crashes.mayMove(change))) this.#tellCrashes();
    if (changes.some(isOfRun)) this.#tellRuns();
  }

  #tellRuns(): void {
    const runs = [...this.#model.runs.values()];
    this.#setKey(CONTEXT_KEYS.live, runs.some(lives));
    this.#setKey(
      CONTEXT_KEYS.ended,
      runs.some((run) => !lives(run) && run.root !== null),
    );
  }

  /** Counts what crashed since the person last saw the view. */
  #tellCrashes(): void {
    if (this.view.visible && vscode.window.state.focused) this.#crashes.look();
    const news = this.#crashes.count();
    if ((this.view.badge?.value ?? 0) === news) return;
    this.view.badge =
      news === 0 ? undefined : { value: news, tooltip: vscode.l10n.t('{0} crashed since you last looked', news) };
  }

  #setKey(key: string, value: boolean): void {
    if (this.#keys.get(key) === value) return;
    this.#keys.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}

/** The hub's, for it runs on this host. */
const CLOCK = { now: () => now().monotonic, ...hostClock };

function isOfRun(change: Change): boolean {
  return change.kind === 'run' || (change.kind === 'forgotten' && change.of === 'run');
}

function lives(run: RunState): boolean {
  return run.state !== 'ended';
}
