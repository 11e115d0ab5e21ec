// Lanes of a trace: what the changes of a recording make of them.
import assert from 'node:assert/strict';
import type { End } from '../../../../protocol/viewer';
import { TraceBuilder } from '../../../../viewer/trace/trace-builder';
import { processState, threadState, workerState } from '../../support/states';
import { Assembled, changes, HEADER, process, text, thread } from './support';

const END: End = { how: 'exited', code: 0, signal: null, error: null, why: null, before: [] };
const PORT = { address: null, port: 3000, addressType: 4 } as const;

function read(...lines: Parameters<typeof text>): Assembled {
  const builder = new TraceBuilder({ file: 'run.wlens.jsonl' });
  builder.feed(text(HEADER, ...lines));
  builder.finish();
  assert.deepEqual(builder.takeProblems(), []);
  return new Assembled().add(builder.take());
}

const event = (type: string, time: number, target: string, own = {}) => ({
  type,
  time,
  process: 'x',
  thread: 0,
  target,
  ...own,
});

describe('lanes of a trace', () => {
  const primary = processState({ id: 'p1', primary: true, pid: 10, started: 1001 });

  it('are nested as the tree is', () => {
    const { lanes } = read(
      changes(1010, process(primary), process(workerState('p2', 1, 3, { started: 1005 }))),
      changes(
        1020,
        thread(threadState('p2:1', { started: 1015, name: 'sum' })),
        thread(threadState('p2:4', { creator: 1 })),
      ),
      changes(1030, process(processState({ id: 'p3', parent: 'p2', kind: 'child', pid: 30, script: '/mail.js' }))),
    );
    const shown = lanes.map(({ id, parent, kind, number, slot, pid }) => ({ id, parent, kind, number, slot, pid }));
    assert.deepEqual(shown, [
      { id: 'p1', parent: null, kind: 'primary', number: null, slot: null, pid: 10 },
      { id: 'p2', parent: 'p1', kind: 'worker', number: 1, slot: 3, pid: 100 },
      { id: 'p2:1', parent: 'p2', kind: 'thread', number: 1, slot: null, pid: 100 },
      { id: 'p2:4', parent: 'p2:1', kind: 'thread', number: 4, slot: null, pid: 100 },
      { id: 'p3', parent: 'p2', kind: 'child', number: null, slot: null, pid: 30 },
    ]);
    assert.equal(lanes[2]?.name, 'sum');
  });

  it('leave launchers out, and put what these started in their place', () => {
    const npm = processState({ id: 'p1', launcher: 'npm' });
    const { lanes } = read(
      changes(1010, process(npm)),
      changes(1020, process(processState({ id: 'p2', parent: 'p1', kind: 'child' }))),
    );
    assert.deepEqual(
      lanes.map(({ id, parent, kind }) => ({ id, parent, kind })),
      [{ id: 'p2', parent: null, kind: 'root' }],
    );
  });

  it('have a launcher that failed before it started anything', () => {
    const failed = processState({ id: 'p1', launcher: 'npm', ended: 1020, end: { ...END, how: 'crashed', code: 1 } });
    const trace = read(changes(1020, process({ ...failed, state: 'exited' })));
    assert.deepEqual(trace.statesOf('p1').at(-1), '1020 crashed 1');
  });

  it('go through the states of a worker, at the times at which these were told', () => {
    const worker = (own: Parameters<typeof workerState>[3]) =>
      process(workerState('p2', 1, 1, { started: 1100, ...own }));
    const trace = read(
      changes(1010, process(primary)),
      changes(1150, worker({ state: 'starting' })),
      event('online', 1201, 'p1', { worker: 1 }),
      changes(1250, worker({ state: 'online' })),
      event('listening', 1301, 'p1', { worker: 1, address: PORT }),
      changes(1350, worker({ state: 'listening', addresses: [PORT] })),
      changes(1450, worker({ state: 'disconnecting', addresses: [PORT], disconnecting: 1401 })),
      changes(1550, worker({ state: 'exited', ended: 1501, end: { ...END, how: 'voluntary' }, disconnecting: 1401 })),
    );
    assert.deepEqual(trace.statesOf('p2'), [
      '1100 starting',
      '1201 online',
      '1301 listening :3000',
      '1401 disconnecting',
      '1501 exited 0',
    ]);
    assert.deepEqual(trace.marksOf('p2'), [
      '1100 created',
      '1201 online',
      '1301 listening :3000',
      '1401 disconnect',
      '1501 exit 0',
    ]);
    assert.deepEqual(trace.marksOf('p1').at(-1), '1100 fork /app.js');
    assert.equal(trace.lanes[1]?.ended, 1501);
  });

  it('are what their conditions say, and after them what they were', () => {
    const is = (time: number, condition: Parameters<typeof processState>[0]['condition'] & object) =>
      changes(time, process({ ...primary, condition, state: 'listening', addresses: [PORT] }));
    const trace = read(
      event('hello', 1001, 'p1'),
      changes(1010, process({ ...primary, state: 'listening', addresses: [PORT] })),
      is(1200, { is: 'stuck', since: 1100, on: null }),
      changes(1300, process({ ...primary, state: 'listening', addresses: [PORT] })),
      is(1500, { is: 'blocked', since: 1450, on: 'Atomics.wait' }),
    );
    assert.deepEqual(trace.statesOf('p1').slice(-4), [
      '1010 listening :3000',
      '1100 stuck',
      '1300 listening :3000',
      '1450 blocked Atomics.wait',
    ]);
  });

  it('end as they were asked to, crash with the signal, and are not observed for a reason', () => {
    const ended = (id: string, end: Partial<End>) =>
      process(processState({ id, kind: 'child', parent: 'p1', state: 'exited', ended: 1200, end: { ...END, ...end } }));
    const trace = read(
      changes(1010, process(primary)),
      changes(
        1200,
        ended('p2', { how: 'asked', code: null, signal: 'SIGTERM' }),
        ended('p3', { how: 'crashed', code: null, signal: 'SIGSEGV' }),
        process(
          processState({
            id: 'p4',
            kind: 'child',
            parent: 'p1',
            started: 1100,
            notObserved: { reason: 'oldNode', detail: 'v14' },
          }),
        ),
      ),
    );
    assert.equal(trace.statesOf('p2').at(-1), '1200 askedFor SIGTERM');
    assert.equal(trace.statesOf('p3').at(-1), '1200 crashed SIGSEGV');
    assert.equal(trace.statesOf('p4').at(-1), '1100 notObserved oldNode');
  });

  it('are marked by signals and errors once, whoever tells of them', () => {
    const error = { name: 'TypeError', message: 'no', stack: null, code: null };
    const before = [{ time: 1100, event: 'signal' as const, detail: 'SIGUSR2' }];
    const trace = read(
      changes(1010, process(primary)),
      event('kill', 1100, 'p1', { pid: 10, signal: 'SIGUSR2' }),
      event('uncaught', 1190, 'p1', { error }),
      changes(
        1210,
        process({ ...primary, state: 'exited', ended: 1200, end: { ...END, how: 'crashed', code: 1, error, before } }),
      ),
    );
    assert.deepEqual(trace.marksOf('p1').slice(-3), ['1100 signal SIGUSR2', '1190 error TypeError: no', '1200 exit 1']);
  });

  it('tell of what ran before the recording began only how it is', () => {
    const keyframe = { type: 'keyframe', time: 5000, model: [process({ ...primary, started: 500 })] };
    const trace = read(keyframe);
    assert.deepEqual(trace.statesOf('p1'), ['500 online']);
  });

  it('are told again by keyframes without a trace of it', () => {
    const keyframe = { type: 'keyframe', time: 5000, model: [process(primary)] };
    const builder = new TraceBuilder();
    builder.feed(text(HEADER, changes(1010, process(primary))));
    builder.take();
    builder.feed(text(keyframe));
    assert.equal(builder.hasMore, false);
    assert.deepEqual(builder.take().lanes, []);
  });

  it('end where a later keyframe knows them no more: the lines between are missing', () => {
    const worker = workerState('p2', 1, 1);
    const trace = read(
      changes(1010, process(primary), process(worker), thread(threadState('p2:1'))),
      { type: 'keyframe', time: 5000, model: [process(primary)] },
      { type: 'keyframe', time: 6000, model: [process(primary)] },
    );
    assert.deepEqual(
      trace.lanes.map(({ id, ended }) => [id, ended]),
      [
        ['p1', null],
        ['p2', 5000],
        ['p2:1', 5000],
      ],
    );
    assert.deepEqual(trace.statesOf('p2').at(-1), '5000 exited');
  });

  it('can not be nested in each other by a damaged recording', () => {
    const trace = read(
      changes(
        1010,
        process({ ...primary, parent: 'p2' }),
        process(processState({ id: 'p2', parent: 'p1', kind: 'child' })),
      ),
    );
    const parents = new Map(trace.lanes.map(({ id, parent }) => [id, parent]));
    assert.ok(parents.get('p1') === null || parents.get('p2') === null);
  });

  it('have figures, each with what is not known as no number', () => {
    const figures = {
      period: 500,
      tid: 1,
      cpu: 0.25,
      rss: null,
      heap: { used: 10, total: 20 },
      loop: { utilization: 0.5, delay: { mean: 1, max: 7 } },
      handles: {},
      http: { requests: 20, mean: 3, p95: 4 },
      connections: 0,
      messages: 0,
    };
    const { figures: rows } = read(changes(1010, process(primary)), event('figures', 1500, 'p1', { figures }));
    assert.deepEqual(rows, [
      {
        lane: 0,
        time: 1500,
        cpu: 0.25,
        rss: Number.NaN,
        heap: 10,
        delay: 7,
        utilization: 0.5,
        requests: 40,
        response: 3,
      },
    ]);
  });
});
