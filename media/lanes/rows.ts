// Which lanes are shown, in the order of the tree.
import type { Lane } from '../../protocol/timeline';

export interface LaneRow {
  /** Place of the lane. */
  lane: number;
  /** From 1. */
  level: number;
  /** Lanes that are nested in it, at any depth. */
  inner: number[];
  folded: boolean;
  /** Its number among those nested in the same lane, from 1, and how many these are. */
  position: number;
  siblings: number;
}

export interface LaneRows {
  rows: readonly LaneRow[];
  /** For each lane its row, or that of the folded lane that it is nested in. */
  rowOf: Int32Array;
}

export const NO_ROWS: LaneRows = { rows: [], rowOf: new Int32Array(0) };

/** @param placeOf place of a lane by its id; −1 */
export function laneRows(
  lanes: readonly Lane[],
  folded: ReadonlySet<string>,
  placeOf: (id: string) => number,
): LaneRows {
  const nested = nestedIn(lanes, placeOf);
  const rows: LaneRow[] = [];
  const rowOf = new Int32Array(lanes.length).fill(-1);
  const add = (all: readonly number[], level: number) => {
    for (const [index, lane] of all.entries()) {
      const within = nested.get(lane) ?? [];
      const inner = within.flatMap((one) => allWithin(one, nested));
      const isFolded = inner.length > 0 && folded.has(lanes[lane]!.id);
      rowOf[lane] = rows.length;
      rows.push({ lane, level, inner, folded: isFolded, position: index + 1, siblings: all.length });
      if (isFolded) for (const one of inner) rowOf[one] = rows.length - 1;
      else add(within, level + 1);
    }
  };
  add(nested.get(-1) ?? [], 1);
  return { rows, rowOf };
}

/** Places of lanes by that of the lane they are nested in; −1 at the top, and where that one is not known. */
function nestedIn(lanes: readonly Lane[], placeOf: (id: string) => number): Map<number, number[]> {
  const nested = new Map<number, number[]>();
  for (const [place, { parent }] of lanes.entries()) {
    const outer = parent === null ? -1 : placeOf(parent);
    const siblings = nested.get(outer);
    if (siblings) siblings.push(place);
    else nested.set(outer, [place]);
  }
  return nested;
}

function allWithin(lane: number, nested: ReadonlyMap<number, number[]>): number[] {
  return [lane, ...(nested.get(lane) ?? []).flatMap((one) => allWithin(one, nested))];
}
