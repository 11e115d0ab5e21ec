// Everything that is known of the selected message.
import { button, element, emptiness, icon, link } from '../elements';
import { endWords } from '../message-words';
import type { Panel, PanelContext, Reason } from '../panel';
import type { TraceStore } from '../trace-store';
import { filterOf, sharedDraft } from './capture-draft';
import { prettyPayload } from './payload';
import { queueOf } from './queue';
import { ReplayForm } from './replay';
import { bytesWords, edgeChannelWords, momentWords, queueWords, siteWords, spanWords, UNKNOWN } from './words';

/** Of how many messages on either side it is looked up where they were sent from. */
const MAX_STEPS = 10_000;

export class DetailsPanel implements Panel {
  readonly id = 'details';
  readonly #context: PanelContext;
  readonly #page = element('div', { class: 'panel-scroll details' });
  #replay: ReplayForm | null = null;
  /** All that was drawn, so that what did not change is left alone: a person may be reading, or marking text. */
  #drawn = '';

  constructor(context: PanelContext) {
    this.#context = context;
  }

  get label(): string {
    return this.#context.t('Details');
  }

  mount(parent: HTMLElement): void {
    parent.append(this.#page);
  }

  update(reasons: ReadonlySet<Reason>): void {
    if (reasons.has('message')) this.#closeReplay();
    // While a message is written, the page stays as it is.
    if (this.#replay && this.#context.host.live) return;
    this.#closeReplay();
    this.#draw();
  }

  dispose(): void {
    this.#closeReplay();
  }

  #draw(): void {
    const { state, store, t } = this.#context;
    const { message } = state.view;
    const known = message >= 0 && message < store.messages.count;
    const drawn = known ? this.#fingerprint(message) : '';
    if (drawn !== '' && drawn === this.#drawn) return;
    this.#drawn = drawn;
    const hint = t('Select a message to see all that is known of it: click an arrow, or choose a row of the table.');
    const pressed = this.#focused();
    this.#page.replaceChildren(...(known ? this.#message(message) : [emptiness(hint)]));
    if (pressed !== null) this.#focus(pressed);
  }

  /** The words of what has the keyboard; `null` where it is elsewhere. */
  #focused(): string | null {
    const { activeElement } = document;
    return activeElement && this.#page.contains(activeElement) ? activeElement.textContent : null;
  }

  /** What says the same, else the first button: the keyboard is not lost with what it was at. */
  #focus(words: string): void {
    const buttons = [...this.#page.querySelectorAll('button')];
    const same = buttons.find((each) => each.textContent === words);
    (same ?? this.#page.querySelector<HTMLElement>('.buttons button'))?.focus();
  }

  /** Differs whenever what is shown does. */
  #fingerprint(message: number): string {
    const { store, host, state } = this.#context;
    const { messages } = store;
    const reply = messages.reply[message]!;
    const columns = ['sent', 'received', 'bytes', 'hint', 'key', 'site', 'payload', 'reply', 'request'] as const;
    const own = columns.map((column) => messages[column][message]);
    const edge = store.edges[messages.edge[message]!]!;
    const ends = [store.lanes[edge.from]?.ended, store.lanes[edge.to]?.ended];
    const answered = reply >= 0 && messages.received[reply];
    const queue = queueOf(store, message);
    return JSON.stringify([message, own, ends, answered, queue, state.view.edge, host.live, host.payloads]);
  }

  #message(message: number): Node[] {
    const { store, t } = this.#context;
    const { messages, texts } = store;
    const edge = store.edges[messages.edge[message]!]!;
    const hint = texts[messages.hint[message]!] || t('message');
    return [
      element(
        'h3',
        {},
        element('span', { class: 'hint-name' }, hint),
        this.#lane(edge.from, endWords(edge, 'from', store.lanes, t)),
        icon('arrow-right'),
        this.#lane(edge.to, endWords(edge, 'to', store.lanes, t)),
      ),
      this.#buttons(message),
      element('div', { class: 'details-columns' }, this.#facts(message), this.#payload(message)),
    ];
  }

  /** Leads to its row in the tree; of a recording there is none. */
  #lane(lane: number, words: string): Node {
    const { store, host, t } = this.#context;
    const target = store.lanes[lane]?.id;
    if (target === undefined || host.source === 'recording') return element('span', {}, words);
    return link(words, t('Show in Workers'), () => host.post({ type: 'revealTarget', target }));
  }

