import assert from 'node:assert/strict';
import type { NotObserved } from '../../../../protocol/agent';
import type { Missed } from '../../../../protocol/missed';
import { type Agent, World } from './world';

const EMPTIED: NotObserved = { reason: 'environment', detail: null };
const OLD: NotObserved = { reason: 'oldNode', detail: 'v14.21.3' };
const shell = { file: '/bin/sh', args: ['/bin/sh', '-c', 'env -i node x.js'] };

describe('hub model: what is not observed', () => {
  let world: World;
  let root: Agent;

  beforeEach(() => {
    world = new World();
    root = world.root({ node: 'v26.0.0' });
  });

  function missed(pid: number, own: Partial<Missed> = {}): void {
    const spawner = { process: 'root', spawn: 1 };
    const argv = ['/usr/bin/node', '/app/old.js'];
    const word = { pid, run: 'run', spawner, argv, execArgv: [], node: 'v14.21.3', why: OLD, ...own };
    world.take(world.model.missed(word));
  }

  for (const order of ['before', 'after'] as const) {
    it(`merges what a stub left with a spawn told ${order}`, () => {
      if (order === 'before') root.spawn(200);
      missed(200);
      if (order === 'after') root.spawn(200);
      const child = world.byPid(200);
      assert.deepEqual([child.notObserved, child.parent, child.state], [OLD, root.state.id, 'online']);
      assert.deepEqual([child.script, child.node], ['/app/old.js', 'v14.21.3']);
      root.tell({ type: 'childExit', spawn: 1, code: 0, signal: null });
      assert.equal(world.byPid(200).end?.how, 'exited');
    });
  }

  it('begins a run with a first process that only its stub tells of', () => {
    missed(300, { run: 'other', spawner: null });
    assert.deepEqual([world.byPid(300).kind, world.runs.get('other')?.state], ['root', 'running']);
  });

  it('forgets the reason once a process says hello', () => {
    root.spawn(200);
    const { id } = world.byPid(200);
    world.take(world.model.explain(id, EMPTIED));
    assert.deepEqual(world.byPid(200).notObserved, EMPTIED);
    root.child('late', 200, 1);
    assert.deepEqual([world.byPid(200).id, world.byPid(200).notObserved], [id, null]);
    world.take(world.model.explain(id, EMPTIED));
    assert.equal(world.byPid(200).notObserved, null, 'its own agent knows better');
  });

  it('shows what was found below a shell under what started the shell', () => {
    root.spawn(200, shell);
    assert.deepEqual(
      world.model.withoutAgent().map(({ id, pid }) => [id, pid]),
      [[null, 200]],
    );
    world.take(world.model.found({ pid: 201, below: 200, argv: ['node', 'x.js'], why: EMPTIED }));
    const { id, parent, script, notObserved } = world.byPid(201);
    assert.deepEqual([parent, script, notObserved], [root.state.id, 'x.js', EMPTIED]);
    // What that starts in its turn stands below it; and if it speaks after all, it is still the same.
    world.take(world.model.found({ pid: 202, below: 201, argv: ['node', 'y.js'], why: EMPTIED }));
    assert.equal(world.byPid(202).parent, id);
    world.hello('late', { pid: 201, run: null });
    assert.deepEqual([world.byPid(201).id, world.byPid(201).notObserved], [id, null]);
  });

  it('shows a shell that turned into Node, with its place', () => {
    const site = { file: '/app/main.js', line: 2, column: 1 };
    root.spawn(200, { ...shell, site });
    world.take(world.model.found({ pid: 200, below: 200, argv: ['node', 'x.js'], why: EMPTIED }));
    assert.deepEqual([world.byPid(200).site, world.byPid(200).script], [site, 'x.js']);
    root.tell({ type: 'childExit', spawn: 1, code: 3, signal: null });
    assert.equal(world.byPid(200).end?.code, 3);
  });

  it('looks below a shell only while somebody tells of its end: its pid may be used again', () => {
    root.spawn(200, shell);
    root.gone();
    assert.deepEqual(world.model.withoutAgent(), []);
  });

  it('knows from its arguments what the permission model forbids a child', () => {
    const cases: [string[], string | null][] = [
      [['--permission'], '--allow-fs-read=*'],
      [['--experimental-permission', '--allow-fs-read=/app/*'], '--allow-fs-read=*'],
      [['--permission', '--allow-fs-read=*'], '--allow-net'],
      [['--permission', '--allow-fs-read', '*', '--allow-net'], null],
      [['--allow-fs-read=*'], null],
    ];
    cases.forEach(([flags, detail], i) => {
      root.spawn(200 + i, { args: ['/usr/bin/node', ...flags, 'a.js'] });
      const expected = detail === null ? null : { reason: 'permission', detail };
      assert.deepEqual(world.byPid(200 + i).notObserved, expected, flags.join(' '));
    });
  });

  it('leaves the state of a worker to its primary', () => {
    root.fork(1, { args: ['/usr/bin/node', '--permission', 'w.js'] });
    assert.equal(world.byPid(1001).state, 'starting');
    root.up(1);
    assert.deepEqual([world.byPid(1001).state, world.byPid(1001).notObserved?.reason], ['listening', 'permission']);
  });

  it('takes its creator’s word for a thread, until it speaks for itself', () => {
    const options = null;
    const created = { thread: 1, file: 't.js', name: null, creator: 0, site: null, options };
    root.tell({ type: 'threadCreate', ...created });
    root.tell({ type: 'threadOnline', thread: 1 });
    root.tell({ type: 'threadNotObserved', thread: 1, why: { reason: 'noHub', detail: null } });
    const thread = () => [...world.threads.values()][0];
    assert.deepEqual([thread()?.notObserved?.reason, thread()?.state], ['noHub', 'online']);
    world.hello('root', { pid: 100, thread: 1 });
    assert.equal(thread()?.notObserved, null);
  });

  it('knows that an inspector is forbidden, whatever is said of it later', () => {
    const child = world.hello('strict', { pid: 400, inspectable: false });
    assert.equal(child.state.inspector.state, 'forbidden');
    child.tell({ type: 'inspector', url: null });
    assert.equal(child.state.inspector.state, 'forbidden');
  });
});
