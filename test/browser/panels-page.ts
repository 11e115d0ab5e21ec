// A page with the panels alone, over a trace that is always the same. Stands in for VS Code, of which it is no proof: what
// the panels ask of it is kept for the test to look at.

import { Host } from '../../media/host';
import type { Panel, Reason } from '../../media/panel';
import { PANELS } from '../../media/panels/panels';
import { TraceStore } from '../../media/trace-store';
import { type View, ViewState } from '../../media/view-state';
import type { FromTimeline, ToTimeline, TraceChunk } from '../../protocol/timeline';
import { type Kind, sampleChunk } from './panels-trace';

const posted: FromTimeline[] = [];
Object.assign(globalThis, {
  acquireVsCodeApi: () => ({
    postMessage: (message: FromTimeline) => posted.push(structuredClone(message)),
    getState: () => undefined,
    setState: () => undefined,
  }),
});

const t = (message: string, ...args: (string | number)[]) =>
  message.replace(/\{(\d)\}/g, (_, at: string) => String(args[Number(at)]));

class Page {
  readonly posted = posted;
  readonly store = new TraceStore();
  readonly state = new ViewState();
  readonly #host = new Host();
  #open: Panel | null = null;

  constructor() {
    this.state.onDidChange((keys) => this.update(...keys));
    this.store.onDidChange(() => this.update('trace'));
    this.#host.onDidReceive(() => this.update('host'));
    addEventListener('resize', () => this.update('size'));
  }

  get view(): View {
    return this.state.view;
  }

  fill(kind: Kind): void {
    this.store.add(sampleChunk(kind));
    this.state.set({ range: { from: this.store.start, to: this.store.end } });
  }

  add(chunk: TraceChunk): void {
    this.store.add(chunk);
  }

  receive(message: ToTimeline): void {
    dispatchEvent(new MessageEvent('message', { data: message }));
  }

  open(id: string): void {
    const place = document.querySelector('main')!;
    this.#open?.dispose();
    place.replaceChildren();
    const context = { store: this.store, state: this.state, host: this.#host, t };
    const panels = PANELS.map((create) => create(context));
    this.#open = panels.find((panel) => panel.id === id)!;
    this.#open.mount(place);
    this.update('opened');
  }

  update(...reasons: Reason[]): void {
    this.#open?.update(new Set(reasons));
  }
}

export type { Page };

Object.assign(globalThis, { lens: new Page() });