  #facts(message: number): HTMLElement {
    const { store, t } = this.#context;
    const { messages, texts, start } = store;
    const edge = messages.edge[message]!;
    const told = (way: 'sent' | 'received') => this.#told(edge, messages[way][message]! - start);
    const text = (column: 'key' | 'handle') => texts[messages[column][message]!] ?? '';
    const facts: [string, Node | string][] = [
      [t('Through'), edgeChannelWords(store, edge, t)],
      [t('Sent'), told('sent')],
      [t('Received'), told('received')],
      [t('In flight'), spanWords(messages.received[message]! - messages.sent[message]!)],
      [t('Queue wait'), queueWords(queueOf(store, message), t)],
      [t('Size'), bytesWords(messages.bytes[message]!)],
      [t('Key'), text('key')],
      [t('Handle'), text('handle')],
      this.#sentFrom(message),
      ...this.#partner(message),
    ];
    const shown = facts.filter(([, value]) => value !== '');
    return element('dl', { class: 'facts' }, ...shown.flatMap(([name, value]) => fact(name, value)));
  }

  #told(edge: number, moment: number): string {
    const { store, t } = this.#context;
    if (!Number.isNaN(moment)) return momentWords(moment);
    return store.toldBy(edge) === null
      ? t('not told by that end')
      : t('not known: one of them ran already when the lens came, and both count from different moments');
  }

  /** Agents tell this of a few only: of all others, where one of their type was sent from. */
  #sentFrom(message: number): [string, Node | string] {
    const { store, host, t } = this.#context;
    const own = store.messages.site[message]!;
    const site = store.texts[own > 0 ? own : siteOfItsType(store, message)] ?? '';
    const name = own > 0 ? t('Sent from') : t('One of its type sent from');
    if (site === '') return [name, ''];
    return [name, link(siteWords(site), t('Open {0}', site), () => host.post({ type: 'openSite', site }))];
  }

  /** Its reply, or what it replies to, and how long both took together. */
  #partner(message: number): [string, Node | string][] {
    const { store, t } = this.#context;
    const { messages } = store;
    const [reply, request] = [messages.reply[message]!, messages.request[message]!];
    const found: [string, Node | string][] = [];
    if (reply >= 0) found.push([t('Reply'), this.#round(message, reply, reply)]);
    if (request >= 0) found.push([t('Reply to'), this.#round(request, message, request)]);
    return found;
  }

  #round(request: number, reply: number, other: number): Node {
    const { store, state, t } = this.#context;
    const { messages, texts, start } = store;
    const trip = messages.received[reply]! - messages.sent[request]!;
    const work = messages.sent[reply]! - messages.received[request]!;
    const name = texts[messages.hint[other]!] || t('message');
    const words = `${name}, ${momentWords(store.begin(other) - start)}`;
    return element(
      'span',
      {},
      link(words, t('Select It'), () => state.select(other)),
      ` · ${t('round trip {0}', spanWords(trip))}`,
      Number.isNaN(work) ? '' : `, ${t('answered after {0}', spanWords(work))}`,
    );
  }

  #buttons(message: number): HTMLElement {
    const { store, state, host, t } = this.#context;
    const { messages, texts } = store;
    const hint = texts[messages.hint[message]!] ?? '';
    const reply = messages.reply[message]!;
    const request = messages.request[message]!;
    const show = (words: string, other: number) => button(words, 'reply', () => state.select(other), 'secondary');
    const edge = messages.edge[message]!;
    const all: (HTMLElement | null)[] = [
      reply >= 0 ? show(t('Show the Reply'), reply) : null,
      request >= 0 ? show(t('Show the Request'), request) : null,
      host.live ? button(t('Replay…'), 'debug-rerun', () => this.#openReplay(message), 'secondary') : null,
      hint ? button(t('Find This Type'), 'search', () => state.set({ search: hint }), 'secondary') : null,
      state.view.edge === edge
        ? button(t('All Edges'), 'clear-all', () => state.set({ edge: -1 }), 'secondary')
        : button(t('Only This Edge'), 'filter', () => state.set({ edge }), 'secondary'),
    ];
    return element('div', { class: 'buttons' }, ...all);
  }

  #payload(message: number): HTMLElement {
    const { store, t } = this.#context;
    const payload = store.texts[store.messages.payload[message]!] ?? '';
    const title = element('h4', {}, t('What it says'));
    if (payload === '') return element('div', { class: 'payload' }, title, this.#noPayload(message));
    const words = element(
      'pre',
      { class: 'code', tabindex: 0, 'aria-label': t('What it says') },
      prettyPayload(payload),
    );
    return element('div', { class: 'payload' }, title, words);
  }

  /** Why there is none, and what helps. */
  #noPayload(message: number): HTMLElement {
    const { store, state, host, t } = this.#context;
    const hint = store.texts[store.messages.hint[message]!] ?? '';
    if (!host.live) return emptiness(t('It was not captured. What messages say is told only while a capture is on.'));
    const choose = button(t('Choose What to Capture…'), 'settings', () => state.set({ panel: 'capture' }), 'secondary');
    if (host.payloads) {
      const words = t(
        'It did not pass the filter of the capture, came before it, or was one of those that were dropped.',
      );
      return emptiness(words, element('div', { class: 'buttons' }, choose));
    }
    const words = hint ? t('Capture “{0}” from Now On', hint) : t('Capture Messages from Now On');
    const capture = button(words, 'record', () => this.#capture(hint || null));
    return emptiness(
      t('It was not captured: what messages say is told only from when you ask for it.'),
      element('div', { class: 'buttons' }, capture, choose),
    );
  }

  /** All of this type, whoever sends them: a second one of the same edge may never come. */
  #capture(hint: string | null): void {
    const { host } = this.#context;
    const { masked } = filterOf(sharedDraft(host));
    host.post({ type: 'capturePayloads', targets: null, filter: { way: null, hint, field: null, masked } });
  }

  #openReplay(message: number): void {
    this.#closeReplay();
    this.#replay = new ReplayForm(this.#context, message, () => {
      this.#closeReplay();
      this.#draw();
      this.#page.querySelector<HTMLElement>('.buttons button')?.focus();
    });
    this.#page.querySelector('.buttons')?.after(this.#replay.element);
    this.#replay.focus();
  }

  #closeReplay(): void {
    if (!this.#replay) return;
    this.#replay.dispose();
    this.#replay.element.remove();
    this.#replay = null;
  }
}

function fact(name: string, value: Node | string): Node[] {
  const shown = value === UNKNOWN ? element('span', { class: 'faint' }, value) : value;
  return [element('dt', {}, name), element('dd', {}, shown)];
}

/** Place of the text, of the last one before a message, or else the first after; 0 where none is told. Cost: a step for each between. */
function siteOfItsType(store: TraceStore, message: number): number {
  const { edge, hint, site } = store.messages;
  const { messages } = store.ofEdge(edge[message]!);
  const siteAt = (place: number) => {
    const other = messages.at(place);
    return hint[other] === hint[message] ? site[other]! : 0;
  };
  const own = messages.lower(store.begin(message));
  for (let place = own - 1; place >= Math.max(0, own - MAX_STEPS); place--) if (siteAt(place) > 0) return siteAt(place);
  const last = Math.min(messages.count, own + MAX_STEPS);
  for (let place = own; place < last; place++) if (siteAt(place) > 0) return siteAt(place);
  return 0;
}
