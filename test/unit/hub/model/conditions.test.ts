import assert from 'node:assert/strict';
import { Model } from '../../../../hub/model/model';
import type { Condition } from '../../../../protocol/viewer';
import { FakeClock } from '../fake-clock';
import { hello } from '../support';

const STUCK: Condition = { is: 'stuck', since: 5, on: null };

describe('hub: the condition of a target in the model', () => {
  let model: Model;
  const who = { process: 'one', thread: 0 };

  beforeEach(() => {
    model = new Model(new FakeClock());
    model.receive(who, hello({ ...who, run: 'run' }));
    model.receive(who, {
      type: 'threadCreate',
      time: 7,
      thread: 1,
      file: '/t.js',
      name: null,
      creator: 0,
      site: null,
      options: null,
    });
  });

  const judged = (run = 'run') => model.judged((id) => id === run);

  it('is judged of living targets of the runs that are meant', () => {
    assert.deepEqual(
      judged().map(({ id, thread, created, connected }) => [id, thread, created, connected]),
      [
        ['p1', 0, null, true],
        ['p1:1', 1, 7, false],
      ],
    );
    assert.deepEqual(judged('other'), []);
  });

  it('is not judged of threads without an agent, nor of what has ended or lost its connection', () => {
    const why = { reason: 'unknown', detail: null } as const;
    model.receive(who, { type: 'threadNotObserved', time: 8, thread: 1, why });
    assert.deepEqual(
      judged().map(({ id }) => id),
      ['p1'],
    );
    model.disconnected(who);
    assert.deepEqual(judged(), []);
  });

  it('is told once, since it was found first', () => {
    const [change] = model.condition('p1', STUCK);
    assert.deepEqual(change?.kind === 'process' && change.value.condition, STUCK);
    assert.deepEqual(model.condition('p1', { ...STUCK, since: 9 }), []);
    assert.equal(model.condition('p1', null).length, 1);
    assert.deepEqual(model.condition('p1', null), []);
    assert.deepEqual(model.condition('p9', STUCK), []);
  });

  it('is none of what has ended or lost its connection', () => {
    for (const id of ['p1', 'p1:1']) model.condition(id, STUCK);
    model.receive(who, { type: 'threadExit', time: 8, thread: 1, code: 0, asked: false });
    model.disconnected(who);
    assert.deepEqual(
      [...model.snapshot().processes, ...model.snapshot().threads].map(({ condition }) => condition),
      [null, null],
    );
    assert.deepEqual(model.condition('p1:1', STUCK), []);
  });
});
