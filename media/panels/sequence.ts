// The conversation of two lanes as a sequence diagram: two lifelines, and an arrow for each message, down the page.
import { button, element, freshId, iconButton, labelled, setAttributes } from '../elements';
import { laneWords } from '../lanes/words';
import { endWords } from '../message-words';
import type { Panel, PanelContext, Reason } from '../panel';
import { type Line, linesOf, MOST_LINES, type Pair, pairKey, pairsIn, placeIn } from './conversation';
import { Throttle } from './throttle';
import { viewedRange } from './viewed';
import { countWords, momentWords, spanWords } from './words';

/** Between two drawings of a trace that grows, in ms. */
const PAUSE = 500;
/** So many pairs can be chosen. */
const MOST_PAIRS = 100;

export class SequencePanel implements Panel {
  readonly id = 'sequence';
  readonly #context: PanelContext;
  readonly #collect = new Throttle(() => this.#recollect(), PAUSE);
  readonly #id = freshId();
  readonly #parts = {
    choice: element('select', {}),
    earlier: element('div', { class: 'more' }),
    later: element('div', { class: 'more' }),
    heads: element('div', { class: 'lifelines-head', 'aria-hidden': 'true' }),
    list: element('div', { class: 'lifelines', role: 'listbox', tabindex: 0 }),
    empty: element('p', { class: 'emptiness' }),
    scroll: element('div', { class: 'sequence' }),
  };
  #pairs: Pair[] = [];
  /** Key of the pair that a person chose. */
  #chosen: string | null = null;
  #pair: Pair | null = null;
  #skip = 0;
  #lines: Line[] = [];
  #active = 0;
  #drawn = '';

  constructor(context: PanelContext) {
    this.#context = context;
  }

  get label(): string {
    return this.#context.t('Sequence');
  }

  mount(parent: HTMLElement): void {
    const { t } = this.#context;
    const { choice, empty, scroll, earlier, heads, list, later } = this.#parts;
    empty.textContent = t('No messages in the time in view.');
    setAttributes(list, { 'aria-label': t('Messages of the conversation') });
    choice.addEventListener('change', () => this.#choose(choice.value));
    list.addEventListener('keydown', (event) => this.#key(event));
    list.addEventListener('click', (event) => this.#click(event));
    scroll.append(heads, earlier, list, later);
    const bar = element('div', { class: 'panel-bar' }, labelled(t('Conversation of'), choice));
    parent.append(element('div', { class: 'panel-column' }, bar, empty, scroll));
  }

  update(reasons: ReadonlySet<Reason>): void {
    if (reasons.has('message')) this.#showMessage();
    if (reasons.has('edge') || reasons.has('opened')) this.#chosen = null;
    if (['trace', 'range', 'edge', 'opened'].some((each) => reasons.has(each as Reason))) this.#collect.ask();
  }

  dispose(): void {
    this.#collect.dispose();
  }

  #recollect(): void {
    const { store, state } = this.#context;
    this.#pairs = pairsIn(store, viewedRange(store, state)).slice(0, MOST_PAIRS);
    const before = this.#pair && pairKey(this.#pair);
    this.#pair = this.#wanted();
    if (this.#pair && pairKey(this.#pair) !== before) this.#skip = 0;
    if (this.#pair) this.#skip = Math.min(this.#skip, lastSkip(this.#pair.count));
    this.#fillChoice();
    this.#draw();
  }

  /** That which was chosen, else that of the edge, of the selected message, that which is shown, that which talks most. */
  #wanted(): Pair | null {
    const { store, state } = this.#context;
    const { edge, message } = state.view;
    const ofMessage = message >= 0 ? store.messages.edge[message] : undefined;
    const has = (wanted: number | undefined) => (pair: Pair) => wanted !== undefined && pair.edges.includes(wanted);
    return (
      this.#pairs.find((pair) => pairKey(pair) === this.#chosen) ??
      this.#pairs.find(has(edge)) ??
      this.#pairs.find(has(ofMessage)) ??
      this.#pairs.find((pair) => this.#pair && pairKey(pair) === pairKey(this.#pair)) ??
      this.#pairs[0] ??
      null
    );
  }

  #fillChoice(): void {
    const { choice } = this.#parts;
    const wanted = this.#pairs.map((pair) => ({ key: pairKey(pair), words: this.#pairWords(pair) }));
    const shown = [...choice.options].map(({ value }) => value);
    const isSame = shown.length === wanted.length && wanted.every(({ key }) => shown.includes(key));
    // While the list is open it must not change under the hand; counts alone are not worth it.
    if (!isSame) {
      choice.replaceChildren(...wanted.map(({ key, words }) => element('option', { value: key }, words)));
    }
    choice.value = this.#pair ? pairKey(this.#pair) : '';
  }

  #pairWords(pair: Pair): string {
    return `${this.#endName(pair, 'left')} ↔ ${this.#endName(pair, 'right')}`;
  }

  #endName(pair: Pair, side: 'left' | 'right'): string {
    const { store, t } = this.#context;
    const lane = store.lanes[pair[side]];
    if (lane) return laneWords(lane, store.lanes, t);
    const edge = store.edges[pair.edges[0]!]!;
    return endWords(edge, edge.from === pair[side] ? 'from' : 'to', store.lanes, t);
  }

  #draw(): void {
    const { empty, scroll, heads, list } = this.#parts;
    empty.hidden = this.#pair !== null;
    scroll.hidden = this.#pair === null;
    if (!this.#pair) return;
    const { store, state } = this.#context;
    this.#lines = linesOf(store, this.#pair, viewedRange(store, state), this.#skip);
    this.#drawMore();
    const drawn = this.#fingerprint();
    // Most of what a trace grows by is said by others: a person may be reading here.
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    heads.replaceChildren(
      element('span', { class: 'time' }),
      element('span', { class: 'lifeline-name' }, this.#endName(this.#pair, 'left')),
      element('span', { class: 'lifeline-name' }, this.#endName(this.#pair, 'right')),
      element('span', { class: 'latency' }),
    );
    list.replaceChildren(...this.#lines.map((line, at) => this.#line(line, at)));
    this.#mark(false);
  }

  /** Differs whenever what is drawn does. */
  #fingerprint(): string {
    const { sent, received, reply, request } = this.#context.store.messages;
    const lines = this.#lines.map((line) => {
      if (line.kind === 'gap') return line.span;
      const { message } = line;
      return [message, sent[message], received[message], reply[message], request[message]].join();
    });
    return [pairKey(this.#pair!), ...lines].join(' ');
  }

  #line(line: Line, at: number): HTMLElement {
    if (line.kind === 'gap') {
      const words = element('span', { class: 'gap-words' }, `… ${spanWords(line.span)}`);
      return element('div', { class: 'line gap', role: 'presentation' }, element('span'), words);
    }
    const { store, t } = this.#context;
    const { messages, texts } = store;
    const request = messages.request[line.message]!;
    const hint = texts[messages.hint[line.message]!] || t('message');
    const key = texts[messages.key[line.message]!];
    const direction = line.toRight ? 'to-right' : 'to-left';
    const flight = spanWords(messages.received[line.message]! - messages.sent[line.message]!);
    const trip = request >= 0 ? messages.received[line.message]! - messages.sent[request]! : Number.NaN;
    const times = Number.isNaN(trip) ? flight : `${flight} · ${t('round trip {0}', spanWords(trip))}`;
    return element(
      'div',
      {
        class: `line ${direction}${request >= 0 ? ' reply' : ''}`,
        id: `${this.#id}-${at}`,
        role: 'option',
        'data-at': at,
        'data-message': line.message,
        'aria-label': this.#spoken(line, hint, key, flight),
      },
      element('span', { class: 'time' }, momentWords(line.time - store.start)),
      element(
        'span',
        { class: 'arrow' },
        element('span', { class: 'arrow-words' }, hint, key ? element('span', { class: 'key' }, ` #${key}`) : null),
      ),
      element('span', { class: 'latency', title: times }, times),
    );
  }

  #spoken(line: Line & { kind: 'message' }, hint: string, key: string | undefined, flight: string): string {
    const { store, t } = this.#context;
    const edge = store.edges[store.messages.edge[line.message]!]!;
    const [from, to] = [endWords(edge, 'from', store.lanes, t), endWords(edge, 'to', store.lanes, t)];
    const what = key ? `${hint} ${key}` : hint;
    return t(
      '{0} from {1} to {2}, {3} in flight, at {4}',
      what,
      from,
      to,
      flight,
      momentWords(line.time - store.start),
    );
  }

  /** What comes before and after the lines that are drawn. */
  #drawMore(): void {
    const { t } = this.#context;
    const { earlier, later } = this.#parts;
    const after = this.#pair!.count - this.#skip - MOST_LINES;
    earlier.hidden = this.#skip === 0;
    later.hidden = after <= 0;
    earlier.replaceChildren(
      button(t('{0} earlier', countWords(this.#skip)), 'arrow-up', () => this.#move(this.#skip - MOST_LINES)),
      iconButton('fold-up', t('To the first'), () => this.#move(0)),
    );
    later.replaceChildren(
      button(t('{0} later', countWords(after)), 'arrow-down', () => this.#move(this.#skip + MOST_LINES)),
      iconButton('fold-down', t('To the last'), () => this.#move(lastSkip(this.#pair!.count))),
    );
  }

  #move(skip: number): void {
    this.#skip = Math.max(0, Math.min(skip, lastSkip(this.#pair?.count ?? 0)));
    this.#active = 0;
    this.#draw();
    this.#parts.scroll.scrollTop = 0;
    this.#parts.list.focus();
  }

  #choose(key: string): void {
    this.#chosen = key;
    this.#recollect();
  }

  /** Shows the message that was selected elsewhere, where it is of these two. */
  #showMessage(): void {
    const { store, state } = this.#context;
    const { message } = state.view;
    const ofOthers = message >= 0 && !this.#pair?.edges.includes(store.messages.edge[message]!);
    // Nobody said whose conversation is wanted: that of the message is.
    if (ofOthers && this.#chosen === null && state.view.edge < 0) this.#recollect();
    const isDrawn = this.#lines.some((line) => line.kind === 'message' && line.message === message);
    if (!isDrawn && this.#pair && message >= 0) {
      const place = placeIn(store, this.#pair, viewedRange(store, state), message);
      if (place >= 0) {
        this.#skip = Math.max(0, place - Math.floor(MOST_LINES / 2));
        this.#draw();
      }
    }
    this.#mark(true);
  }

  /** Marks the selected message, its reply or request, and where the keyboard is. */
  #mark(reveal: boolean): void {
    const { store, state } = this.#context;
    const { message } = state.view;
    const partners = message < 0 ? [] : [store.messages.reply[message]!, store.messages.request[message]!];
    for (const line of this.#parts.list.children) {
      const own = Number(line.getAttribute('data-message') ?? Number.NaN);
      const selected = message >= 0 && own === message;
      if (line.getAttribute('role') === 'option') setAttributes(line, { 'aria-selected': String(selected) });
      line.classList.toggle('partner', own >= 0 && partners.includes(own));
      if (!selected) continue;
      this.#active = Number(line.getAttribute('data-at'));
      if (reveal) line.scrollIntoView({ block: 'nearest' });
    }
    this.#markActive();
  }

  #markActive(): void {
    const { list } = this.#parts;
    if (this.#lines[this.#active]?.kind !== 'message') this.#active = this.#next(this.#active, 1);
    for (const line of list.children) {
      line.classList.toggle('active', Number(line.getAttribute('data-at') ?? -1) === this.#active);
    }
    setAttributes(list, { 'aria-activedescendant': this.#lines[this.#active] ? `${this.#id}-${this.#active}` : null });
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.#lines.length - 1;
    const moves: Record<string, () => number> = {
      ArrowDown: () => this.#next(this.#active + 1, 1),
      ArrowUp: () => this.#next(this.#active - 1, -1),
      PageDown: () => this.#next(Math.min(last, this.#active + 10), -1),
      PageUp: () => this.#next(Math.max(0, this.#active - 10), 1),
      Home: () => this.#next(0, 1),
      End: () => this.#next(last, -1),
    };
    const move = moves[event.key];
    if (move) this.#goTo(move());
    else if (event.key === 'Enter' || event.key === ' ') this.#select(this.#active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The message at a place, or the next one beyond in a direction; where the keyboard is, when there is none. */
  #next(from: number, step: 1 | -1): number {
    for (let at = from; at >= 0 && at < this.#lines.length; at += step) {
      if (this.#lines[at]!.kind === 'message') return at;
    }
    return this.#active;
  }

  #goTo(at: number): void {
    this.#active = at;
    this.#markActive();
    document.getElementById(`${this.#id}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }

  #select(at: number): void {
    const line = this.#lines[at];
    if (line?.kind === 'message') this.#context.state.select(line.message);
  }

  #click({ target }: MouseEvent): void {
    const at = target instanceof Element ? target.closest('[data-at]')?.getAttribute('data-at') : null;
    if (!at) return;
    this.#goTo(Number(at));
    this.#select(Number(at));
  }
}

/** From where on the last lines are drawn. */
function lastSkip(count: number): number {
  return Math.max(0, count - MOST_LINES);
}
