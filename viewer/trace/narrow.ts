// Columns as narrow as what they hold allows, for the way to where a trace is shown: it leads through three processes, each of
// which makes copies.
import type { Column } from '../../protocol/timeline';

/** The narrowest first. */
const WHOLE = [
  { kind: Uint8Array, least: 0, most: 0xff },
  { kind: Int8Array, least: -0x80, most: 0x7f },
  { kind: Uint16Array, least: 0, most: 0xffff },
  { kind: Int16Array, least: -0x8000, most: 0x7fff },
  { kind: Uint32Array, least: 0, most: 0xffff_ffff },
  { kind: Int32Array, least: -0x8000_0000, most: 0x7fff_ffff },
];

/** The same columns with the same values. */
export function narrowed<G extends { [name: string]: Column }>(group: G): G {
  return Object.fromEntries(Object.entries(group).map(([name, column]) => [name, narrow(column)])) as G;
}

function narrow(column: Column): Column {
  let [least, most] = [0, 0];
  for (let at = 0; at < column.length; at++) {
    const value = column[at]!;
    if (!Number.isInteger(value) || Object.is(value, -0)) return column;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const fitting = WHOLE.find((each) => least >= each.least && most <= each.most);
  if (!fitting || fitting.kind.BYTES_PER_ELEMENT >= column.BYTES_PER_ELEMENT) return column;
  return new fitting.kind(column);
}
