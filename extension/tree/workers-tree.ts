// The data behind the view "Workers". Tells the editor of the smallest part of the tree that changed.
import * as vscode from 'vscode';
import type { Change, SlotState } from '../../protocol/viewer';
import type { LiveFigures, Measured } from '../../viewer/figures';
import type { HubLink } from '../../viewer/hub-link';
import type { Insights } from '../../viewer/insights/insights';
import type { Model } from '../../viewer/model';
import { actionAbilities, ownAbilities } from '../actions/abilities';
import { COMMANDS } from '../ids';
import { now } from './ages';
import { threadsUnder } from './beneath';
import { Breath } from './breath';
import { isTicking } from './conditions';
import { type FigureName, roundedValue, valuesOf } from './figures';
import { Given, keyOrTop, type Signature } from './given';
import { groupFigures } from './group-row';
import { gatherPool, groupId, groupOf, groupOfId, MANY, membersOf } from './groups';
import { HeldOrder } from './held-order';
import { insightNodes, insightOf, insightOwner } from './insight-row';
import { colourAddress, iconOf } from './looks';
import { childrenOf, keyOf, type Node, type Order, parentOf, shownInSlot } from './nodes';
import { Pace } from './pace';
import { Parts } from './parts';
import { type Followed, type Row, rowOf, type Sight, type StuckReader } from './row';
import { tooltipOf } from './tooltip';
import type { TreeSettings } from './tree-settings';

/** What a person opens who wants to know more: a crashed thread's error, long histories, and each of many. */
const STARTS_FOLDED = new Set<Node['kind']>(['earlier', 'past', 'group']);

/**
 * How often figures and seconds are shown anew at most, in ms. The hub tells them four times as often; but the editor draws
 * the rows anew with their buttons, and a click is lost whose press and release stand on both sides of that.
 */
const BEAT = 2_000;
/** Who points at a row is about to read or to click: for so long, in ms, figures stay as they are. */
const POINTED = 3_000;
/** So many rows whose figures changed are read again by themselves. */
const FEW = 8;
/** At so many rows it looks at a time, … */
const LOOKS = 64;
/** … and then lets others have their turn for so long, in ms. */
const PAUSE = 25;

/** What is known of the runs that this window started. */
export interface OwnRuns {
  ownerOf(run: string): unknown;
}

/** What the tree shows besides the model. */
export interface Standing extends Followed {
  readonly onDidChange: vscode.Event<void>;
}

/** What the tree is made of. */
export interface TreeParts {
  link: HubLink;
  runs: OwnRuns;
  standing: Standing;
  figures: LiveFigures;
  insights: Insights;
  stuck: StuckReader;
  settings: TreeSettings;
  /** Whether anybody can see it. */
  isVisible(): boolean;
}

