// Sends a message again: to whom it went or another one, as it was or edited.
import { MASK } from '../../protocol/mask';
import { button, element, labelled } from '../elements';
import { laneWords } from '../lanes/words';
import type { PanelContext } from '../panel';
import { jsonFaultPlace, prettyPayload } from './payload';
import { likeliestReceiver, receiversIn } from './receivers';
import { channelWords } from './words';

/** How long the page says that a message was handed over, in ms. */
const SAID_FOR = 4_000;

export class ReplayForm {
  readonly element: HTMLFormElement;
  readonly #context: PanelContext;
  readonly #text = element('textarea', { rows: 6, spellcheck: 'false', class: 'code' });
  readonly #target = element('select', {});
  readonly #fault = element('div', { class: 'fault', role: 'status' });
  readonly #send: HTMLButtonElement;
  #said: ReturnType<typeof setTimeout> | null = null;

  /** @param message its place @param close a person gave it up */
  constructor(context: PanelContext, message: number, close: () => void) {
    const { t, store } = context;
    this.#context = context;
    const payload = store.texts[store.messages.payload[message]!] ?? '';
    this.#text.value = prettyPayload(payload);
    this.#text.placeholder = '{ "cmd": "reload" }';
    this.#fillTargets(message);
    this.#send = element('button', { type: 'submit', class: 'button' }, t('Send'));
    this.element = element(
      'form',
      { class: 'form replay', 'aria-label': t('Replay') },
      labelled(t('To'), this.#target, this.#wayHint(message)),
      labelled(t('Message, as JSON'), this.#text, this.#hint(payload)),
      this.#fault,
      element('div', { class: 'buttons' }, this.#send, button(t('Cancel'), 'close', close, 'secondary')),
    );
    this.#listen(close);
    this.#check();
  }

  focus(): void {
    this.#text.focus();
    this.#text.setSelectionRange(0, 0);
  }

  dispose(): void {
    if (this.#said !== null) clearTimeout(this.#said);
  }

  #listen(close: () => void): void {
    this.#text.addEventListener('input', () => this.#check());
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') close();
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.element.requestSubmit();
    });
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  #hint(payload: string): string | null {
    const { t } = this.#context;
    if (payload === '') return t('What it said was not captured: write what is to be sent.');
    if (payload.includes(MASK)) return t('Values that were masked stand as {0}: write what is to be sent.', MASK);
    return jsonFaultPlace(payload) ? t('What it said was cut: complete it.') : null;
  }

  /** Where it does not go to whom it went, or not the way that it went. */
  #wayHint(message: number): string | null {
    const { store, t } = this.#context;
    const edge = store.edges[store.messages.edge[message]!]!;
    const own = store.lanes[edge.to];
    if (own?.ended === null && !receiversIn(store.lanes).includes(own)) {
      const name = laneWords(own, store.lanes, t);
      return t('Nothing can be sent to {0}: whoever started it is not in the run, or has ended.', name);
    }
    if (edge.by !== 'port' && edge.by !== 'broadcast') return null;
    return t(
      'It went through {0}. From here, whoever started the receiver sends it: by postMessage to a thread, by the IPC channel to a process.',
      channelWords(edge, t),
    );
  }

  #fillTargets(message: number): void {
    const { store, t } = this.#context;
    const { lanes } = store;
    const options = receiversIn(lanes).map((lane) => element('option', { value: lane.id }, laneWords(lane, lanes, t)));
    this.#target.replaceChildren(...options);
    const likeliest = likeliestReceiver(store.edges[store.messages.edge[message]!]!, lanes);
    if (likeliest) this.#target.value = likeliest.id;
  }

  /** @returns whether it can be sent */
  #check(): boolean {
    const { t } = this.#context;
    const text = this.#text.value;
    const fault = text.trim() === '' ? null : jsonFaultPlace(text);
    this.#fault.className = 'fault';
    this.#fault.textContent = fault ? t('Not JSON: line {0}, column {1}.', fault.line, fault.column) : '';
    this.#text.setAttribute('aria-invalid', String(fault !== null));
    const canSend = text.trim() !== '' && fault === null && this.#target.value !== '';
    this.#send.disabled = !canSend;
    return canSend;
  }

  #submit(): void {
    if (!this.#check()) return;
    const { host, t } = this.#context;
    host.post({ type: 'replay', target: this.#target.value, json: this.#text.value.trim() });
    this.#fault.className = 'said';
    this.#fault.textContent = t('Handed over to be sent to {0}.', this.#target.selectedOptions[0]?.textContent ?? '');
    if (this.#said !== null) clearTimeout(this.#said);
    this.#said = setTimeout(() => this.#check(), SAID_FOR);
  }
}
