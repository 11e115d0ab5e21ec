// What messages say, captured only where a person asks for it: of which, and with which values masked.
import { button, element, freshId, icon, labelled } from '../elements';
import { laneWords } from '../lanes/words';
import type { Panel, PanelContext, Reason } from '../panel';
import { type CaptureDraft, draftFault, filterOf, MASKED, sharedDraft } from './capture-draft';
import { Hints } from './hints';
import { countWords } from './words';

export class CapturePanel implements Panel {
  readonly id = 'capture';
  readonly #context: PanelContext;
  readonly #hints: Hints;
  readonly #parts = {
    status: element('div', { class: 'notes', role: 'status' }),
    fault: element('div', { class: 'fault', role: 'alert' }),
    hints: element('datalist', { id: freshId() }),
    targets: element('select', {}),
    buttons: element('div', { class: 'buttons' }),
    form: element('form', { class: 'form' }),
  };

  constructor(context: PanelContext) {
    this.#context = context;
    this.#hints = new Hints(context.store);
  }

  get label(): string {
    return this.#context.t('Capture');
  }

  /** Begins as what is captured already, which the extension tells after this was made. */
  get #draft(): CaptureDraft {
    return sharedDraft(this.#context.host);
  }

  mount(parent: HTMLElement): void {
    const { status, form } = this.#parts;
    parent.append(element('div', { class: 'panel-scroll' }, status, form));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#start();
    });
    this.#fillForm();
  }

  update(reasons: ReadonlySet<Reason>): void {
    if (reasons.has('opened') || reasons.has('host')) {
      this.#fillForm();
      this.#drawStatus();
      this.#drawButtons();
    }
    if (reasons.has('opened') || reasons.has('trace')) this.#fillHints();
    if (reasons.has('opened') || reasons.has('lanes')) this.#fillTargets();
  }

  dispose(): void {}

  #fillForm(): void {
    const { t, host } = this.#context;
    const { form, fault, buttons, targets } = this.#parts;
    form.hidden = !host.live;
    if (!host.live || form.hasChildNodes()) return;
    form.append(
      element(
        'div',
        { class: 'fields' },
        labelled(t('Direction'), this.#wayField()),
        labelled(t('Type'), this.#hintField(), t('Empty for all types')),
        labelled(t('Field'), this.#textField('path', 'user.name'), t('A path; empty for any')),
        labelled(t('has the value'), this.#textField('equals', 'ann')),
        labelled(t('Captured by'), targets),
      ),
      this.#maskedField(),
      fault,
      buttons,
    );
    targets.addEventListener('change', () => this.#set({ all: targets.value === 'all' }));
  }

  #wayField(): HTMLSelectElement {
    const { t } = this.#context;
    const field = element(
      'select',
      {},
      element('option', { value: '' }, t('sent and received')),
      element('option', { value: 'sent' }, t('sent')),
      element('option', { value: 'received' }, t('received')),
    );
    field.value = this.#draft.way ?? '';
    field.addEventListener('change', () => this.#set({ way: (field.value || null) as CaptureDraft['way'] }));
    return field;
  }

  #hintField(): HTMLElement {
    const field = this.#textField('hint', '');
    field.setAttribute('list', this.#parts.hints.id);
    this.#parts.form.append(this.#parts.hints);
    return field;
  }

  #textField(name: 'hint' | 'path' | 'equals', example: string): HTMLInputElement {
    const field = element('input', { type: 'text', placeholder: example, autocomplete: 'off', spellcheck: 'false' });
    field.value = this.#draft[name];
    field.addEventListener('input', () => this.#set({ [name]: field.value }));
    return field;
  }

  #maskedField(): HTMLElement {
    const { t } = this.#context;
    const field = element('textarea', { rows: 3, spellcheck: 'false' });
    field.value = this.#draft.masked;
    field.addEventListener('input', () => this.#set({ masked: field.value }));
    const reset = button(t('Reset'), 'discard', () => {
      field.value = MASKED.join(', ');
      this.#set({ masked: field.value });
    });
    reset.classList.add('secondary');
    const whole = labelled(t('Names whose values are masked'), field, t('Each matches where it is part of a name.'));
    whole.append(element('div', { class: 'buttons' }, reset));
    return whole;
  }

  #set(patch: Partial<CaptureDraft>): void {
    Object.assign(this.#draft, patch);
    // What was wrong is being mended: it is said again only when it is tried again.
    this.#parts.fault.textContent = '';
  }

  #start(): void {
    const { state, host, t } = this.#context;
    const { lanes } = state.view;
    const fault = draftFault(this.#draft, lanes.size, t);
    this.#parts.fault.textContent = fault ?? '';
    if (fault) return;
    const targets = this.#draft.all ? null : [...lanes];
    host.post({ type: 'capturePayloads', targets, filter: filterOf(this.#draft) });
  }

  #drawStatus(): void {
    const { host, t } = this.#context;
    const { status } = this.#parts;
    if (!host.live) {
      const words =
        host.source === 'live'
          ? t('The run has ended: nothing more can be captured.')
          : t('This is a recording: what messages say was captured while it was made, or not at all.');
      status.replaceChildren(element('div', { class: 'note' }, icon('info'), words));
      return;
    }
    const words = host.payloads ? this.#capturedWords() : t('What messages say is not captured.');
    const note = element('div', { class: 'note' }, icon(host.payloads ? 'record' : 'circle-slash'), words);
    status.replaceChildren(note);
    if (host.payloadsDropped === 0) return;
    const dropped = t(
      'What {0} messages say was dropped: too many at a time, or too large.',
      countWords(host.payloadsDropped),
    );
    status.append(element('div', { class: 'note warning' }, icon('warning'), dropped));
  }

  /** What is captured now, which need not be what the form says. */
  #capturedWords(): string {
    const { host, t } = this.#context;
    const { way, hint, field } = host.payloads!;
    const parts = [
      way === null ? t('sent and received') : way === 'sent' ? t('sent') : t('received'),
      hint === null ? t('of all types') : t('of type “{0}”', hint),
      field === null ? '' : t('where {0} is “{1}”', field.path, field.equals),
    ];
    return t('Capturing messages: {0}.', parts.filter(Boolean).join(', '));
  }

  #drawButtons(): void {
    const { host, t } = this.#context;
    const { buttons } = this.#parts;
    const start = element('button', { type: 'submit', class: 'button' }, icon('record'));
    start.append(host.payloads ? t('Capture These Instead') : t('Capture'));
    const stop = button(t('Stop Capturing'), 'debug-stop', () => this.#stop(), 'secondary');
    stop.hidden = host.payloads === null;
    // A button that is drawn anew must not lose the keyboard.
    const hadFocus = buttons.contains(document.activeElement);
    buttons.replaceChildren(start, stop);
    if (hadFocus) (host.payloads ? stop : start).focus();
  }

  #stop(): void {
    this.#context.host.post({ type: 'capturePayloads', targets: null, filter: null });
  }

  #fillHints(): void {
    const { hints } = this.#parts;
    const all = this.#hints.all();
    if (hints.options.length === all.length) return;
    hints.replaceChildren(...all.map((hint) => element('option', { value: hint })));
  }

  #fillTargets(): void {
    const { store, state, t } = this.#context;
    const { targets } = this.#parts;
    const lanes = [...state.view.lanes].flatMap((id) => store.lanes[store.placeOf(id)] ?? []);
    const names = lanes.map((lane) => laneWords(lane, store.lanes, t)).join(', ');
    targets.replaceChildren(
      element('option', { value: 'all' }, t('all lanes')),
      element('option', { value: 'selected' }, names || t('the selected lanes (none is)')),
    );
    targets.value = this.#draft.all ? 'all' : 'selected';
  }
}