export class WorkersTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #model: Model;
  readonly #parts: TreeParts;
  readonly sight: Sight;
  readonly #order: HeldOrder;
  readonly #changed = new vscode.EventEmitter<Node[] | undefined>();
  readonly #store: vscode.Disposable;
  /** One object for each row, for the editor tells rows apart by identity. */
  readonly #nodes = new Map<string, Node>();
  readonly #given = new Given();
  readonly #inParts = new Parts(this.#given);
  /** Figures as they were at the last beat: rows that are read apart add up to what their run's row says. */
  #shown: ReadonlyMap<string, Measured> = new Map();
  /** What may show otherwise than it is. */
  readonly #touched = new Map<string, Node | undefined>();
  /** Targets with other figures than before. */
  #measured = new Set<string>();
  /** Of those, the ones that are to be looked at before the next rest. */
  #toLookAt = new Set<string>();
  /** Rows to be read again for their figures or seconds, as soon as the editor listens. */
  readonly #due = new Map<string, Node>();
  /** Rows that count many, and of which only numbers read otherwise than before. */
  readonly #counting = new Map<string, Node>();
  readonly #breath = new Breath();
  /** Rows that count seconds. */
  readonly #ticking = new Map<string, Node>();
  readonly #pace = new Pace(() => this.#tell());
  #beat: NodeJS.Timeout | undefined;
  /** Not before this moment are figures shown anew, in ms. */
  #beatFrom = Number.NEGATIVE_INFINITY;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(parts: TreeParts) {
    const { link, standing, figures, insights, stuck, settings } = parts;
    this.#model = link.model;
    this.#parts = parts;
    this.#order = new HeldOrder((node, by) => this.#valueOf(node, by));
    this.#order.by = settings.sortBy;
    this.sight = {
      follows: (slot) => standing.follows(slot),
      figures: { of: (target) => this.#shown.get(target) },
      insights,
      stuck,
      get chosen() {
        return settings.figures;
      },
      now: () => now().monotonic,
    };
    this.#store = vscode.Disposable.from(
      this.#changed,
      link.onDidChange((changes) => this.#update(changes)),
      figures.onDidChange((targets) => this.#measure(targets)),
      insights.onDidChange((owners) => this.#judge(owners)),
      standing.onDidChange(() => this.#refreshAll()),
      settings.onDidChange(() => {
        this.#order.by = settings.sortBy;
        this.#refreshAll();
      }),
      link.onDidChangeState(({ state, restarted }) => {
        if (state === 'connected' && restarted) this.#refreshAll();
      }),
    );
  }

  dispose(): void {
    clearTimeout(this.#beat);
    this.#pace.stop();
    this.#store.dispose();
  }

  getChildren(node?: Node): Node[] {
    const children = this.#childrenOf(node).map((child) => this.#same(child));
    this.#given.giveChildren(keyOrTop(node), children.map(keyOf));
    return children;
  }

  getParent(node: Node): Node | undefined {
    const parent = parentOf(this.#model, node);
    return parent && this.#same(parent);
  }

  getTreeItem(node: Node): vscode.TreeItem | Promise<vscode.TreeItem> {
    const isListed = this.#given.takeListed(keyOf(node));
    return this.#breath.take(() => this.item(node, isListed));
  }

  /**
   * A row as it is now.
   * @param isListed else it is read again by itself, and keeps its id
   */
  item(node: Node, isListed = true): vscode.TreeItem {
    const row = this.#row(node);
    if (!row) return new vscode.TreeItem('');
    const fold = isListed ? this.#foldNow(node) : this.#foldKept(node);
    const item = this.#itemOf(node, row, fold);
    this.#given.giveRow(keyOf(node), signature(row, fold), itemId(node, fold));
    this.#follow(node);
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    this.hold();
    item.tooltip = tooltipOf(this.#model, node, now(), { ...this.sight, figures: this.#parts.figures });
    return item;
  }

  /** A person looks or points at a row: rows keep their places for a while. */
  hold(): void {
    this.#order.hold(now().monotonic);
    this.#restUntil(now().monotonic + POINTED);
    this.#inParts.clear();
  }

  /** Siblings as they stand now. */
  get order(): Order {
    return this.#order.sorted;
  }

  /** The row of a run, for revealing it. */
  runNode(run: string): Node | undefined {
    return this.#model.runs.has(run) ? this.#same({ kind: 'run', id: run }) : undefined;
  }

  #childrenOf(node: Node | undefined): Node[] {
    return childrenOf(this.#model, node, this.#order.sorted, this.#parts.insights);
  }

  #row(node: Node): Row | undefined {
    const row = rowOf(this.#model, node, vscode.l10n.t, this.sight);
    return row && { ...row, abilities: [...row.abilities, ...actionAbilities(this.#model, node)] };
  }

  #itemOf(node: Node, row: Row, fold: vscode.TreeItemCollapsibleState): vscode.TreeItem {
    const item = new vscode.TreeItem(row.label, fold);
    item.id = itemId(node, fold);
    item.description = row.description;
    item.iconPath = iconOf(row.look);
    const own = ownAbilities(this.#model, node, this.#parts.runs);
    item.contextValue = [node.kind, ...row.abilities, ...own].join(' ');
    item.accessibilityInformation = { label: `${row.label}, ${row.spoken}`, role: 'treeitem' };
    const colour = colourAddress(row.look, row.over);
    if (colour) item.resourceUri = colour;
    // Only what ended leads away from the tree: a click on what lives opens and folds its row, or selects it.
    if (row.opens) item.command = { command: COMMANDS.showCrash, title: '', arguments: [row.opens] };
    return item;
  }

  #foldNow(node: Node): vscode.TreeItemCollapsibleState {
    return this.#fold(node, this.#childrenOf(node).length > 0);
  }

  /**
   * As {@link #foldNow}, but of the id that the editor has: it asks some time after it was told to, and meanwhile the row may
   * have got its first child. That is shown when the list with it is read again, which is seen to here.
   */
  #foldKept(node: Node): vscode.TreeItemCollapsibleState {
    const fold = this.#foldNow(node);
    const given = this.#given.idOf(keyOf(node));
    if (given === undefined || given === itemId(node, fold)) return fold;
    this.#touch([node]);
    this.#pace.ask();
    return this.#fold(node, this.#isParent(node));
  }

  #fold(node: Node, hasChildren: boolean): vscode.TreeItemCollapsibleState {
    if (!hasChildren) return vscode.TreeItemCollapsibleState.None;
    const fold = (STARTS_FOLDED.has(node.kind) && !this.#isOfFew(node)) || this.#isOldRun(node);
    return fold ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.Expanded;
  }

  /** A small pool's threads stood in the open before it was known as one. */
  #isOfFew(node: Node): boolean {
    return node.kind === 'group' && membersOf(this.#model, groupOfId(node.id)).length <= MANY;
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
    this.#forget(changes);
    for (const change of changes) this.#touch(this.#touchedBy(change));
    this.#pace.ask();
  }

  #touch(nodes: readonly (Node | undefined)[]): void {
    for (const node of nodes) this.#touched.set(keyOrTop(node), node);
  }

  /** Tells the editor of what it shows otherwise than it is; tells whether there was such. */
  #tell(): boolean {
    const stale = this.#takeTouched();
    const due = this.#takeDue();
    if (stale.length + due.length === 0) return false;
    if (stale.includes(undefined)) this.#changed.fire(undefined);
    else this.#changed.fire([...new Set([...due, ...stale.map((node) => this.#same(node as Node))])]);
    // As soon as the editor listens again.
    if (!this.#inParts.isEmpty) queueMicrotask(() => this.#pace.ask());
    return true;
  }

  /**
   * What to read again of what was touched, at once: while the editor reads a row again it gives no actions of the rows
   * beneath their row, so what nobody sees must not be read when a person has seen the rest, and clicks.
   */
  #takeTouched(): (Node | undefined)[] {
    const stale = [...this.#touched.values()].flatMap((node) => {
      const what = this.#staleness(node);
      // Figures have a beat of their own, and what counts goes with them.
      if (node && what === 'figures') this.#count(node);
      return what === 'rest' ? [this.#ownerOfId(node)] : [];
    });
    this.#touched.clear();
    return stale;
  }

  /**
   * Drawn anew with each that comes or goes, with all beneath it, nobody could rest on a row that counts, or click it.
   * Those with figures are looked at anyway.
   */
  #count(node: Node): void {
    if (!this.#row(node)?.counts) return;
    this.#counting.set(keyOf(node), node);
    this.#beatSoon();
  }

  #takeDue(): Node[] {
    const part = this.#nodes.get(this.#inParts.take() ?? '');
    if (part) this.#due.set(keyOf(part), part);
    const known = [...this.#due.values()].filter((node) => this.#given.rowOf(keyOf(node)) !== undefined);
    this.#due.clear();
    return known.map((node) => this.#same(this.#ownerOfId(node) ?? node));
  }

  /**
   * The row to read again: for one that takes another id, the one above it. Read again by itself it would become the other
   * row in place, and the editor, not knowing that the first has gone, draws it over another when the theme changes.
   */
  #ownerOfId(node: Node | undefined): Node | undefined {
    const given = node && this.#given.idOf(keyOf(node));
    if (!node || given === undefined) return node;
    if (given === itemId(node, this.#foldNow(node))) return node;
    return this.#ownerOfId(parentOf(this.#model, node));
  }

  #refreshAll(): void {
    this.#changed.fire(undefined);
    this.#pace.told();
  }

  /** The rows that a change may show in: its own, and the one above it, whose list it may join or leave. */
  #touchedBy(change: Change): (Node | undefined)[] {
    switch (change.kind) {
      case 'run':
        return [undefined, { kind: 'run', id: change.value.id }];
      case 'process':
        return [{ kind: 'past', id: change.value.id }, ...this.#withParents({ kind: 'process', id: change.value.id })];
      case 'thread':
        return this.#withParents({ kind: 'thread', id: change.value.id });
      case 'slot':
        return this.#touchedBySlot(change.value);
      case 'forgotten':
        return change.of === 'run' ? [undefined] : [];
    }
  }

  #touchedBySlot(slot: SlotState): (Node | undefined)[] {
    const shown = shownInSlot(slot);
    const own = shown ? this.#withParents({ kind: 'process', id: shown }) : [];
    return [
      { kind: 'process', id: slot.primary },
      { kind: 'slot', id: slot.id },
      { kind: 'earlier', id: slot.id },
      ...own,
    ];
  }

  /** With the rows above it that count it: what stands in a row of many also tells in the list that holds that row. */
  #withParents(node: Node): (Node | undefined)[] {
    const parent = parentOf(this.#model, node);
    const counts = parent?.kind === 'earlier' || parent?.kind === 'group';
    return [node, ...(counts ? this.#withParents(parent) : [parent])];
  }

  /** Whether the editor has it otherwise than it is. What it was never given it will ask for. */
  #staleness(node: Node | undefined): keyof Signature | undefined {
    const children = this.#childrenOf(node);
    if (!this.#given.hasChildren(keyOrTop(node), children.map(keyOf))) return 'rest';
    return node && this.#rowStaleness(node, children.length > 0);
  }

  #rowStaleness(node: Node, hasChildren: boolean): keyof Signature | undefined {
    const given = this.#given.rowOf(keyOf(node));
    if (given === undefined) return undefined;
    const row = this.#row(node);
    const now = row && signature(row, this.#fold(node, hasChildren));
    if (given.rest !== now?.rest) return 'rest';
    return given.figures === now.figures ? undefined : 'figures';
  }

  /** Takes what is forgotten out of all that is kept here, and touches the rows that it stood beneath. */
  #forget(changes: readonly Change[]): void {
    const gone = new Set(changes.flatMap((change) => (change.kind === 'forgotten' ? [change.id] : [])));
    if (gone.size === 0) return;
    for (const [key, node] of this.#nodes) {
      // Who counts what ended may have counted it.
      if (node.kind === 'earlier') this.#touch(this.#withParents(node));
      if (!gone.has(node.kind === 'group' ? groupOfId(node.id).owner : node.id)) continue;
      const above = this.#nodes.get(this.#given.parentOf(key) ?? '');
      if (above && !gone.has(above.id)) this.#touch([above]);
      this.#nodes.delete(key);
      this.#ticking.delete(key);
      this.#given.forget(key);
    }
  }

  /** Something else is said under these owners than before, or of their pools. */
  #judge(owners: readonly string[]): void {
    for (const [key, node] of this.#nodes) {
      if (node.kind === 'insight' && !insightOf(this.#parts.insights, node.id)) {
        this.#nodes.delete(key);
        this.#given.forget(key);
      }
    }
    for (const owner of owners) {
      this.#gatherPools(owner);
      this.#touch(this.#toldBy(owner));
    }
    this.#pace.ask();
  }

  #gatherPools(owner: string): void {
    const threads = threadsUnder(this.#model, insightOwner(this.#model, owner));
    for (const thread of threads) if (this.#parts.insights.poolOf(thread.id)) gatherPool(this.#model, thread);
  }

  /** The rows that tell what is said under an owner, and of the pools that it made. */
  #toldBy(owner: string): Node[] {
    const id = insightOwner(this.#model, owner);
    const own: Node = { kind: this.#model.threads.has(id) ? 'thread' : 'process', id };
    const groups = threadsUnder(this.#model, id).flatMap((thread) => groupOf(this.#model, thread) ?? []);
    const ids = new Set(groups.map(groupId));
    const rows = [...ids].map((group): Node => ({ kind: 'group', id: group }));
    return [own, ...insightNodes(this.#model, this.#parts.insights, id), ...rows];
  }

  /** Keeps in mind that a row counts seconds. */
  #follow(node: Node): void {
    const being = node.kind === 'thread' ? this.#model.threads.get(node.id) : this.#model.processes.get(node.id);
    if (being && node.kind !== 'error' && isTicking(being)) this.#ticking.set(keyOf(node), node);
    else this.#ticking.delete(keyOf(node));
    if (this.#ticking.size > 0) this.#beatSoon();
  }

  #measure(targets: readonly string[]): void {
    for (const target of targets) this.#measured.add(target);
    this.#beatSoon();
  }

  #beatSoon(wait = this.#beatFrom - now().monotonic): void {
    this.#beat ??= setTimeout(
      () => {
        this.#beat = undefined;
        if (now().monotonic < this.#beatFrom) this.#beatSoon();
        else this.#showBeat();
      },
      Math.max(0, wait),
    );
  }

  #restUntil(time: number): void {
    this.#beatFrom = Math.max(this.#beatFrom, time);
  }

  /** Shows figures and seconds as they are now. */
  #showBeat(): void {
    if (this.#toLookAt.size === 0) this.#takeMeasured();
    const isVisible = this.#parts.isVisible();
    const stale = isVisible ? this.#staleByNow() : [];
    if (!isVisible) this.#toLookAt.clear();
    if (this.#toLookAt.size > 0) this.#beatSoon(PAUSE);
    else this.#restUntil(now().monotonic + BEAT);
    if (this.#ticking.size + this.#measured.size + this.#counting.size > 0) this.#beatSoon();
    for (const node of stale) this.#due.set(keyOf(node), node);
    if (stale.length > 0 || !this.#inParts.isEmpty) this.#pace.ask();
  }

  /** Where rows of last time wait still, this time is theirs. */
  #takeMeasured(): void {
    if (!this.#inParts.isEmpty) return;
    this.#shown = this.#parts.figures.snapshot();
    this.#toLookAt = this.#measured;
    this.#measured = new Set();
  }

  /**
   * A few rows by themselves: while the editor reads a row again it gives no actions of the rows beneath it. For more than
   * that each run as a whole, once.
   */
  #staleByNow(): Node[] {
    if (this.#order.renew(now().monotonic)) {
      this.#toLookAt.clear();
      return [...this.#model.runs.values()]
        .filter(({ state }) => state !== 'ended')
        .map(({ id }) => ({ kind: 'run', id }));
    }
    const stale = this.#takeStale();
    const ids = new Set(stale.flatMap((node) => this.#runOf(node) ?? []));
    const runs = [...ids].map((id): Node => ({ kind: 'run', id }));
    // A run's row says what all of its figures come to.
    if (stale.length <= FEW && !runs.some((run) => this.#rowStaleness(run, true))) return stale;
    // One is reason enough.
    return runs.filter(({ id }) => {
      const rows = stale.filter((node) => this.#runOf(node) === id).map(keyOf);
      return this.#inParts.add(id, [...rows, ...this.#takeRowsOf(id)], now().monotonic);
    });
  }

  /** Keys of the rows of a run that were to be looked at. */
  #takeRowsOf(run: string): string[] {
    const measured = [...this.#toLookAt].filter((id) => this.#model.target(id)?.process.run === run);
    for (const id of measured) this.#toLookAt.delete(id);
    return measured.map((id) => keyOf({ kind: this.#model.threads.has(id) ? 'thread' : 'process', id }));
  }

  /** Of the rows that the editor has, some of those whose figures or seconds read otherwise than before. */
  #takeStale(): Node[] {
    const looked = [...this.#ticking].flatMap(([key, node]) => {
      if (this.#given.rowOf(key) === undefined) this.#ticking.delete(key);
      return [node];
    });
    looked.push(...this.#counting.values());
    this.#counting.clear();
    for (const target of this.#toLookAt) {
      if (looked.length >= LOOKS) break;
      this.#toLookAt.delete(target);
      looked.push(...this.#rowsOf(target));
    }
    return looked.filter((node) => this.#rowStaleness(node, this.#isParent(node)) !== undefined);
  }

  /** The rows that show a target's figures: its own, and that of the group that it is in. */
  #rowsOf(id: string): Node[] {
    const node: Node = { kind: this.#model.threads.has(id) ? 'thread' : 'process', id };
    const parent = parentOf(this.#model, node);
    const rows = parent?.kind === 'group' ? [node, parent] : [node];
    return rows.filter((row) => this.#given.rowOf(keyOf(row)) !== undefined);
  }

  /** Whether the editor has it as one that can be opened; its list itself is another matter. */
  #isParent(node: Node): boolean {
    return this.#given.idOf(keyOf(node)) !== keyOf(node);
  }

  #runOf(node: Node): string | undefined {
    const known = node.kind === 'run' ? node.id : this.#model.target(node.id)?.process.run;
    const parent = known === undefined ? parentOf(this.#model, node) : undefined;
    return parent ? this.#runOf(parent) : known;
  }

  /** What a row is sorted by. */
  #valueOf(node: Node, by: FigureName): number | null {
    const { figures } = this.sight;
    const measured = figures.of(node.id);
    const together = node.kind === 'group' ? groupFigures(membersOf(this.#model, groupOfId(node.id)), figures) : null;
    const value = (together ?? (measured && valuesOf(measured)))?.[by] ?? null;
    return value === null ? null : roundedValue(by, value);
  }
}

/**
 * The editor opens a row by itself only when it sees it for the first time. One that gets its first child takes another
 * id, and so is seen for the first time.
 */
function itemId(node: Node, fold: vscode.TreeItemCollapsibleState): string {
  return fold === vscode.TreeItemCollapsibleState.None ? keyOf(node) : `${keyOf(node)} with children`;
}

function signature(row: Row, fold: vscode.TreeItemCollapsibleState): Signature {
  const { label, description, figures = '', counts = false, look, over, abilities, spoken, opens } = row;
  const isParent = fold !== vscode.TreeItemCollapsibleState.None;
  const words = [label, description.replace(figures, '')].map((text) => (counts ? withoutNumbers(text) : text));
  // Who hears a row hears its figures too.
  const heard = figures || counts ? '' : spoken;
  return {
    figures: counts ? `${label} ${description}` : figures,
    rest: JSON.stringify([words, look, over, isParent, abilities, heard, opens]),
  };
}

function withoutNumbers(text: string): string {
  return text.replace(/[\d.]+/g, '#');
}
