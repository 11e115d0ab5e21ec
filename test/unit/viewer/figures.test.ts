// The latest figures of live runs: asked for, turned into rates, and dropped when they are old.
import assert from 'node:assert/strict';
import type { Change } from '../../../protocol/viewer';
import { Emitter } from '../../../viewer/emitter';
import { type FiguresSource, LiveFigures } from '../../../viewer/figures';
import type { FiguresMessage } from '../../../viewer/hub-connection';
import type { LinkEvent } from '../../../viewer/hub-link';
import { Model } from '../../../viewer/model';
import { processState, runState } from '../support/states';
import { figures, requests } from './insights/support';

/** A link that the test speaks for. */
class Link implements FiguresSource {
  readonly model = new Model();
  state: FiguresSource['state'] = 'connected';
  readonly asked: unknown[] = [];
  readonly measures = new Emitter<FiguresMessage>();
  readonly changes = new Emitter<Change[]>();
  readonly states = new Emitter<LinkEvent>();
  readonly onDidMeasure = this.measures.event;
  readonly onDidChange = this.changes.event;
  readonly onDidChangeState = this.states.event;

  request: FiguresSource['request'] = async (request) => {
    this.asked.push(request);
    return {};
  };

  change(...changes: Change[]): void {
    this.model.apply(changes);
    this.changes.fire(changes);
  }

  measure(time: number, target: string, own: Parameters<typeof figures>[0]): void {
    this.measures.fire({ type: 'figures', time, targets: [[target, figures(own)]] });
  }
}

const watch = (...runs: string[]) => ({ type: 'watchFigures', runs });

describe('live figures', () => {
  const run = (id: string, own = {}): Change => ({ kind: 'run', value: runState({ id, ...own }) });

  it('are asked for of the runs that live, once for each time that these change', () => {
    const link = new Link();
    const live = new LiveFigures(link);
    link.change(run('a'));
    link.change({ kind: 'process', value: processState({ id: 'p1' }) });
    link.change(run('b'));
    link.change(run('a', { state: 'ended' }));
    assert.deepEqual(link.asked, [watch('a'), watch('a', 'b'), watch('b')]);
    live.dispose();
  });

  it('are asked for again of a hub that took another’s place, and what the first said is dropped', () => {
    const link = new Link();
    const live = new LiveFigures(link);
    link.change(run('a'));
    link.measure(1000, 'p1', {});
    assert.ok(live.of('p1'));
    const told: (readonly string[])[] = [];
    live.onDidChange((targets) => told.push(targets));
    link.states.fire({ state: 'connected', restarted: true, error: null });
    link.change(run('a'));
    assert.deepEqual(link.asked, [watch('a'), watch('a')]);
    assert.equal(live.of('p1'), undefined);
    assert.deepEqual(told, [['p1']]);
    live.dispose();
  });

  it('are kept together as they were at one moment', () => {
    const link = new Link();
    const live = new LiveFigures(link);
    link.change(run('a'));
    link.measure(1000, 'p1', { messages: 30 });
    link.measure(1000, 'p2', { messages: 40 });
    const before = live.snapshot();
    link.measure(1500, 'p1', { messages: 0 });
    link.measure(5000, 'p3', {});
    assert.deepEqual(
      [...before].map(([target, { messageRate }]) => [target, messageRate]),
      [
        ['p1', 60],
        ['p2', 80],
      ],
    );
    assert.deepEqual([...live.snapshot().keys()], ['p3']);
    live.dispose();
  });

  it('are rates by the time in which they were measured', () => {
    const link = new Link();
    const live = new LiveFigures(link);
    link.change(run('a'));
    link.measure(1000, 'p1', { http: requests(50), connections: 5, messages: 30 });
    assert.equal(live.of('p1')?.requestRate, 100);
    assert.equal(live.of('p1')?.connectionRate, 10);
    assert.equal(live.of('p1')?.messageRate, 60);
    link.measure(1500, 'p1', {});
    assert.equal(live.of('p1')?.messageRate, 0);
    assert.equal(live.of('p1')?.requestRate, null);
    live.dispose();
  });

  it('are said no more of what has not been measured for long', () => {
    const link = new Link();
    const live = new LiveFigures(link);
    link.measure(1000, 'p1', {});
    link.measure(4000, 'p2', {});
    assert.ok(live.of('p1'));
    const told: (readonly string[])[] = [];
    live.onDidChange((targets) => told.push(targets));
    link.measure(4001, 'p2', {});
    assert.equal(live.of('p1'), undefined);
    assert.deepEqual(told, [['p2', 'p1']]);
    live.dispose();
  });
});
