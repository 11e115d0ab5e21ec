// One trace as it is shown: the parts, and what each is told when something changes.
import type { ToTimeline, TraceChunk } from '../protocol/timeline';
import { Drawing } from './drawing/canvas';
import { hitWords } from './drawing/hit-words';
import { pressKey } from './drawing/keyboard';
import { Pointer } from './drawing/pointer';
import { ROW } from './drawing/scene';
import { Tooltip } from './drawing/tooltip';
import { element } from './elements';
import type { Disposable } from './emitter';
import { Following, growing } from './following';
import { Frame } from './frame';
import { LaneTree, scrollTo } from './lanes/lane-tree';
import { laneRows } from './lanes/rows';
import { Scrubber } from './lanes/scrubber';
import { Navigator } from './navigator';
import { Notices } from './notices';
import type { PanelContext, Reason } from './panel';
import { PanelHost } from './panel-host';
import { PANELS } from './panels/panels';
import { type Recall, remember } from './remembered';
import { Searching } from './searching';
import { Selection } from './selection';
import { stepOf } from './time';
import { Toolbar } from './toolbar';

/** Words and figures of lanes are brought up to date so often, in ms, while they only change with time. */
const WORDS_EVERY = 250;
/** The view is saved so long after it changed, in ms. */
const SAVE_AFTER = 300;
/** What of the view the headers of the lanes show. */
const OF_HEADERS: readonly Reason[] = ['folded', 'lanes', 'cursor', 'scroll', 'size'];

export class App implements Disposable {
  readonly #context: PanelContext;
  readonly #frame = new Frame((reasons, now) => this.#draw(reasons, now));
  readonly #drawing: Drawing;
  readonly #navigator: Navigator;
  readonly #tree: LaneTree;
  readonly #scrubber: Scrubber;
  readonly #toolbar: Toolbar;
  readonly #searching: Searching;
  readonly #notices: Notices;
  readonly #panels: PanelHost;
  readonly #tooltip = new Tooltip();
  readonly #following = new Following(() => !matchMedia('(prefers-reduced-motion: reduce)').matches);
  readonly #selection: Selection;
  readonly #scroller: HTMLElement;
  readonly #spacer = element('div', { class: 'spacer' });
  readonly #recall: Recall;
  readonly #listeners: Disposable[];
  /** Where the pointer rests on the canvas, in px: what is there can be another thing with each frame. */
  #pointed: { x: number; y: number } | null = null;
  #saving = 0;
  #wordsAt = 0;
  #wordsTimer = 0;

