// The buttons above the lanes.
import { element, icon, iconButton, relabel } from './elements';
import { edgeWords } from './message-words';
import type { Navigator } from './navigator';
import type { PanelContext } from './panel';

export class Toolbar {
  readonly element: HTMLElement;
  readonly #context: PanelContext;
  readonly #follow: HTMLButtonElement;
  readonly #save: HTMLButtonElement;
  readonly #state = element('span', { class: 'source' });
  readonly #edge: HTMLButtonElement;
  readonly #moment: HTMLButtonElement;

  constructor(context: PanelContext, navigator: Navigator, search: HTMLElement) {
    const { t, host, state } = context;
    this.#context = context;
    this.#follow = iconButton('debug-pause', '', () => navigator.toggleFollowing());
    this.#save = iconButton('save', t('Save Recording'), () => host.post({ type: 'save' }));
    this.#edge = chip(t('Show all messages again'), () => state.set({ edge: -1 }));
    this.#moment = chip(t('Show the last moment again'), () => state.set({ cursor: null }));
    this.element = element(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': t('Timeline') },
      this.#state,
      this.#follow,
      iconButton('zoom-in', t('Zoom in (+)'), () => navigator.zoomStep(1)),
      iconButton('zoom-out', t('Zoom out (−)'), () => navigator.zoomStep(-1)),
      iconButton('screen-full', t('Show all (F)'), () => navigator.fit()),
      this.#edge,
      this.#moment,
      element('span', { class: 'gap' }),
      search,
      this.#save,
      iconButton('export', t('Export as Chrome Trace'), () => host.post({ type: 'export' })),
    );
    this.update();
  }

  update(): void {
    const { t, host, state, store } = this.#context;
    const { view } = state;
    this.#follow.hidden = !host.live;
    this.#save.hidden = host.source !== 'live';
    if (view.following) relabel(this.#follow, 'debug-pause', t('Pause (Space)'));
    else relabel(this.#follow, 'debug-continue', t('Follow the run (Space)'));
    this.#sayState();
    setChip(this.#edge, view.edge < 0 ? null : edgeWords(store.edges[view.edge]!, store.lanes, t));
    setChip(this.#moment, view.cursor === null ? null : t('At a chosen moment'));
  }

  #sayState(): void {
    const { t, host, state } = this.#context;
    const words = host.source === 'recording' ? t('Recording') : host.ended ? t('Ended') : this.#liveWord();
    if (this.#state.textContent !== words) this.#state.textContent = words;
    this.#state.classList.toggle('live', host.live && state.view.following);
    this.#state.title = host.title;
  }

  #liveWord(): string {
    const { t, state } = this.#context;
    return state.view.following ? t('Live') : t('Paused');
  }
}

/** Something that is chosen, and can be let go of. */
function chip(title: string, press: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', class: 'chip', title }, element('span'), icon('close'));
  made.hidden = true;
  made.addEventListener('click', press);
  return made;
}

function setChip(button: HTMLButtonElement, text: string | null): void {
  button.hidden = text === null;
  if (text === null) return;
  button.firstElementChild!.textContent = text;
  button.setAttribute('aria-label', `${text}. ${button.title}`);
}
