// Which of several holds a target waits for.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Holds } from '../../../hub/holds';
import { FakeClock } from './fake-clock';

const STARTER = { run: 'r', kind: 'worker' as const, maker: 'p1', worker: 1, slot: 1, script: '/app.js', name: null };
const WORKERS = { kinds: ['worker' as const], maker: null, worker: null, slot: null, script: null, name: null };

describe('holds', () => {
  let directory: string;
  let holds: Holds;
  /** Who waits for what, as it was told. */
  let told: [target: string, hold: string | null][];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'wl-'));
    told = [];
    holds = new Holds({
      clock: new FakeClock(),
      directory,
      starter: () => STARTER,
      isIntroduced: () => true,
      go: (target) => told.push([target, 'go']),
      hold: async () => true,
      held: (target, hold) => told.push([target, hold]),
      changed: async () => {},
    });
  });

  afterEach(() => {
    holds.close();
    rmSync(directory, { recursive: true });
  });

  /** Resolves once what was set going has been told. */
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('are for the viewer first that waits to stop the target, and for one target only', async () => {
    const all = await holds.add({}, { run: 'r', match: WORKERS, once: false, pause: false });
    const next = await holds.add({}, { run: null, match: WORKERS, once: true, pause: true });
    for (const target of ['p2', 'p3']) holds.asks(target);
    await settled();
    assert.deepEqual(told, [
      ['p2', next],
      ['p3', all],
    ]);
    assert.deepEqual([holds.stopsAtStart('p2'), holds.stopsAtStart('p3')], [true, false]);
  });

  it('let everybody begin whom none is for', async () => {
    await holds.add({}, { run: 's', match: WORKERS, once: false, pause: false });
    await holds.add({}, { run: 'r', match: { ...WORKERS, slot: 2 }, once: false, pause: false });
    holds.asks('p2');
    await settled();
    assert.deepEqual(told, [['p2', 'go']]);
  });
});
