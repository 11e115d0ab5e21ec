// The rows of a run: their order, which are folded away, and what is told of them.
import assert from 'node:assert/strict';
import { FOLD_ROW, MAX_ROWS, RunRows } from '../../../adapter/run-rows';
import { english } from '../../../adapter/texts';
import type { ThreadState } from '../../../protocol/viewer';
import { Model } from '../../../viewer/model';
import { processState, threadState, workerState } from '../support/states';

describe('rows of a run', () => {
  let model: Model;
  let rows: RunRows;

  beforeEach(() => {
    model = new Model();
    rows = new RunRows(model, 'r', english);
    model.apply([{ kind: 'process', value: processState({ id: 'p1' }) }]);
  });

  const attached = { ...processState({ id: 'p1' }).inspector, attached: true };
  const ids = () => rows.list().map(({ id }) => id);
  const names = () => rows.list().map(({ name }) => name);

  function thread(number: number, own: Partial<ThreadState> = {}): void {
    model.apply([{ kind: 'thread', value: threadState(`p1:${number}`, own) }]);
  }

  function threads(count: number): void {
    for (let number = 1; number <= count; number++) thread(number);
  }

  it('are in the order in which their targets began, whatever comes and goes', () => {
    threads(4);
    assert.deepEqual(ids(), [1, 2, 3, 4, 5]);
    thread(2, { state: 'exited' });
    thread(3, { inspector: attached });
    assert.deepEqual(ids(), [1, 2, 5]);
    thread(5);
    thread(3);
    assert.deepEqual(ids(), [1, 2, 4, 5, 6]);
    assert.equal(rows.target(4), 'p1:3');
  });

  it('are let go of when their targets end, and no number is given twice', () => {
    for (let number = 1; number <= 500; number++) {
      thread(number);
      assert.deepEqual(ids(), [1, number + 1]);
      thread(number, { state: 'exited' });
      assert.equal(rows.target(number + 1), undefined, 'also before anybody looks');
    }
    thread(501);
    model.apply([{ kind: 'forgotten', of: 'thread', id: 'p1:501' }]);
    thread(502);
    assert.deepEqual(ids(), [1, 502]);
    // Taken for dead, and heard of again.
    thread(500);
    assert.deepEqual(ids(), [1, 503, 502]);
    assert.deepEqual(
      [1, 501, 502, 503].map((id) => rows.target(id)),
      ['p1', undefined, 'p1:502', 'p1:500'],
    );
  });

  it('are in that order though one is heard of before another', () => {
    for (const number of [2, 3, 1]) thread(number);
    model.apply([
      { kind: 'process', value: workerState('p3', 2, 2, { started: 2 }) },
      { kind: 'process', value: workerState('p2', 1, 1, { started: 1 }) },
    ]);
    assert.deepEqual(
      names().map((name) => name.split(' · ')[0]),
      ['main process', ...['thread 1', 'thread 2', 'thread 3'], ...['worker 1', 'worker 2']],
    );
  });

  it('are folded where there are too many, and come forth when there is room', () => {
    threads(MAX_ROWS - 1);
    assert.equal(rows.list().length, MAX_ROWS);
    assert.ok(!ids().includes(FOLD_ROW));
    thread(MAX_ROWS);
    thread(MAX_ROWS + 1);
    assert.equal(rows.list().length, MAX_ROWS);
    assert.deepEqual(rows.list().at(-1), { id: FOLD_ROW, name: '… 3 more: see the view Workers' });
    assert.equal(rows.target(FOLD_ROW), undefined);
    for (const number of [1, 2]) thread(number, { state: 'exited' });
    assert.ok(!ids().includes(FOLD_ROW));
    assert.match(names().at(-1) ?? '', new RegExp(`^thread ${MAX_ROWS + 1} `));
  });

  it('leave room for those that are attached', () => {
    threads(MAX_ROWS + 5);
    for (const number of [1, MAX_ROWS]) thread(number, { inspector: attached });
    assert.equal(rows.list().length, MAX_ROWS - 2);
    assert.match(names().at(-1) ?? '', /^… 7 more/);
    for (let number = 1; number <= MAX_ROWS + 4; number++) thread(number, { inspector: attached });
    assert.deepEqual(names(), ['… 2 more: see the view Workers']);
  });

  it('are told again where their names change', () => {
    threads(MAX_ROWS);
    rows.update();
    thread(MAX_ROWS + 1);
    assert.deepEqual(rows.update(), { started: [FOLD_ROW], exited: [] });
    model.apply([{ kind: 'process', value: processState({ id: 'p1', primary: true }) }]);
    assert.deepEqual(rows.update(), { started: [1], exited: [] });
    assert.deepEqual(rows.update(), { started: [], exited: [] });
  });

  it('are of their run alone', () => {
    model.apply([
      { kind: 'process', value: workerState('p2', 1, 1, { inspector: attached }) },
      { kind: 'process', value: processState({ id: 'p3', run: 'other', inspector: attached }) },
      { kind: 'process', value: processState({ id: 'p4', run: 'other' }) },
    ]);
    assert.deepEqual(ids(), [1]);
  });
});
