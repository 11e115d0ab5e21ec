// What the panels show of a trace.
import type { TraceStore } from '../trace-store';
import type { Range, ViewState } from '../view-state';

/** The time in view; all there is, while nothing was chosen. */
export function viewedRange(store: TraceStore, { view }: ViewState): Range {
  return view.range ?? { from: store.start, to: store.end };
}
