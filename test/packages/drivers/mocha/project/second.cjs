const assert = require('node:assert');

describe('second', () => {
  it('looks around', () => assert.equal(process.env.NODE_OPTIONS, undefined));
  it('throws', () => {
    throw new RangeError('a reason');
  });
  it.skip('is left out');
});
