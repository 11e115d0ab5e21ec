import assert from 'node:assert/strict';
import { workerCountInsights } from '../../../../viewer/insights/worker-count';
import { processState, slotState, workerState } from '../../support/states';
import { busy, english, requests, Scene } from './support';

describe('insight: too many or too few workers', () => {
  let scene: Scene;

  beforeEach(() => {
    scene = new Scene();
  });

  function cluster(count: number): string[] {
    scene.set(processState({ id: 'p1', primary: true }));
    const ids = Array.from({ length: count }, (_, at) => `w${at + 1}`);
    for (const [at, id] of ids.entries()) {
      scene.set(workerState(id, at + 1, at + 1, { state: 'listening' }), slotState(at + 1, id));
    }
    return ids;
  }

  const each = (ids: string[], figures: ReturnType<typeof busy>) => Object.fromEntries(ids.map((id) => [id, figures]));
  const insights = (cores: number) =>
    workerCountInsights(scene.model, scene.window, scene.seen, cores, scene.now, english);
  const said = (cores: number) =>
    insights(cores).map(({ owner, label, description }) => `${owner}: ${label} · ${description}`);

  it('says too few where all are busy and a core is free', () => {
    scene.pass(60_000, each(cluster(2), busy(0.95)));
    assert.deepEqual(said(4), ['p1: too few workers? · 95 % busy']);
    assert.match(
      insights(4)[0]!.detail,
      /all 2 workers were busy for 95 % of the time, while this run used 1\.9 of 4 cores/,
    );
  });

  it('says nothing where there is no free core, or one worker has time', () => {
    const ids = cluster(2);
    scene.pass(60_000, each(ids, busy(0.95)));
    assert.deepEqual(said(2), [], 'as many as cores');
    assert.deepEqual(said(4).length, 1);
    // A thread of the primary uses two more.
    scene.pass(60_000, { ...each(ids, busy(0.95)), p1: busy(0, { cpu: 2 }) });
    assert.deepEqual(said(4), []);
    scene.pass(60_000, { w1: busy(1), w2: busy(0.5) });
    assert.deepEqual(said(4), []);
  });

  it('says too many where all cores are used, and loops wait for each other', () => {
    scene.pass(60_000, each(cluster(8), busy(0.8, { cpu: 0.24 })));
    assert.deepEqual(said(2), ['p1: too many workers? · 8 for 2 cores']);
    assert.match(insights(2)[0]!.detail, /8 workers used 1\.9 of 2 cores.*as if they had 6\.4/);
  });

  it('lets more workers than cores be where they mostly wait for something else', () => {
    const ids = cluster(8);
    scene.pass(60_000, each(ids, busy(0.3, { cpu: 0.1 })));
    assert.deepEqual(said(2), []);
    scene.pass(60_000, each(ids, busy(0.3, { cpu: 0.24 })));
    assert.deepEqual(said(2), [], 'their threads use the cores, their loops have time');
  });

  it('says that a load needs fewer where there is a load', () => {
    const ids = cluster(4);
    scene.pass(60_000, each(ids, busy(0.02, { http: requests(5) })));
    assert.deepEqual(said(4), ['p1: more workers than this load needs · 8 % of one busy']);
    assert.match(insights(4)[0]!.detail, /4 workers answered 40 requests or connections a second/);
    scene.pass(60_000, each(ids, busy(0.02)));
    assert.deepEqual(said(4), [], 'a program that nobody asks anything');
  });

  it('says nothing of what is starting, or was measured for a short while', () => {
    const ids = cluster(2);
    scene.pass(10_000, each(ids, busy(1)));
    scene.pass(29_000, each(ids, busy(1)));
    assert.deepEqual(said(4), []);
    scene.pass(5_000, each(ids, busy(1)));
    assert.equal(said(4).length, 1);
    scene.set(workerState('w3', 3, 3, { state: 'listening' }), slotState(3, 'w3'));
    assert.deepEqual(said(4), []);
  });

  it('says nothing of a process that forks no workers', () => {
    scene.set(processState({ id: 'p1' }));
    scene.pass(60_000, { p1: busy(1) });
    assert.deepEqual(said(4), []);
  });
});
