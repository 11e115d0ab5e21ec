// What is selected, so that it is found again in a trace that was told anew: there, places of messages can be other ones.
import type { Edge } from '../protocol/timeline';
import type { TraceStore } from './trace-store';
import type { ViewState } from './view-state';

/** An edge, by the ids of its lanes. */
interface KnownEdge {
  from: string | null;
  to: string | null;
  by: string;
  name: string | null;
  late?: Edge['late'];
}

interface KnownMessage {
  edge: KnownEdge;
  /** When it began, in ms. */
  begin: number;
}

export interface Remembered {
  view: unknown;
  message: KnownMessage | null;
  edge: KnownEdge | null;
}

export function remember(store: TraceStore, state: ViewState): Remembered {
  const { message, edge } = state.view;
  return {
    view: state.save(),
    message:
      message < 0 || message >= store.messages.count
        ? null
        : { edge: knownEdge(store, store.messages.edge[message]!), begin: store.begin(message) },
    edge: edge < 0 || edge >= store.edges.length ? null : knownEdge(store, edge),
  };
}

/** Looks for what was selected, until it has come. */
export class Recall {
  #message: KnownMessage | null;
  #edge: KnownEdge | null;

  /** @param saved what `remember` gave once, or anything else */
  constructor(saved: unknown) {
    const known = (typeof saved === 'object' && saved !== null ? saved : {}) as Partial<Remembered>;
    this.#message = known.message ?? null;
    this.#edge = known.edge ?? null;
  }

  /** Nothing is looked for any more. */
  get done(): boolean {
    return this.#message === null && this.#edge === null;
  }

  /** What has not come yet: it is to be remembered still. */
  get awaited(): Partial<Remembered> {
    return { ...(this.#message && { message: this.#message }), ...(this.#edge && { edge: this.#edge }) };
  }

  /** Something is selected, by a person or because it came: what was selected before is not looked for any more. */
  end(what: ReadonlySet<string>): void {
    if (what.has('message')) this.#message = null;
    if (what.has('edge')) this.#edge = null;
  }

  look(store: TraceStore, state: ViewState): void {
    if (this.#edge !== null) {
      const edge = findEdge(store, this.#edge);
      if (edge >= 0) this.#edge = null;
      state.set({ edge });
    }
    if (this.#message === null) return;
    const message = findMessage(store, this.#message);
    if (message < 0) return;
    this.#message = null;
    state.set({ message });
  }
}

function knownEdge(store: TraceStore, place: number): KnownEdge {
  const { from, to, by, name, late } = store.edges[place]!;
  return { from: store.lanes[from]?.id ?? null, to: store.lanes[to]?.id ?? null, by, name, ...(late && { late }) };
}

function findEdge(store: TraceStore, known: KnownEdge): number {
  const at = (id: string | null) => (id === null ? -1 : store.placeOf(id));
  const isThere = ({ from, to }: Edge) => from === at(known.from) && to === at(known.to);
  const is = ({ by, name, late }: Edge) => by === known.by && name === known.name && late === known.late;
  return store.edges.findIndex((edge) => isThere(edge) && is(edge));
}

function findMessage(store: TraceStore, known: KnownMessage): number {
  const edge = findEdge(store, known.edge);
  if (edge < 0) return -1;
  const order = store.ofEdge(edge).messages;
  const place = order.lower(known.begin);
  const found = place < order.count ? order.at(place) : -1;
  return found >= 0 && store.begin(found) === known.begin ? found : -1;
}
