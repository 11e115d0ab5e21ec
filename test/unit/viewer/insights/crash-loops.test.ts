import assert from 'node:assert/strict';
import type { End, ProcessState } from '../../../../protocol/viewer';
import { crashLoops } from '../../../../viewer/insights/crash-loops';
import { processState, slotState, workerState } from '../../support/states';
import { end, english, Scene } from './support';

describe('insight: crash loop', () => {
  let scene: Scene;

  beforeEach(() => {
    scene = new Scene();
    scene.set(processState({ id: 'p1', primary: true }));
  });

  /** Workers in slot 1, one after the other: when each started and ended, in s, and how. */
  function workers(lives: [from: number, to: number | null, how?: Partial<End>][]): void {
    const all = lives.map(([from, to, how], at): ProcessState => {
      const own = { started: from * 1000, ended: to === null ? null : to * 1000, end: to === null ? null : end(how) };
      return workerState(`w${at}`, at + 1, 1, { ...own, state: to === null ? 'online' : 'exited' });
    });
    const current = all.find(({ ended }) => ended === null)?.id ?? null;
    scene.set(
      ...all,
      slotState(
        1,
        current,
        all.map(({ id }) => id).filter((id) => id !== current),
      ),
    );
    scene.now = Math.max(...lives.map(([from, to]) => to ?? from)) * 1000;
  }

  const said = (afterSeconds = 0) =>
    crashLoops(scene.model, scene.now + afterSeconds * 1000, english).map(
      ({ owner, label, description }) => `${owner}: ${label} · ${description}`,
    );

  it('tells how often and how fast', () => {
    workers([
      [0, 600],
      [600.1, 602],
      [602.1, 604],
      [604.1, 606],
      [606.1, 608],
      [610, null],
    ]);
    assert.deepEqual(said(), ['p1#1: restarted 5× in 10 s · code 1']);
  });

  it('tells that it was given up, once the slot is empty for longer than the program ever waited', () => {
    workers([
      [0, 1],
      [2, 3],
      [4, 5],
      [6, 7],
    ]);
    assert.deepEqual(said(2.9), ['p1#1: restarted 3× in 5 s · code 1']);
    assert.deepEqual(said(3.1), ['p1#1: restarted 3× in 5 s · given up']);
  });

  it('waits for at least a moment before it says given up', () => {
    workers([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
    assert.match(said(1.9)[0]!, /code 1$/);
    assert.match(said(2.1)[0]!, /given up$/);
  });

  it('takes a primary that ended by itself for one that gave up, and none that was stopped', () => {
    workers([
      [0, 1],
      [2, 3],
      [4, 5],
      [6, 7],
    ]);
    const ended = (own: Partial<End>) =>
      scene.set(processState({ id: 'p1', primary: true, state: 'exited', ended: 7100, end: end(own) }));
    ended({ how: 'exited', code: 0 });
    assert.match(said()[0]!, /given up$/);
    ended({ how: 'asked', code: null, signal: 'SIGTERM' });
    assert.match(said(100)[0]!, /code 1$/);
  });

  it('is forgotten once the last one runs well', () => {
    workers([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [4, null],
    ]);
    assert.equal(said(59).length, 1);
    assert.equal(said(61).length, 0);
  });

  it('counts only crashes in a row, each soon after the start', () => {
    workers([
      [0, 1],
      [1, 2],
      [2, 3, { how: 'voluntary', code: 0 }],
      [3, 4],
      [4, 5],
      [5, null],
    ]);
    assert.deepEqual(said(), [], 'one left of its own will in between');
    workers([
      [0, 1],
      [1, 2],
      [2, 300],
      [300, 301],
      [301, 302],
      [302, null],
    ]);
    assert.deepEqual(said(), ['p1#1: restarted 3× in 2 s · code 1'], 'one ran well in between');
    workers([
      [0, 1, { how: 'exited', code: 0 }],
      [1, 2, { how: 'exited', code: 0 }],
      [2, 3, { how: 'exited', code: 0 }],
      [3, 4, { how: 'exited', code: 0 }],
    ]);
    assert.deepEqual(said(), [], 'each did its work and ended');
    workers([
      [0, 1],
      [1, 2],
      [2, null],
    ]);
    assert.deepEqual(said(), [], 'two restarts are bad luck');
  });

  it('says the error, on one line, and how the others ended', () => {
    const error = { name: 'Error', message: 'boom\nmore', stack: null, code: null };
    workers([
      [0, 1, { signal: 'SIGSEGV', code: null }],
      [1, 2, { error }],
      [2, 3, { error }],
      [3, 4, { error }],
      [4, null],
    ]);
    const [insight] = crashLoops(scene.model, scene.now, english);
    assert.equal(insight!.description, 'Error: boom');
    assert.match(insight!.detail, /crashed 4 times/);
    assert.match(insight!.detail, /The last one ended with Error: boom, as did 2 of the others\./);
    assert.deepEqual(insight!.targets, ['w0', 'w1', 'w2', 'w3', 'w4']);
  });

  it('counts what the hub still keeps, and tells how many there were in all', () => {
    workers([
      [10, 11],
      [11, 12],
      [12, 13],
      [13, 14],
      [14, null],
    ]);
    scene.set({ ...scene.model.slots.get('p1#1')!, restarts: 250 });
    const [insight] = crashLoops(scene.model, scene.now, english);
    assert.equal(insight!.label, 'restarted 4× in 3 s');
    assert.match(insight!.detail, /restarted 250 times in all/);
  });
});
