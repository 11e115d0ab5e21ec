// What a person should know of the whole: how far a recording is read, what went wrong, that there is nothing yet.
import type { ToTimeline } from '../protocol/timeline';
import { element, icon, iconButton } from './elements';
import type { PanelContext } from './panel';

export class Notices {
  readonly element = element('div', { class: 'notices' });
  /** Over the lanes. */
  readonly empty = element('div', { class: 'empty', role: 'status' });
  readonly #context: PanelContext;
  readonly #progress: HTMLElement;
  readonly #bar = element('div', { class: 'progress-done' });
  readonly #share = element('span', { class: 'progress-words' });
  #reading = false;

  constructor(context: PanelContext) {
    this.#context = context;
    this.#progress = this.#makeProgress();
    this.element.append(this.#progress);
    this.update();
  }

  /** Recordings are read still. */
  get reading(): boolean {
    return this.#reading;
  }

  take(message: ToTimeline): void {
    if (message.type === 'progress') this.#setProgress(message.done);
    else if (message.type === 'problem') this.#addProblem(message.text);
    this.update();
  }

  update(): void {
    const { store, host, t } = this.#context;
    this.empty.hidden = store.lanes.length > 0;
    if (this.empty.hidden) return;
    const words = host.live ? t('Waiting for the first process…') : t('Nothing was recorded.');
    const text = this.#reading ? t('Reading the recording…') : words;
    if (this.empty.textContent !== text) this.empty.textContent = text;
  }

  #makeProgress(): HTMLElement {
    const { t, host } = this.#context;
    const label = t('Reading the recording…');
    const cancel = element('button', { type: 'button', class: 'text-button' }, t('Cancel'));
    cancel.addEventListener('click', () => host.post({ type: 'cancel' }));
    const bar = element(
      'div',
      { class: 'progress-bar', role: 'progressbar', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100 },
      this.#bar,
    );
    const made = element('div', { class: 'progress' }, element('span', {}, label), bar, this.#share, cancel);
    made.hidden = true;
    return made;
  }

  #setProgress(done: number | null): void {
    this.#reading = done !== null;
    this.#progress.hidden = done === null;
    if (done === null) return;
    const percent = Math.round(done * 100);
    this.#bar.style.transform = `scaleX(${done})`;
    this.#bar.parentElement!.setAttribute('aria-valuenow', String(percent));
    this.#share.textContent = `${percent} %`;
  }

  #addProblem(text: string): void {
    const { t } = this.#context;
    const words = element('span', { class: 'problem-text' }, text);
    const bar = element('div', { class: 'problem', role: 'alert' }, icon('warning'), words);
    bar.append(iconButton('close', t('Dismiss'), () => bar.remove()));
    this.element.append(bar);
  }
}
