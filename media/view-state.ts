// What a person looks at, and chose: what survives that the webview is hidden, or loaded anew.
import { Emitter } from './emitter';

/** Times in ms of the recording's clock. */
export interface Range {
  from: number;
  to: number;
}

export interface View {
  /** What is in view; `null` until there is something. */
  range: Range | null;
  /** The end of a live run stays in view. */
  following: boolean;
  /** How far the lanes are scrolled, in px. */
  scroll: number;
  /** Ids of lanes whose inner lanes are not shown. */
  folded: ReadonlySet<string>;
  /** Ids of selected lanes. */
  lanes: ReadonlySet<string>;
  /** Place of the selected message; −1. */
  message: number;
  /** Place of the edge that alone is shown; −1 for all. */
  edge: number;
  /** The moment of which the lanes tell, in ms; `null` for the last one. */
  cursor: number | null;
  search: string;
  /** Id of the panel that is open; `null` for none. */
  panel: string | null;
  /** Its height, in px. */
  panelHeight: number;
}

export type ViewKey = keyof View;

const FIRST: View = {
  range: null,
  following: true,
  scroll: 0,
  folded: new Set(),
  lanes: new Set(),
  message: -1,
  edge: -1,
  cursor: null,
  search: '',
  panel: null,
  panelHeight: 240,
};

export class ViewState {
  #view: View = FIRST;
  readonly #changes = new Emitter<ReadonlySet<ViewKey>>();

  /** Tells what became different. */
  readonly onDidChange = this.#changes.event;

  get view(): Readonly<View> {
    return this.#view;
  }

  /** Sets some, and tells once which of them became different. */
  set(patch: Partial<View>): void {
    const changed = (Object.keys(patch) as ViewKey[]).filter((key) => !same(patch[key], this.#view[key]));
    if (changed.length === 0) return;
    this.#view = { ...this.#view, ...patch };
    this.#changes.fire(new Set(changed));
  }

  /** Selects a message, or none; the lanes stay. */
  select(message: number): void {
    this.set({ message });
  }

  /** As JSON takes it; without what is told by places, which hold for one trace only. */
  save(): unknown {
    const { message, edge, ...kept } = this.#view;
    return { ...kept, folded: [...kept.folded], lanes: [...kept.lanes] };
  }

  /** Takes what `save` gave, as far as it holds. */
  restore(saved: unknown): void {
    if (typeof saved !== 'object' || saved === null) return;
    const found: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(saved)) {
      if (key in FIRST && key !== 'message' && key !== 'edge') found[key] = asIn(FIRST[key as ViewKey], value);
    }
    this.set(Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)));
  }
}

/** The saved value where it is of the kind of the first one, else `undefined`. */
function asIn(first: View[ViewKey], value: unknown): unknown {
  if (first instanceof Set) return Array.isArray(value) ? new Set(value.map(String)) : undefined;
  if (first === null) return isNullable(value) ? value : undefined;
  return typeof value === typeof first ? value : undefined;
}

/** A range, a time, an id of a panel, or none. */
function isNullable(value: unknown): boolean {
  if (value === null || typeof value === 'number' || typeof value === 'string') return true;
  const range = value as Partial<Range>;
  return isTime(range.from) && isTime(range.to) && range.from < range.to;
}

function isTime(value: unknown): value is number {
  return Number.isFinite(value);
}

function same(one: unknown, other: unknown): boolean {
  if (one instanceof Set && other instanceof Set) {
    return one.size === other.size && [...one].every((item) => other.has(item));
  }
  if (isRange(one) && isRange(other)) return one.from === other.from && one.to === other.to;
  return one === other;
}

function isRange(value: unknown): value is Range {
  return typeof value === 'object' && value !== null && 'from' in value;
}
