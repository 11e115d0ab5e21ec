// Which range comes into view. All in ms.
import type { Range } from './view-state';

/** The shortest range that can be in view: at it a screen of 1,000 px shows 5 ns each. */
const SHORTEST = 0.005;
/** The same as a share of the time that it is at: of a number this great, what is smaller is lost, and nothing would be in view. */
const FINEST = 2 ** -49;
/** What is shown of a trace in which nothing has happened yet. */
const LEAST = 10;
/** Share of the view that is left free beside the trace where all of it is shown. */
const MARGIN = 0.02;
/** Share of the view in which something of the trace always stays. */
const KEPT = 0.1;

/** All there is, with a little room. */
export function fitted(bounds: Range): Range {
  const width = Math.max(LEAST, bounds.to - bounds.from);
  return { from: bounds.from - width * MARGIN, to: bounds.from + width * (1 + MARGIN) };
}

/** @param factor below 1 to see more closely. @param at the time that stays where it is */
export function zoomed(range: Range, factor: number, at: number, bounds: Range): Range {
  const all = fitted(bounds);
  const { from, to } = visible(range);
  const width = to - from;
  const wanted = Math.min(Math.max(width * factor, shortestAt(at)), Math.max(all.to - all.from, width));
  const scale = wanted / width;
  return held({ from: at - (at - from) * scale, to: at + (to - at) * scale }, bounds);
}

export function panned(range: Range, by: number, bounds: Range): Range {
  return held({ from: range.from + by, to: range.to + by }, bounds);
}

/** The same width, with a time at a share of it. */
export function rangeAround(range: Range, time: number, share: number): Range {
  const width = range.to - range.from;
  return visible({ from: time - width * share, to: time + width * (1 - share) });
}

/** As near as possible with both times in the middle two thirds of the view; the same where they are in view already. */
export function showing(range: Range, from: number, to: number): Range {
  if (from >= range.from && to <= range.to) return range;
  const width = Math.max(range.to - range.from, (to - from) * 1.5);
  const middle = (from + to) / 2;
  return visible({ from: middle - width / 2, to: middle + width / 2 });
}

/** The same, or about the same time the shortest that can be in view there. */
function visible(range: Range): Range {
  const middle = (range.from + range.to) / 2;
  const shortest = shortestAt(middle);
  return range.to - range.from >= shortest ? range : { from: middle - shortest / 2, to: middle + shortest / 2 };
}

function shortestAt(time: number): number {
  return Math.max(SHORTEST, Math.abs(time) * FINEST);
}

/** Moved so that something of the trace is in view. */
function held(range: Range, bounds: Range): Range {
  const kept = (range.to - range.from) * KEPT;
  const by = Math.max(bounds.from + kept - range.to, 0) - Math.max(range.from - (bounds.to - kept), 0);
  return by === 0 ? range : { from: range.from + by, to: range.to + by };
}
