import assert from 'node:assert/strict';
import type { Change, ProcessState } from '../../../../protocol/viewer';
import { Insights } from '../../../../viewer/insights/insights';
import { Model } from '../../../../viewer/model';
import { FakeClock } from '../../hub/fake-clock';
import { processState, slotState, threadState, workerState } from '../../support/states';
import { changeTo, end, english, figures, INTERVAL } from './support';

describe('insights', () => {
  let clock: FakeClock;
  let model: Model;
  let insights: Insights;
  let told: string[][];

  beforeEach(() => {
    clock = new FakeClock();
    model = new Model();
    model.apply([changeTo(processState({ id: 'p1', primary: true, scheduling: 'rr' }))]);
    insights = new Insights({ model, cores: 4, clock, t: english });
    told = [];
    insights.onDidChange((owners) => told.push([...owners]));
  });

  function change(...changes: Change[]): void {
    model.apply(changes);
    insights.update(changes);
  }

  /** Connections that two workers get twice a second, for `ms`. */
  function connections(ms: number, one: number, two: number): void {
    for (let passed = 0; passed < ms; passed += INTERVAL) {
      insights.measure({
        time: clock.now(),
        targets: [
          ['w1', figures({ connections: one })],
          ['w2', figures({ connections: two })],
        ],
      });
      clock.pass(INTERVAL);
    }
  }

  function listen(): void {
    const worker = (at: number) => changeTo(workerState(`w${at}`, at, at, { state: 'listening' }));
    change(worker(1), worker(2));
  }

  function crash(count: number): void {
    const ids = Array.from({ length: count }, (_, at) => `c${at}`);
    const own = (at: number): Partial<ProcessState> => ({ state: 'exited', started: at, ended: at + 1, end: end() });
    change(...ids.map((id, at) => changeTo(workerState(id, at + 1, 3, own(at)))), changeTo(slotState(3, null, ids)));
  }

  it('are told with their owner, twice a second at most, and only where they change', () => {
    crash(4);
    crash(5);
    assert.deepEqual(told, []);
    clock.pass(INTERVAL);
    assert.deepEqual(told, [['p1#3']]);
    assert.deepEqual(
      insights.of('p1#3').map(({ label, description }) => `${label} · ${description}`),
      ['restarted 4× in 0 s · code 1'],
    );
    assert.equal(insights.byId('crash-loop p1#3')?.owner, 'p1#3');
    change(changeTo(threadState('p1:1')));
    clock.pass(10 * INTERVAL);
    insights.measure({ time: clock.now(), targets: [] });
    clock.pass(INTERVAL);
    assert.deepEqual(told, [['p1#3'], ['p1#3']], 'given up');
    change({ kind: 'forgotten', of: 'slot', id: 'p1#3' });
    clock.pass(INTERVAL);
    assert.deepEqual(insights.all(), []);
    assert.equal(told.length, 3);
  });

  it('stay for a while where figures stand at the edge, and go with their owner', () => {
    listen();
    connections(30_000, 20, 0);
    assert.equal(insights.of('p1').length, 1);
    connections(9_000, 200, 200);
    assert.equal(insights.of('p1').length, 1);
    connections(3_000, 200, 200);
    assert.deepEqual(insights.of('p1'), []);
    connections(60_000, 20, 0);
    assert.equal(insights.of('p1').length, 1);
    const primary = model.processes.get('p1') as ProcessState;
    change(changeTo({ ...primary, state: 'exited' }), changeTo({ ...workerState('w1', 1, 1), state: 'exited' }));
    clock.pass(INTERVAL);
    assert.deepEqual(insights.of('p1'), []);
  });

  it('give shares and pools for the rows of those that have them', () => {
    listen();
    connections(10_000, 3, 1);
    assert.equal(insights.sharesOf('w1')?.connections, 0.75);
    assert.equal(insights.sharesOf('p1'), undefined);
    const site = { file: '/app/a.js', line: 1, column: 1, via: 'piscina' };
    change(...['p1:1', 'p1:2'].map((id) => changeTo(threadState(id, { site }))), changeTo(threadState('p1:3')));
    told = [];
    clock.pass(INTERVAL);
    assert.deepEqual(told, [['p1']]);
    assert.equal(insights.poolOf('p1:2')?.name, 'piscina');
    assert.equal(insights.poolOf('p1:3'), undefined);
    assert.deepEqual(
      insights.pools().map(({ threads }) => threads),
      [['p1:1', 'p1:2']],
    );
  });

  it('are looked for less often where a look takes long', () => {
    let words = 0;
    const slow = (message: string, ...args: (string | number)[]) => {
      if (words++ === 0) clock.sleep(100);
      return english(message, ...args);
    };
    insights.dispose();
    insights = new Insights({ model, cores: 4, clock, t: slow });
    crash(4);
    clock.pass(INTERVAL);
    words = 0;
    crash(5);
    clock.pass(4_000);
    assert.equal(words, 0);
    clock.pass(1_200);
    assert.notEqual(words, 0);
  });

  it('let others have their turn during a look, and take up what came meanwhile', () => {
    const order: string[] = [];
    let words = 0;
    const t = (message: string, ...args: (string | number)[]) => {
      if (words++ === 0) {
        clock.after(0, () => {
          order.push('another');
          crash(5);
        });
      }
      return english(message, ...args);
    };
    insights.dispose();
    insights = new Insights({ model, cores: 4, clock, t });
    insights.onDidChange(() => order.push(insights.of('p1#3')[0]?.label ?? ''));
    crash(4);
    clock.pass(INTERVAL);
    assert.deepEqual(order, ['another', 'restarted 3× in 0 s']);
    clock.pass(INTERVAL);
    assert.deepEqual(order.slice(2), ['restarted 4× in 0 s']);
  });

  it('say the worst first', () => {
    listen();
    connections(30_000, 20, 0);
    const site = { file: '/app/a.js', line: 1, column: 1 };
    for (let at = 1; at <= 12; at++) {
      change(changeTo(threadState(`p1:${at}`, { site, started: clock.now() })));
      clock.pass(1_000);
    }
    assert.deepEqual(
      insights.of('p1').map(({ kind }) => kind),
      ['thread-leak', 'balance'],
    );
  });

  it('look at nothing once they are disposed of', () => {
    crash(4);
    insights.dispose();
    clock.pass(10 * INTERVAL);
    assert.deepEqual(insights.all(), []);
  });
});