  /** @param recall what was selected before */
  constructor(context: PanelContext, body: HTMLElement, recall: Recall) {
    const { store, state, host } = context;
    this.#recall = recall;
    this.#context = context;
    this.#drawing = new Drawing(context, () => this.#frame.request('size'));
    this.#navigator = new Navigator(context, () => this.#drawing.contentHeight - this.#drawing.lanesHeight);
    this.#selection = new Selection(context, this.#navigator);
    this.#tree = new LaneTree(context);
    this.#scrubber = new Scrubber(context, this.#navigator);
    this.#searching = new Searching(context, this.#navigator, (lane) => this.#showLane(lane));
    this.#toolbar = new Toolbar(context, this.#navigator, this.#searching.element);
    this.#notices = new Notices(context);
    this.#panels = new PanelHost(context, PANELS);
    this.#scroller = this.#makeScroller();
    body.replaceChildren(
      this.#toolbar.element,
      this.#notices.element,
      this.#scroller,
      this.#panels.element,
      this.#selection.element,
    );
    this.#listeners = [
      store.onDidChange(() => this.#frame.request('trace')),
      state.onDidChange((keys) => this.#changed(keys)),
      host.onDidReceive((message) => this.#take(message)),
      this.#onKeys(body),
      this.#onColours(),
    ];
    this.#frame.request('opened', 'trace', 'folded');
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    for (const part of [this.#drawing, this.#searching, this.#panels, this.#frame]) part.dispose();
    clearTimeout(this.#saving);
    clearTimeout(this.#wordsTimer);
  }

  #makeScroller(): HTMLElement {
    const { t } = this.#context;
    const canvas = this.#drawing.element;
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'application');
    canvas.setAttribute(
      'aria-label',
      t(
        'Timeline. Arrow keys move it, plus and minus zoom, F shows all, Enter selects a message, N and P go to the next and the previous one. The table has the same data.',
      ),
    );
    canvas.addEventListener('keydown', (event) => this.#press(event));
    const pointer = new Pointer({
      canvas,
      navigator: this.#navigator,
      hover: (x, y) => this.#hover(x, y),
      leave: () => this.#leave(),
      click: (x, y, also) => this.#selection.take(this.#drawing.hitAt(x, y), also),
    });
    const chart = element(
      'div',
      { class: 'chart' },
      canvas,
      this.#scrubber.element,
      pointer.element,
      this.#tooltip.element,
    );
    const side = element('div', { class: 'side' }, element('div', { class: 'corner' }), this.#tree.element);
    const stage = element('div', { class: 'stage' }, side, chart, this.#notices.empty);
    const scroller = element('div', { class: 'scroller' }, stage, this.#spacer);
    scroller.addEventListener('scroll', () => this.#context.state.set({ scroll: scroller.scrollTop }));
    return scroller;
  }

  #take(message: ToTimeline): void {
    if (message.type === 'chunk') this.#add(message.chunk);
    else if (message.type === 'reveal') this.#showTarget(message.target);
    else this.#notices.take(message);
    if (message.type === 'progress' && message.done === null) this.#readWhole();
    this.#frame.request('host');
  }

  #add(chunk: TraceChunk): void {
    const { store, state } = this.#context;
    store.add(chunk);
    if (!this.#recall.done) this.#recall.look(store, state);
  }

  /** A recording is read: all of it is in view, where a person chose nothing else, and from here on the view is the person's. */
  #readWhole(): void {
    const { host, store, state } = this.#context;
    // Nothing was read yet: this is told of a reading before.
    if (host.source !== 'recording' || store.lanes.length === 0) return;
    const { following } = state.view;
    // No frame may have been drawn since the last chunk came, nor any at all.
    state.set({ ...(following && { range: growing(this.#navigator.bounds) }), following: false });
  }

  #changed(keys: ReadonlySet<Reason>): void {
    this.#frame.request(...keys);
    this.#recall.end(keys);
    if (keys.has('following')) this.#following.reset();
    if (keys.has('message')) this.#selection.say();
    // Not put off by further changes: while the end is followed, each frame is one.
    this.#saving ||= setTimeout(() => this.#save(), SAVE_AFTER) as unknown as number;
  }

  #save(): void {
    const { host, store, state } = this.#context;
    this.#saving = 0;
    host.setState({ ...remember(store, state), ...this.#recall.awaited });
  }

  #draw(reasons: ReadonlySet<Reason>, now: number): void {
    const moved = this.#follow(now);
    const all = moved ? new Set<Reason>([...reasons, 'range']) : reasons;
    if (all.has('colours')) this.#drawing.recolour();
    if (all.has('trace') || all.has('folded')) this.#arrangeLanes();
    if (all.has('trace') || all.has('search')) this.#seek();
    this.#drawing.paint();
    this.#updateWords(all, now);
    this.#panels.update(all);
    if (this.#pointed) this.#hover(this.#pointed.x, this.#pointed.y);
    const { host, state } = this.#context;
    if (host.live && state.view.following) this.#frame.request();
  }

  /** @returns whether the view moved with the end */
  #follow(now: number): boolean {
    const { store, state, host } = this.#context;
    const { range, following } = state.view;
    if (!following || store.lanes.length === 0) return false;
    const bounds = this.#navigator.bounds;
    const next =
      host.source === 'live' ? this.#following.range(now, bounds, range, this.#drawing.width) : growing(bounds);
    state.set({ range: next });
    return state.view.range !== range;
  }

  #arrangeLanes(): void {
    const { store, state } = this.#context;
    const rows = laneRows(store.lanes, state.view.folded, (id) => store.placeOf(id));
    this.#drawing.lanes = rows;
    this.#tree.show(rows);
    const over = Math.max(0, this.#drawing.contentHeight - this.#drawing.lanesHeight);
    this.#spacer.style.height = `${over}px`;
    if (over >= state.view.scroll) this.#scroller.scrollTop = state.view.scroll;
  }

  #seek(): void {
    this.#searching.update();
    this.#drawing.found = this.#searching.search.active ? this.#searching.search.has : null;
  }

  #updateWords(reasons: ReadonlySet<Reason>, now: number): void {
    if (reasons.has('scroll')) this.#scroller.scrollTop = this.#context.state.view.scroll;
    if (reasons.has('size')) this.#arrangeLanes();
    const asked = OF_HEADERS.some((reason) => reasons.has(reason)) || this.#tree.outdated;
    if (asked || (reasons.has('trace') && now - this.#wordsAt >= WORDS_EVERY)) this.#sayAll(now);
    else if (reasons.has('trace')) this.#wordsLater();
    if (reasons.size > 0) this.#toolbar.update();
  }

  #sayAll(now: number): void {
    this.#wordsAt = now;
    this.#tree.update();
    this.#scrubber.update();
    this.#notices.update();
  }

  #wordsLater(): void {
    clearTimeout(this.#wordsTimer);
    this.#wordsTimer = setTimeout(() => this.#frame.request('trace'), WORDS_EVERY) as unknown as number;
  }

  #hover(x: number, y: number): void {
    this.#pointed = { x, y };
    const { store, t } = this.#context;
    const hit = this.#drawing.hitAt(x, y);
    this.#drawing.element.classList.toggle('pointed', hit.kind === 'message');
    this.#tooltip.show(hitWords(store, hit, this.#exactness(), t), x, y);
  }

  /** What a pixel is worth, as a round number of ms. */
  #exactness(): number {
    const { from, to } = this.#navigator.range;
    return stepOf((to - from) / Math.max(1, this.#drawing.width));
  }

  #leave(): void {
    this.#pointed = null;
    this.#tooltip.hide();
  }

  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const done = pressKey(
      {
        navigator: this.#navigator,
        selectNearest: () => this.#selection.takeNearest(),
        selectBeside: (direction) => this.#selection.takeBeside(direction),
        clear: () => this.#selection.clear(),
      },
      event.key,
    );
    if (done) event.preventDefault();
  }

  #showTarget(id: string): void {
    const place = this.#context.store.placeOf(id);
    if (place >= 0) this.#showLane(place);
  }

  #showLane(lane: number): void {
    const { state, store } = this.#context;
    const row = this.#drawing.lanes.rowOf[lane] ?? -1;
    const { lanesHeight } = this.#drawing;
    const scroll = row < 0 ? state.view.scroll : scrollTo(row, state.view.scroll, lanesHeight);
    state.set({
      scroll: Math.min(scroll, Math.max(0, this.#drawing.contentHeight - lanesHeight + ROW)),
      lanes: new Set([store.lanes[lane]!.id]),
    });
  }

  /** Keys that mean something wherever the keyboard is. */
  #onKeys(body: HTMLElement): Disposable {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'f') return;
      event.preventDefault();
      this.#searching.focus();
    };
    body.addEventListener('keydown', press);
    return { dispose: () => body.removeEventListener('keydown', press) };
  }

  /** VS Code marks the body with the kind of the theme, and writes its colours into the root's style. */
  #onColours(): Disposable {
    const request = () => this.#frame.request('colours');
    const observer = new MutationObserver(request);
    observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
    // A system that forces its colours can have others from then on.
    const queries = ['(forced-colors: active)', '(prefers-color-scheme: dark)'].map((query) => matchMedia(query));
    for (const query of queries) query.addEventListener('change', request);
    return {
      dispose: () => {
        observer.disconnect();
        for (const query of queries) query.removeEventListener('change', request);
      },
    };
  }
}
