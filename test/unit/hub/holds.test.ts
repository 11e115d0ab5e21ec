import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { type HoldRequest, Holds } from '../../../hub/debugging/holds';
import { removeLeases } from '../../../hub/debugging/lease';
import { matches, type Starter, starterOf } from '../../../hub/debugging/target-match';
import type { TargetMatch } from '../../../protocol/viewer';
import { FakeClock } from './fake-clock';
import { World } from './model/world';
import { temporaryFolder } from './support';

const ANYTHING: TargetMatch = {
  kinds: ['primary', 'worker', 'child', 'thread'],
  maker: null,
  worker: null,
  slot: null,
  script: null,
  name: null,
};
const THREAD: Starter = {
  run: 'run',
  kind: 'thread',
  maker: 'p1',
  worker: 2,
  slot: 1,
  script: '/app/src/worker.js',
  name: 'mail-3',
};
const REQUEST: HoldRequest = { run: 'run', match: ANYTHING, once: false, pause: false };

describe('hub: holds', () => {
  let clock: FakeClock;
  let folder: ReturnType<typeof temporaryFolder>;
  let holds: Holds;
  /** What was done, in order. */
  let done: string[];
  let introduced: boolean;
  /** What the agent answers to a hold. */
  let obeys: boolean;
  const viewer = {};

  beforeEach(() => {
    clock = new FakeClock();
    folder = temporaryFolder();
    done = [];
    introduced = true;
    obeys = true;
    holds = new Holds({
      clock,
      directory: folder.path,
      starter: () => THREAD,
      isIntroduced: () => introduced,
      go: (target) => done.push(`go ${target}`),
      hold: async (target, lease) => {
        assert.ok(fs.existsSync(lease));
        done.push(`hold ${target}`);
        return obeys;
      },
      held: (target, hold) => done.push(`${target} ${hold}`),
      changed: async () => {},
    });
  });

  afterEach(() => {
    holds.close();
    assert.deepEqual(fs.readdirSync(folder.path), []);
    folder.remove();
  });

  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const leases = () => fs.readdirSync(folder.path).map((name) => fs.statSync(`${folder.path}/${name}`).mtimeMs);

  async function hold(fields: Partial<HoldRequest> = {}, owner = viewer): Promise<string> {
    return holds.add(owner, { ...REQUEST, ...fields });
  }

  async function ask(...targets: string[]): Promise<string[]> {
    for (const target of targets) holds.asks(target);
    await turn();
    return done.splice(0);
  }

  it('lets go what nobody holds', async () => {
    assert.deepEqual(await ask('t'), ['go t']);
    await hold({ run: 'another' });
    assert.deepEqual(await ask('t'), ['go t']);
    assert.deepEqual([holds.isInForce('run'), holds.isInForce('another')], [false, true]);
    await hold({ run: null });
    assert.ok(holds.isInForce('run'));
  });

  it('holds for 10 s until a debugger comes, and for 10 s until it is ready', async () => {
    const id = await hold();
    assert.deepEqual(await ask('t'), ['hold t', `t ${id}`]);
    clock.pass(9_999);
    holds.attached('t');
    clock.pass(9_999);
    assert.deepEqual(done, []);
    clock.pass(1);
    assert.deepEqual(done, ['t null']);
    assert.deepEqual(leases(), []);
  });

  it('holds the others of a viewer that attaches one after the other, as long as it gets on', async () => {
    await hold({ match: { ...ANYTHING, kinds: ['thread'] }, once: true }, {});
    await ask('another viewer’s');
    await hold();
    await ask('t', 'u');
    clock.pass(9_000);
    holds.attached('t');
    clock.pass(1_000);
    assert.deepEqual(done.splice(0), ['another viewer’s null']);
    clock.pass(8_000);
    holds.ready('t');
    assert.deepEqual(done.splice(0), ['t null']);
    clock.pass(9_999);
    assert.deepEqual(done, []);
    clock.pass(1);
    assert.deepEqual(done, ['u null']);
  });

  it('is for the viewer first that wants it stopped', async () => {
    await hold();
    const id = await hold({ pause: true }, {});
    assert.deepEqual(await ask('t'), ['hold t', `t ${id}`]);
    assert.equal(holds.stopsAtStart('t'), true);
  });

  it('keeps touching the lease of what waits', async () => {
    await hold();
    await ask('t');
    const [before] = leases();
    await turn();
    clock.pass(250);
    assert.notEqual(leases()[0], before);
  });

  it('lets go, once, what is released', async () => {
    await hold();
    await ask('t');
    holds.release('t');
    holds.release('t');
    clock.pass(20_000);
    assert.deepEqual(done, ['t null']);
  });

  it('lets go what waits for a hold that is taken back, or whose viewer goes; and no other', async () => {
    const other = {};
    const first = await hold({ match: { ...ANYTHING, kinds: ['worker'] } });
    await hold({}, other);
    await ask('t');
    holds.remove(viewer, first);
    assert.throws(() => holds.remove(viewer, first), /There is no hold h1/);
    assert.throws(() => holds.remove(viewer, 'h2'), /There is no hold h2/);
    holds.removeAll(viewer);
    assert.deepEqual(done, []);
    holds.removeAll(other);
    assert.deepEqual(done, ['t null']);
    assert.equal(holds.isInForce('run'), false);
  });

  it('is for the first alone, where it is for one, and can be taken back while that waits', async () => {
    const id = await hold({ once: true, pause: true });
    assert.deepEqual(await ask('a', 'b'), ['hold a', 'go b', `a ${id}`]);
    assert.equal(holds.isInForce('run'), false);
    assert.deepEqual([holds.stopsAtStart('a'), holds.stopsAtStart('b')], [true, false]);
    holds.remove(viewer, id);
    assert.deepEqual(done, ['a null']);
  });

  it('lets go what does not wait, and tells that it does not', async () => {
    obeys = false;
    await hold();
    assert.deepEqual(await ask('t'), ['hold t', 't null', 'go t']);
  });

  it('waits until its maker tells what it is, but not for long', async () => {
    introduced = false;
    assert.deepEqual(await ask('a', 'b'), []);
    introduced = true;
    holds.introduced();
    holds.introduced();
    await turn();
    assert.deepEqual(done.splice(0), ['go a', 'go b']);
    introduced = false;
    await ask('c');
    clock.pass(500);
    await turn();
    assert.deepEqual(done, ['go c']);
  });

  it('takes away what a hub that died has left', () => {
    fs.writeFileSync(`${folder.path}/hold-00ff`, '');
    fs.writeFileSync(`${folder.path}/hub.json`, '');
    removeLeases(folder.path);
    assert.deepEqual(fs.readdirSync(folder.path), ['hub.json']);
    fs.rmSync(`${folder.path}/hub.json`);
  });
});

