import { expect, test } from 'vitest';

test('is wrong', () => expect({ a: 1, b: [2] }).toEqual({ a: 1, b: [3] }));
test('throws', () => {
  throw new RangeError('a reason');
});
test('looks around', () => {
  expect(process.env.NODE_OPTIONS).toBeUndefined();
  expect(process.execArgv.filter((word) => word.includes('stub'))).toEqual([]);
});
