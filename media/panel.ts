// What stands below the lanes, one at a time behind tabs.
import type { Host } from './host';
import type { TraceStore } from './trace-store';
import type { ViewKey, ViewState } from './view-state';

/** Translates a message whose `{0}`, `{1}` … stand for the arguments. The English message is the key. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

export interface PanelContext {
  store: TraceStore;
  state: ViewState;
  host: Host;
  t: Translate;
}

/**
 * Why a panel is to draw itself anew: the trace grew, what is looked at changed, the extension told something, the colours
 * are other ones, the panel has another size, or it was just opened.
 */
export type Reason = 'trace' | ViewKey | 'host' | 'colours' | 'size' | 'opened';

export interface Panel {
  readonly id: string;
  /** On its tab. */
  readonly label: string;
  /** Builds what it shows into an element that is its own, once, when it is first opened. */
  mount(element: HTMLElement): void;
  /** Called at most once a frame, and only while it is open. */
  update(reasons: ReadonlySet<Reason>): void;
  dispose(): void;
}

export type CreatePanel = (context: PanelContext) => Panel;
