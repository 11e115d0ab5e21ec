// The panels below the lanes: tabs, of which one at most is open, and their height.
import { element, iconButton } from './elements';
import type { CreatePanel, Panel, PanelContext, Reason } from './panel';

/** The smallest that a panel can be, and that is left for the lanes, in px. */
const LEAST = 80;
const LEFT = 120;
/** One press of a key moves the edge by so many px. */
const STEP = 20;

interface Tab {
  panel: Panel;
  button: HTMLButtonElement;
  page: HTMLElement;
  mounted: boolean;
}

export class PanelHost {
  readonly element: HTMLElement;
  readonly #context: PanelContext;
  readonly #tabs: Tab[];
  readonly #edge: HTMLElement;
  readonly #pages = element('div', { class: 'panel-pages' });
  readonly #close: HTMLButtonElement;
  #drag: { y: number; height: number } | null = null;

  constructor(context: PanelContext, create: readonly CreatePanel[]) {
    const { t, state } = context;
    this.#context = context;
    this.#tabs = create.map((make) => this.#makeTab(make(context)));
    this.#edge = this.#makeEdge();
    this.#close = iconButton('chevron-down', t('Close Panel'), () => state.set({ panel: null }));
    const list = element('div', { class: 'tab-list', role: 'tablist', 'aria-label': t('Panels') });
    list.append(...this.#tabs.map(({ button }) => button));
    list.addEventListener('keydown', (event) => this.#press(event));
    this.#pages.append(...this.#tabs.map(({ page }) => page));
    const bar = element('div', { class: 'tab-bar' }, list, this.#close);
    this.element = element('div', { class: 'panels' }, this.#edge, bar, this.#pages);
    this.element.hidden = this.#tabs.length === 0;
  }

  /** @param reasons why what is open may look different now */
  update(reasons: ReadonlySet<Reason>): void {
    if (reasons.has('panel') || reasons.has('panelHeight') || reasons.has('opened')) this.#arrange();
    const open = this.#open();
    if (open === undefined) return;
    const first = !open.mounted;
    if (first) open.panel.mount(open.page);
    open.mounted = true;
    open.panel.update(first || reasons.has('panel') ? new Set([...reasons, 'opened']) : reasons);
  }

  dispose(): void {
    for (const { panel } of this.#tabs) panel.dispose();
  }

  #open(): Tab | undefined {
    return this.#tabs.find(({ panel }) => panel.id === this.#context.state.view.panel);
  }

  #arrange(): void {
    const open = this.#open();
    for (const tab of this.#tabs) {
      tab.button.setAttribute('aria-selected', String(tab === open));
      tab.button.tabIndex = tab === (open ?? this.#tabs[0]) ? 0 : -1;
      tab.page.hidden = tab !== open;
    }
    const { panelHeight } = this.#context.state.view;
    this.#pages.hidden = open === undefined;
    this.#edge.hidden = open === undefined;
    this.#close.hidden = open === undefined;
    this.#pages.style.height = `${panelHeight}px`;
    this.#edge.setAttribute('aria-valuenow', String(panelHeight));
  }

  #makeTab(panel: Panel): Tab {
    const { state } = this.#context;
    const ids = { tab: `tab-${panel.id}`, page: `panel-${panel.id}` };
    const button = element(
      'button',
      { type: 'button', id: ids.tab, class: 'tab', role: 'tab', 'aria-selected': 'false', 'aria-controls': ids.page },
      panel.label,
    );
    button.addEventListener('click', () => state.set({ panel: state.view.panel === panel.id ? null : panel.id }));
    const page = element('div', { id: ids.page, class: 'panel-page', role: 'tabpanel', 'aria-labelledby': ids.tab });
    page.hidden = true;
    return { panel, button, page, mounted: false };
  }

  #press(event: KeyboardEvent): void {
    const at = this.#tabs.findIndex(({ button }) => button === document.activeElement);
    const steps: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: this.#tabs.length - 1,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#tabs.at(to % this.#tabs.length)!.button.focus();
  }

  #makeEdge(): HTMLElement {
    const label = this.#context.t('Height of the panel');
    const edge = element('div', {
      class: 'panel-edge',
      role: 'separator',
      tabindex: 0,
      'aria-label': label,
      'aria-orientation': 'horizontal',
    });
    edge.addEventListener('pointerdown', (event) => {
      edge.setPointerCapture(event.pointerId);
      this.#drag = { y: event.clientY, height: this.#context.state.view.panelHeight };
    });
    edge.addEventListener('pointermove', (event) => {
      if (this.#drag) this.#resize(this.#drag.height + this.#drag.y - event.clientY);
    });
    edge.addEventListener('lostpointercapture', () => {
      this.#drag = null;
    });
    edge.addEventListener('keydown', (event) => {
      const by = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
      if (by !== undefined) this.#resize(this.#context.state.view.panelHeight + by);
    });
    return edge;
  }

  #resize(height: number): void {
    const most = Math.max(LEAST, window.innerHeight - LEFT);
    this.#context.state.set({ panelHeight: Math.round(Math.min(most, Math.max(LEAST, height))) });
  }
}
