import assert from 'node:assert/strict';
import { scriptOf, scriptOfCommand } from '../../../../hub/model/naming';
import type { AgentToHub } from '../../../../protocol/agent';
import type { Change } from '../../../../protocol/viewer';
import { range } from '../recording/support';
import { type Agent, World } from './world';

const shell = { file: '/bin/sh', args: ['/bin/sh', '-c', 'node x.js'] };

describe('hub model: who is who', () => {
  let world: World;
  let root: Agent;

  beforeEach(() => {
    world = new World();
    root = world.root();
  });

  it('begins a prepared run with its first process', () => {
    assert.deepEqual(world.runs.get('run'), {
      id: 'run',
      name: 'node app.js',
      root: 'p1',
      state: 'running',
      startedAt: '2026-01-01T00:00:00.000Z',
      started: 1000,
      ended: null,
    });
    assert.equal(root.state.kind, 'root');
  });

  it('merges a spawn and the hello that follows', () => {
    root.spawn(200);
    assert.equal(world.byPid(200).state, 'starting');
    assert.equal(world.byPid(200).connected, false);
    assert.equal(world.byPid(200).script, '/app/child.js');
    root.child('child', 200, 1);
    assert.equal(world.processes.size, 2);
    assert.equal(world.byPid(200).state, 'online');
    assert.equal(world.byPid(200).connected, true);
    assert.equal(world.byPid(200).parent, 'p1');
  });

  it('says who ran already when the agent came: a thread and a process, but none that starts in it later', () => {
    const world = new World();
    world.root({ late: true });
    world.hello('root', { pid: 100, thread: 1, late: true });
    world.hello('root', { pid: 100, thread: 2 });
    assert.deepEqual(
      ['p1', 'p1:1', 'p1:2', 'p9'].map((id) => world.model.isLate(id)),
      [true, true, false, false],
    );
    assert.deepEqual(
      [...world.processes.values(), ...world.threads.values()].map((state) => state.late),
      [true, true, undefined],
    );
  });

  it('says so of another program that took the place of one in its process: their channel was there before', () => {
    const world = new World();
    world.root();
    const spawner = { process: 'root', spawn: 1 };
    world.hello('before', { pid: 201, spawner });
    assert.equal(world.model.isLate('p2'), false);
    world.hello('after', { pid: 201, spawner });
    assert.deepEqual([world.processes.size, world.model.isLate('p2')], [2, true]);
  });

  it('merges a hello and the spawn that follows', () => {
    root.child('child', 200, 1);
    root.spawn(200, { site: { file: '/app/main.js', line: 3, column: 1 } });
    assert.equal(world.processes.size, 2);
    assert.deepEqual(world.byPid(200).site, { file: '/app/main.js', line: 3, column: 1 });
    root.tell({ type: 'childExit', spawn: 1, code: 0, signal: null });
    assert.equal(world.byPid(200).end?.how, 'exited');
  });

  it('merges a spawn whose pid is not known', () => {
    root.spawn(0, { pid: null });
    root.child('child', 200, 1);
    assert.equal(world.processes.size, 2);
    assert.equal(world.byPid(200).parent, 'p1');
  });

  it('shows no shell, but what runs in it', () => {
    root.spawn(200, shell);
    assert.equal(world.processes.size, 1);
    root.child('inner', 201, 1);
    assert.equal(world.processes.size, 2);
    assert.equal(world.byPid(201).parent, 'p1');
    root.tell({ type: 'childExit', spawn: 1, code: 0, signal: null });
    assert.equal(world.byPid(201).end, null, 'the end of the shell is not the end of what it left running');
  });

  it('shows no shell either where what runs in it comes first', () => {
    root.child('inner', 201, 1);
    root.spawn(200, shell);
    root.tell({ type: 'childExit', spawn: 1, code: 0, signal: null });
    assert.equal(world.processes.size, 2);
    assert.equal(world.byPid(201).end, null);
  });

  it('shows what runs in a shell as asked for where the shell was, whichever comes first', () => {
    const site = { file: '/app/main.js', line: 7, column: 3 };
    root.spawn(200, { ...shell, site, spawn: 1 });
    world.hello('before', { pid: 201, spawner: { process: 'root', spawn: 1 } });
    world.hello('after', { pid: 301, spawner: { process: 'root', spawn: 2 } });
    root.spawn(300, { ...shell, site, spawn: 2 });
    assert.deepEqual([world.byPid(201).site, world.byPid(301).site], [site, site]);
  });

  it('shows a shell that turned into Node, even if it ended before its hello was read', () => {
    root.spawn(200, shell);
    root.tell({ type: 'childExit', spawn: 1, code: 4, signal: null });
    assert.equal(world.processes.size, 1);
    root.child('inner', 200, 1);
    assert.equal(world.byPid(200).end?.code, 4);
    assert.equal(world.byPid(200).state, 'exited');
  });

  it('shows what is not Node never, and a Node that is not observed from its parent’s words', () => {
    root.spawn(200, { file: 'git', args: ['git', 'status'] });
    root.spawn(201, { file: 'node', args: ['node', '--require', './x.js', 'old.js'] });
    root.spawn(202, { file: '/usr/bin/node', args: [] });
    assert.deepEqual(
      [...world.processes.values()].map(({ pid }) => pid),
      [100, 201, 202],
    );
    assert.equal(world.byPid(201).script, 'old.js');
    root.tell({ type: 'childExit', spawn: 2, code: 0, signal: null });
    assert.equal(world.byPid(201).end?.how, 'exited');
  });

  it('tells why a child could not be started', () => {
    root.spawn(0, { pid: null, file: 'node', error: 'spawn node ENOENT' });
    const [, child] = [...world.processes.values()];
    assert.deepEqual(child?.end, {
      how: 'crashed',
      code: null,
      signal: null,
      error: { name: 'Error', message: 'spawn node ENOENT', stack: null, code: null },
      why: 'not-started',
      before: [],
    });
  });

  it('gives each first process of a terminal a run of its own, named by its script', () => {
    const first = world.hello('a', { pid: 300, run: null, argv: ['node', '/x/one.js'] });
    const second = world.hello('b', { pid: 301, run: null, argv: ['node', '/x/two.js'] });
    assert.notEqual(first.state.run, second.state.run);
    assert.equal(world.runs.get(first.state.run)?.name, 'one.js');
    assert.equal(first.state.kind, 'root');
  });

  it('moves a child to its parent’s run where the parent comes later, as after a hub’s restart', () => {
    const spawner = { process: 'late', spawn: 1 };
    world.hello('inner', { pid: 402, run: null, resumed: true, spawner: { process: 'child', spawn: 1 } });
    world.hello('child', { pid: 401, run: null, resumed: true, spawner });
    assert.equal(world.byPid(402).parent, world.byPid(401).id);
    const late = world.hello('late', { pid: 400, run: null, resumed: true });
    assert.equal(world.byPid(401).parent, late.state.id);
    assert.equal(world.byPid(401).kind, 'child');
    assert.deepEqual([world.byPid(401).run, world.byPid(402).run], [late.state.run, late.state.run]);
    assert.equal(world.runs.size, 2, 'the run of this describe and the one of the late parent');
  });

  it('rebuilds a cluster after a hub’s restart, children first', () => {
    const argv = ['node', '/app/worker.js'];
    const spawner = { process: 'primary', spawn: 7 };
    const worker = world.hello('w', { pid: 1001, run: 'other', resumed: true, argv, spawner });
    const primary = world.hello('primary', { pid: 500, run: 'other', resumed: true });
    primary.spawn(1001, { spawn: 7, worker: 1 });
    primary.tell({ type: 'fork', worker: 1, spawn: 7, settings: null });
    primary.up(1);
    assert.equal(world.runs.get(primary.state.run)?.name, 'main.js');
    assert.equal(worker.state.kind, 'worker');
    assert.equal(worker.state.parent, primary.state.id);
    assert.equal(worker.state.run, primary.state.run);
    assert.equal(worker.state.state, 'listening');
    assert.equal(world.slotText(), '1:w1');
  });

  it('takes a connection made again, and what is told again, for the same', () => {
    root.forkUp(1);
    const before = { processes: world.processes.size, slots: world.slotText() };
    root.gone();
    assert.equal(root.state.connected, false);
    world.hello('root', { pid: 100, resumed: true });
    root.spawn(1001, { spawn: 1, worker: 1 });
    root.tell({ type: 'fork', worker: 1, spawn: 1, settings: null });
    root.up(1);
    assert.equal(root.state.connected, true);
    assert.deepEqual({ processes: world.processes.size, slots: world.slotText() }, before);
    assert.equal(world.byPid(1001).addresses.length, 1);
  });

  it('takes another program in the same process for the same process', () => {
    const child = root.child('before', 200, root.spawn(200));
    root.child('after', 200, 1, { argv: ['node', '/app/other.js'] });
    assert.equal(world.processes.size, 2);
    assert.equal(child.state.script, '/app/other.js');
  });

  it('ends a run with its last process', () => {
    root.child('child', 200, root.spawn(200));
    world.take(world.model.rootExited('run', { code: 0, signal: null }));
    assert.equal(world.runs.get('run')?.state, 'running', 'a child lives on');
    root.tell({ type: 'childExit', spawn: 1, code: 0, signal: null });
    assert.equal(world.runs.get('run')?.state, 'ended');
    assert.equal(world.runs.get('run')?.ended, world.time);
  });

  it('tells that a run goes on whose only process was thought to have ended', () => {
    root.gone();
    world.take(world.model.gone(root.state.id));
    assert.equal(world.runs.get('run')?.state, 'ended');
    world.hello('root', { pid: 100, resumed: true });
    assert.equal(root.state.ended, null);
    assert.deepEqual([world.runs.get('run')?.state, world.runs.get('run')?.ended], ['running', null]);
    assert.deepEqual([...world.runs.values()], world.model.snapshot().runs);
  });

  it('ends a run in which Node never ran', () => {
    world.take(world.model.prepareRun('ls', 'ls'));
    world.take(world.model.rootExited('ls', { code: 0, signal: null }));
    assert.equal(world.runs.get('ls')?.state, 'ended');
  });

  it('keeps 20 ended runs, and none after clearEnded', () => {
    for (let i = 0; i < 25; i++) {
      const agent = world.hello(`short-${i}`, { pid: 600 + i, run: `short-${i}` });
      world.take(world.model.gone(agent.state.id));
    }
    assert.equal(world.runs.size, 21);
    assert.equal(world.runs.has('short-4'), false);
    world.take(world.model.clearEnded());
    assert.deepEqual([...world.runs.keys()], ['run']);
    assert.deepEqual([...world.processes.keys()], [root.state.id]);
  });

  it('forgets ended children beyond the latest 200', () => {
    for (let i = 1; i <= 230; i++) {
      root.spawn(2000 + i);
      root.tell({ type: 'childExit', spawn: i, code: 0, signal: null });
    }
    assert.equal(world.processes.size, 201);
    assert.equal(
      [...world.processes.values()].some(({ pid }) => pid === 2030),
      false,
    );
  });

  describe('of ended children forgets', () => {
    const exit = (spawn: number, code = 0) => root.tell({ type: 'childExit', spawn, code, signal: null });
    /** Children `from` to before `to` begin, whose pids are 2000 and their number; */
    const begin = (from: number, to: number) => {
      for (const spawn of range(from, to)) root.spawn(2000 + spawn, { spawn });
    };
    /** … and end, in this order. @returns the ids of those that viewers were told are forgotten */
    const end = (from: number, to: number) => range(from, to).flatMap((spawn) => forgottenIn(exit(spawn)));
    const forgottenIn = (changes: Change[]) =>
      changes.flatMap((change) => (change.kind === 'forgotten' ? [change.id] : []));
    const idsOf = (...numbers: number[]) => numbers.map((number) => `p${number + 1}`);
    /** What a viewer has is what the model has. */
    const assertNoGhosts = () =>
      assert.deepEqual(
        [...world.processes.keys()],
        world.model.snapshot().processes.map(({ id }) => id),
      );

    it('those that ended first, whichever began first', () => {
      begin(1, 202);
      end(2, 202);
      assert.deepEqual(forgottenIn(exit(1, 1)), idsOf(2));
      assert.equal(world.byPid(2001).end?.how, 'crashed');
      begin(202, 402);
      assert.deepEqual(end(202, 402), idsOf(...range(3, 202), 1));
      assert.equal(world.processes.size, 201);
      assertNoGhosts();
    });

    it('none that has just ended: its own last words are heard', () => {
      const first = root.child('first', 2001, root.spawn(2001));
      begin(2, 202);
      end(2, 202);
      exit(1, 1);
      const error = { name: 'TypeError', message: 'x is not a function', stack: null, code: null };
      first.tell({ type: 'uncaught', error });
      assert.deepEqual(first.state.end?.error, error);
      assert.equal(world.model.runOfAgent('first'), 'run');
      begin(202, 402);
      end(202, 402);
      assert.equal(world.model.runOfAgent('first'), undefined);
    });

    it('no parent before the last below it has ended as long ago', () => {
      begin(1, 2);
      const parent = root.child('parent', 2001, 1);
      parent.spawn(3000);
      exit(1);
      begin(2, 202);
      end(2, 202);
      world.take(world.model.gone(world.byPid(3000).id));
      begin(202, 203);
      assert.deepEqual(end(202, 203), idsOf(3, 4), 'the ids of 2 and 3, after that of the one below');
      assert.deepEqual([world.byPid(2001).pid, world.byPid(3000).pid], [2001, 3000]);
    });

    it('for good what ended before all others, and is told last', () => {
      const told = (message: object) =>
        world.take(world.model.receive(root.who, { time, spawn: 1, ...message } as AgentToHub));
      begin(1, 202);
      const time = world.time++;
      end(2, 202);
      assert.deepEqual(forgottenIn(told({ type: 'childExit', code: 1, signal: null })), idsOf(1));
      assertNoGhosts();
      const failed = { pid: 2001, file: 'node', args: [], worker: null, instance: null, site: null, settings: null };
      assert.deepEqual(forgottenIn(told({ type: 'spawn', ...failed, error: 'ENOENT' })), ['p203']);
      assertNoGhosts();
    });
  });

  it('holds nothing of thousands of commands that are not Node', () => {
    for (let i = 1; i <= 3000; i++) {
      root.spawn(2000 + i, { file: 'git' });
      root.tell({ type: 'childExit', spawn: i, code: 0, signal: null });
    }
    const held = JSON.stringify(world.model.snapshot()).length;
    assert.ok(held < 2000, `${held} bytes`);
  });

  it('keeps track of the inspector, and whose it is', () => {
    root.tell({ type: 'inspector', url: 'ws://127.0.0.1:1/a' });
    assert.deepEqual(root.state.inspector, {
      state: 'program',
      url: 'ws://127.0.0.1:1/a',
      attached: false,
      held: null,
    });
    root.tell({ type: 'inspector', url: null });
    world.model.inspectorAsked(root.state.id);
    root.tell({ type: 'inspector', url: 'ws://127.0.0.1:2/a' });
    world.take(world.model.inspectorAnswered(root.state.id, 'ws://127.0.0.1:2/a'));
    assert.equal(root.state.inspector.state, 'lens');
  });

  it('names scripts', () => {
    assert.equal(scriptOf(['/n', '/app/x.js', 'y'], []), '/app/x.js');
    assert.equal(scriptOf(['/n', 'y'], ['-e', '1']), '[eval]');
    assert.equal(scriptOf(['/n'], []), '/n');
    assert.equal(scriptOfCommand('node', ['node', '-r', 'a', '--inspect', 'b.js', 'c']), 'b.js');
    assert.equal(scriptOfCommand('node', ['node', '-pe', '1']), '[eval]');
    assert.equal(scriptOfCommand('/usr/bin/node', []), '/usr/bin/node');
  });
});
