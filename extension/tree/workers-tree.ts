// The data behind the view "Workers". Tells the editor of the smallest part of the tree that changed.
import * as vscode from 'vscode';
import type { Change, SlotState } from '../../protocol/viewer';
import type { HubLink } from '../../viewer/hub-link';
import type { Model } from '../../viewer/model';
import { actionAbilities } from '../actions/abilities';
import { ROW_ABILITIES } from '../ids';
import { now } from './ages';
import { colourAddress, iconOf } from './looks';
import { childrenOf, keyOf, type Node, parentOf, shownInSlot } from './nodes';
import { type Followed, type Row, rowOf } from './row';
import { tooltipOf } from './tooltip';

/** What a person opens who wants to know more: a crashed thread's error, and long histories. */
const STARTS_FOLDED = new Set<Node['kind']>(['earlier', 'past']);

/** Key of the list at the top. */
const TOP = '';

/** What is known of the runs that this window started. */
export interface OwnRuns {
  ownerOf(run: string): unknown;
}

/** What the tree shows besides the model. */
export interface Standing extends Followed {
  readonly onDidChange: vscode.Event<void>;
}

export class WorkersTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #model: Model;
  readonly #runs: OwnRuns;
  readonly #standing: Standing;
  readonly #changed = new vscode.EventEmitter<Node[] | undefined>();
  readonly #store: vscode.Disposable;
  /** One object for each row, for the editor tells rows apart by identity. */
  readonly #nodes = new Map<string, Node>();
  /** What the editor was last given, by the node's key: its row, and the keys of its children. */
  readonly #givenRows = new Map<string, string>();
  readonly #givenChildren = new Map<string, string>();
  readonly #givenIds = new Map<string, string>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(link: HubLink, runs: OwnRuns, standing: Standing) {
    this.#model = link.model;
    this.#runs = runs;
    this.#standing = standing;
    this.#store = vscode.Disposable.from(
      this.#changed,
      link.onDidChange((changes) => this.#update(changes)),
      standing.onDidChange(() => this.#refreshAll()),
      link.onDidChangeState(({ state, restarted }) => {
        if (state === 'connected' && restarted) this.#refreshAll();
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  getChildren(node?: Node): Node[] {
    const children = childrenOf(this.#model, node).map((child) => this.#same(child));
    this.#givenChildren.set(node ? keyOf(node) : TOP, childKeys(children));
    return children;
  }

  getParent(node: Node): Node | undefined {
    const parent = parentOf(this.#model, node);
    return parent && this.#same(parent);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const row = this.#row(node);
    this.#givenRows.set(keyOf(node), this.#signature(node));
    return row ? this.#item(node, row) : new vscode.TreeItem('');
  }

  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    item.tooltip = tooltipOf(this.#model, node, now());
    return item;
  }

  /** The row of a run, for revealing it. */
  runNode(run: string): Node | undefined {
    return this.#model.runs.has(run) ? this.#same({ kind: 'run', id: run }) : undefined;
  }

  #row(node: Node): Row | undefined {
    const row = rowOf(this.#model, node, vscode.l10n.t, this.#standing);
    return row && { ...row, abilities: [...row.abilities, ...actionAbilities(this.#model, node)] };
  }

  #item(node: Node, row: Row): vscode.TreeItem {
    const fold = this.#fold(node);
    const item = new vscode.TreeItem(row.label, fold);
    item.id = itemId(node, fold);
    this.#givenIds.set(keyOf(node), item.id);
    item.description = row.description;
    item.iconPath = iconOf(row.look);
    item.contextValue = [node.kind, ...row.abilities, ...this.#ownAbilities(node, row)].join(' ');
    item.accessibilityInformation = { label: `${row.label}, ${row.spoken}`, role: 'treeitem' };
    const colour = colourAddress(row.look, row.over);
    if (colour) item.resourceUri = colour;
    return item;
  }

  /** Only who started a run knows how to start it again. */
  #ownAbilities(node: Node, row: Row): string[] {
    const isOwn = node.kind === 'run' && !row.over && this.#runs.ownerOf(node.id) !== undefined;
    const isLate = this.#model.runs.get(node.id)?.late === true;
    return isOwn && !isLate ? [ROW_ABILITIES.restart] : [];
  }

  #fold(node: Node): vscode.TreeItemCollapsibleState {
    const children = childrenOf(this.#model, node);
    if (children.length === 0) return vscode.TreeItemCollapsibleState.None;
    const fold = STARTS_FOLDED.has(node.kind) || this.#isOldRun(node);
    return fold ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.Expanded;
  }

  /** Of the runs that ended only the newest is open from the start. */
  #isOldRun(node: Node): boolean {
    const run = node.kind === 'run' ? this.#model.runs.get(node.id) : undefined;
    if (run?.state !== 'ended') return false;
    return [...this.#model.runs.values()].some((other) => other.started > run.started);
  }

  #same(node: Node): Node {
    const key = keyOf(node);
    const known = this.#nodes.get(key) ?? node;
    this.#nodes.set(key, known);
    return known;
  }

  #update(changes: readonly Change[]): void {
    if (changes.some((change) => change.kind === 'forgotten')) this.#forget();
    const touched = new Map<string, Node | undefined>();
    for (const node of changes.flatMap((change) => this.#touchedBy(change))) {
      touched.set(node ? keyOf(node) : TOP, node);
    }
    const stale = [...touched.values()].filter((node) => this.#isStale(node)).map((node) => this.#ownerOfId(node));
    if (stale.includes(undefined)) this.#refreshAll();
    else if (stale.length > 0) this.#changed.fire([...new Set(stale.map((node) => this.#same(node as Node)))]);
  }

  /**
   * The row to read again: for one that takes another id, the one above it. Read again by itself it would become the other
   * row in place, and the editor, not knowing that the first has gone, draws it over another when the theme changes.
   */
  #ownerOfId(node: Node | undefined): Node | undefined {
    const given = node && this.#givenIds.get(keyOf(node));
    if (!node || given === undefined || given === itemId(node, this.#fold(node))) return node;
    return this.#ownerOfId(parentOf(this.#model, node));
  }

  #refreshAll(): void {
    this.#changed.fire(undefined);
  }

  /** The rows that a change may show in: its own, and the one above it, whose list it may join or leave. */
  #touchedBy(change: Change): (Node | undefined)[] {
    switch (change.kind) {
      case 'run':
        return [undefined, { kind: 'run', id: change.value.id }];
      case 'process':
        return [{ kind: 'past', id: change.value.id }, ...this.#withParent({ kind: 'process', id: change.value.id })];
      case 'thread':
        return this.#withParent({ kind: 'thread', id: change.value.id });
      case 'slot':
        return this.#touchedBySlot(change.value);
      case 'forgotten':
        return [undefined, ...this.#nodes.values()];
    }
  }

  #touchedBySlot(slot: SlotState): Node[] {
    const shown = shownInSlot(slot);
    const own: Node[] = shown ? [{ kind: 'process', id: shown }] : [];
    return [{ kind: 'process', id: slot.primary }, { kind: 'slot', id: slot.id }, ...own];
  }

  #withParent(node: Node): (Node | undefined)[] {
    const parent = parentOf(this.#model, node);
    // What stands in the row of earlier ones also counts in the list that holds that row.
    const above = parent?.kind === 'earlier' ? [parent, parentOf(this.#model, parent)] : [parent];
    return [node, ...above];
  }

  /** Whether the editor shows it otherwise than it is. What it was never given it will ask for. */
  #isStale(node: Node | undefined): boolean {
    const key = node ? keyOf(node) : TOP;
    const children = this.#givenChildren.get(key);
    if (children !== undefined && children !== childKeys(childrenOf(this.#model, node))) return true;
    const row = this.#givenRows.get(key);
    if (!node || row === undefined) return false;
    return row !== this.#signature(node);
  }

  /** All that a row shows, with whether it can be opened. */
  #signature(node: Node): string {
    return JSON.stringify([this.#row(node), childrenOf(this.#model, node).length > 0]);
  }

  #forget(): void {
    for (const [key, node] of this.#nodes) {
      if (this.#row(node)) continue;
      this.#nodes.delete(key);
      this.#givenRows.delete(key);
      this.#givenChildren.delete(key);
      this.#givenIds.delete(key);
    }
  }
}

/**
 * The editor opens a row by itself only when it sees it for the first time. One that gets its first child takes another
 * id, and so is seen for the first time.
 */
function itemId(node: Node, fold: vscode.TreeItemCollapsibleState): string {
  return fold === vscode.TreeItemCollapsibleState.None ? keyOf(node) : `${keyOf(node)} with children`;
}

function childKeys(children: readonly Node[]): string {
  return children.map(keyOf).join('\n');
}
