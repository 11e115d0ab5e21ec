// The search as a person goes through it: which of how many.
import { element, iconButton } from './elements';
import { laneDetail, laneName } from './lanes/words';
import type { Navigator } from './navigator';
import type { PanelContext } from './panel';
import { Search } from './search';

/** So long nothing must be typed before it is sought, in ms: a look at a million messages takes a moment. */
const TYPING = 120;

export class Searching {
  readonly element: HTMLElement;
  readonly search: Search;
  readonly #context: PanelContext;
  readonly #navigator: Navigator;
  readonly #reveal: (lane: number) => void;
  readonly #input: HTMLInputElement;
  readonly #count: HTMLElement;
  readonly #buttons: HTMLButtonElement[];
  #index = -1;
  #timer = 0;

  /** @param reveal brings a lane into view */
  constructor(context: PanelContext, navigator: Navigator, reveal: (lane: number) => void) {
    const { t, store, state } = context;
    this.#context = context;
    this.#navigator = navigator;
    this.#reveal = reveal;
    this.search = new Search(store, (lane) => laneText(context, lane));
    this.#input = element('input', {
      type: 'search',
      placeholder: t('Search type, id or name'),
      spellcheck: 'false',
      'aria-label': t('Search'),
    });
    this.#input.value = state.view.search;
    this.#input.addEventListener('input', () => this.#typed());
    this.#input.addEventListener('keydown', (event) => this.#press(event));
    this.#count = element('span', { class: 'search-count', role: 'status' });
    this.#buttons = [
      iconButton('arrow-up', t('Previous match (Shift+Enter)'), () => this.go(-1)),
      iconButton('arrow-down', t('Next match (Enter)'), () => this.go(1)),
    ];
    this.element = element('div', { class: 'search', role: 'search' }, this.#input, this.#count, ...this.#buttons);
  }

  focus(): void {
    this.#input.focus();
    this.#input.select();
  }

  /** Seeks in what came since, or for something else. */
  update(): void {
    const { search } = this.#context.state.view;
    this.search.run(search);
    if (this.#index >= this.search.count) this.#index = -1;
    this.#count.textContent = this.#countWords();
    for (const button of this.#buttons) button.disabled = this.search.count === 0;
  }

  /** To the next match (1), or the previous one (−1); the first time, to the first in view. */
  go(direction: 1 | -1): void {
    this.#seekNow();
    const { count } = this.search;
    if (count === 0) return;
    const first = this.search.after(this.#navigator.range.from);
    this.#index = this.#index < 0 ? first : (this.#index + direction + count) % count;
    const hit = this.search.hit(this.#index);
    if ('message' in hit) this.#navigator.toMessage(hit.message);
    else this.#reveal(hit.lane);
    this.#count.textContent = this.#countWords();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #typed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#seekNow(), TYPING) as unknown as number;
  }

  #seekNow(): void {
    clearTimeout(this.#timer);
    const search = this.#input.value;
    if (search === this.#context.state.view.search) return;
    this.#index = -1;
    this.#context.state.set({ search });
    this.update();
  }

  #press(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.go(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') this.#input.value = '';
    else return;
    if (event.key === 'Escape') this.#seekNow();
    event.preventDefault();
  }

  #countWords(): string {
    const { t } = this.#context;
    const { count, active } = this.search;
    if (!active) return '';
    if (count === 0) return t('No results');
    return t('{0} of {1}', this.#index < 0 ? '?' : (this.#index + 1).toLocaleString(), count.toLocaleString());
  }
}

function laneText({ store, t }: PanelContext, lane: number): string {
  const { script, name } = store.lanes[lane]!;
  return [laneName(store.lanes[lane]!, t), laneDetail(store.lanes[lane]!, t), script, name ?? ''].join(' ');
}