describe('hub: which targets are meant', () => {
  it('asks that all that is given holds', () => {
    const cases: [Partial<TargetMatch>, boolean][] = [
      [{}, true],
      [{ kinds: ['worker', 'child'] }, false],
      [{ maker: 'p1', worker: 2, slot: 1 }, true],
      [{ maker: 'p2' }, false],
      [{ worker: 1 }, false],
      [{ slot: 2 }, false],
      [{ script: 'worker.js' }, true],
      [{ script: 'work*' }, true],
      [{ script: '**/src/*.{js,ts}' }, true],
      [{ script: 'src/worker.js' }, false],
      [{ script: '/app/src/worker.js' }, true],
      [{ name: 'mail-*' }, true],
      [{ name: 'mail' }, false],
      [{ worker: 2, name: 'other' }, false],
    ];
    for (const [match, expected] of cases) {
      assert.equal(matches({ ...ANYTHING, ...match }, THREAD), expected, JSON.stringify(match));
    }
    assert.equal(matches({ ...ANYTHING, name: '*' }, { ...THREAD, name: null }), false);
  });

  it('knows what starts from what its maker and its agent told', () => {
    const world = new World();
    const root = world.root();
    root.spawn(200, { worker: 7 });
    root.child('worker', 200, 1);
    root.tell({
      type: 'threadCreate',
      thread: 1,
      file: './mail.js',
      name: 'mail',
      creator: 0,
      site: null,
      options: null,
    });
    const starter = (id: string) => {
      const { run: _, script, name, ...rest } = starterOf(world.model, id)!;
      return { ...rest, script, name };
    };
    assert.deepEqual(starter('p1'), {
      kind: 'primary',
      maker: null,
      worker: null,
      slot: null,
      script: '/app/main.js',
      name: null,
    });
    assert.deepEqual([starter('p2').kind, starter('p2').maker, starter('p2').worker], ['worker', 'p1', 7]);
    assert.equal(starter('p2').slot, 1);
    assert.deepEqual(starter('p1:1'), {
      kind: 'thread',
      maker: 'p1',
      worker: null,
      slot: null,
      script: '/app/mail.js',
      name: 'mail',
    });
    assert.equal(starterOf(world.model, 'p9'), null);
  });

  it('takes what a launcher starts for the primary, and launchers for nothing', () => {
    const world = new World();
    const npm = world.root({ argv: ['/usr/bin/node', '/usr/bin/npm', 'start'] });
    npm.spawn(200);
    npm.child('program', 200, 1);
    assert.equal(starterOf(world.model, 'p1'), null);
    assert.equal(starterOf(world.model, 'p2')?.kind, 'primary');
  });
});
