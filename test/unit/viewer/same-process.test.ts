// An id after a hub took a dead one's place: whether it still means what a person saw.
import assert from 'node:assert/strict';
import { Model } from '../../../viewer/model';
import { isAnother } from '../../../viewer/same-process';
import { processState, threadState } from '../support/states';

describe('an id that a person saw', () => {
  const model = new Model();
  model.apply([
    { kind: 'process', value: processState({ id: 'p1', pid: 5 }) },
    { kind: 'process', value: processState({ id: 'p2', pid: null }) },
    { kind: 'thread', value: threadState('p1:1') },
  ]);

  it('means another where its process has another pid, also of a thread', () => {
    assert.equal(isAnother(model, { id: 'p1', pid: 6 }), true);
    assert.equal(isAnother(model, { id: 'p1:1', pid: 6 }), true);
    assert.equal(isAnother(model, { id: 'p1', pid: 5 }), false);
    assert.equal(isAnother(model, { id: 'p1:1', pid: 5 }), false);
  });

  it('means no other where a pid is not known, nor where it is gone', () => {
    assert.equal(isAnother(model, { id: 'p1', pid: null }), false);
    assert.equal(isAnother(model, { id: 'p2', pid: 6 }), false);
    assert.equal(isAnother(model, { id: 'p9', pid: 6 }), false);
  });
});
