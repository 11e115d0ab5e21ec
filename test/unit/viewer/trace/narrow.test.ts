import assert from 'node:assert/strict';
import type { Column } from '../../../../protocol/timeline';
import { narrowed } from '../../../../viewer/trace/narrow';

const kindOf = (column: Column) => narrowed({ column }).column.constructor;

describe('columns on their way', () => {
  it('are as narrow as what they hold allows', () => {
    assert.equal(kindOf(Uint32Array.of(0, 255)), Uint8Array);
    assert.equal(kindOf(Uint32Array.of(0, 256)), Uint16Array);
    assert.equal(kindOf(Float64Array.of(7, 65_536)), Uint32Array);
    assert.equal(kindOf(Int32Array.of(-1, 127)), Int8Array);
    assert.equal(kindOf(Int32Array.of(-1, 128)), Int16Array);
    assert.equal(kindOf(Int32Array.of(-1, 40_000)), Int32Array);
    assert.equal(kindOf(Float64Array.of(-1, 40_000)), Int32Array);
    assert.equal(kindOf(Float64Array.of()), Uint8Array);
  });

  it('hold the same as before', () => {
    const all = [
      Float64Array.of(1, Number.NaN),
      Float64Array.of(0.1, 2),
      Float64Array.of(-0, 1),
      Float64Array.of(2 ** 40, 1),
      Float64Array.of(2 ** 32 - 1, 1),
      Float64Array.of(-(2 ** 31), 2 ** 31),
      Int32Array.of(-(2 ** 31), 2 ** 31 - 1),
      Uint32Array.of(0, 2 ** 32 - 1),
    ];
    for (const column of all) assert.deepEqual([...narrowed({ column }).column], [...column]);
  });
});
