import assert from 'node:assert/strict';
import { MANY_PORTS } from '../../../../protocol/agent';
import type { Change, End } from '../../../../protocol/viewer';
import { range } from '../recording/support';
import { type Agent, World } from './world';

const error = { name: 'TypeError', message: 'x is not a function', stack: null, code: null };

/** An end without the events before it, and without a reason where none is known. */
function told(end: End | null | undefined) {
  if (!end) return end;
  const { before: _, why, ...rest } = end;
  return why ? { ...rest, why } : rest;
}

describe('hub model: ends', () => {
  let world: World;
  let root: Agent;

  beforeEach(() => {
    world = new World();
    root = world.root();
  });

  const endOf = (pid: number) => told(world.byPid(pid).end);

  it('is voluntary where the worker disconnected', () => {
    root.forkUp(1);
    root.leave(1);
    assert.deepEqual(endOf(1001), { how: 'voluntary', code: 0, signal: null, error: null });
    assert.equal(world.byPid(1001).state, 'exited');
  });

  it('is asked for where a kill was seen', () => {
    root.forkUp(1);
    root.tell({ type: 'kill', pid: 1001, signal: 'SIGTERM' });
    root.exit(1, { code: null, signal: 'SIGTERM' });
    assert.deepEqual(endOf(1001), { how: 'asked', code: null, signal: 'SIGTERM', error: null });
  });

  it('is asked for where the kill is told only after the end, by another process', () => {
    root.forkUp(1);
    const other = root.child('other', 300, root.spawn(300));
    root.exit(1, { code: null, signal: 'SIGKILL' });
    assert.equal(endOf(1001)?.how, 'crashed');
    const time = world.byPid(1001).ended! - 0.5;
    world.take(world.model.receive(other.who, { type: 'kill', time, pid: 1001, signal: 'SIGKILL' }));
    assert.equal(endOf(1001)?.how, 'asked');
  });

  it('is not asked for by a kill that came after it, to another process of the same pid', () => {
    root.forkUp(1);
    root.exit(1, { code: null, signal: 'SIGKILL' });
    root.tell({ type: 'kill', pid: 1001, signal: 'SIGKILL' });
    assert.equal(endOf(1001)?.how, 'crashed');
  });

  it('is not asked for by a signal that is only a question or a wish', () => {
    root.forkUp(1, 2);
    root.tell({ type: 'kill', pid: 1001, signal: '0' });
    root.tell({ type: 'kill', pid: 1001, signal: 'SIGUSR2' });
    root.exit(1, { code: 3 });
    assert.equal(endOf(1001)?.how, 'crashed');
    root.tell({ type: 'kill', pid: 1002, signal: 'SIGUSR2' });
    root.exit(2, { code: null, signal: 'SIGUSR2' });
    assert.equal(endOf(1002)?.how, 'asked');
  });

  it('is asked for where a viewer sent the signal', () => {
    const child = root.child('child', 200, root.spawn(200));
    world.take(world.model.asked(child.state.id, 'SIGTERM'));
    root.tell({ type: 'childExit', spawn: 1, code: 0, signal: null });
    assert.deepEqual(endOf(200), { how: 'asked', code: 0, signal: null, error: null });
  });

  it('is a crash with another code than 0, with the error that nobody caught', () => {
    const child = root.child('child', 200, root.spawn(200));
    child.tell({ type: 'uncaught', error });
    root.tell({ type: 'childExit', spawn: 1, code: 1, signal: null });
    assert.deepEqual(endOf(200), { how: 'crashed', code: 1, signal: null, error });
  });

  it('takes the error in also where it is told after the end', () => {
    const child = root.child('child', 200, root.spawn(200));
    root.tell({ type: 'childExit', spawn: 1, code: 1, signal: null });
    child.tell({ type: 'uncaught', error });
    assert.deepEqual(endOf(200)?.error, error);
  });

  it('leaves an error out that the program survived', () => {
    const child = root.child('child', 200, root.spawn(200));
    child.tell({ type: 'uncaught', error });
    root.tell({ type: 'childExit', spawn: 1, code: 0, signal: null });
    assert.deepEqual(endOf(200), { how: 'exited', code: 0, signal: null, error: null });
  });

  it('prefers the word of the parent, then of the launcher, to last words, to nothing', () => {
    const child = root.child('child', 200, root.spawn(200));
    world.take(world.model.gone(child.state.id));
    assert.equal(endOf(200)?.how, 'unknown');
    child.tell({ type: 'ending', code: 3 });
    root.tell({ type: 'childExit', spawn: 1, code: 4, signal: null });
    assert.equal(endOf(200)?.code, 4);
    root.tell({ type: 'ending', code: 5 });
    world.take(world.model.gone(root.state.id));
    assert.equal(root.state.end?.code, 5);
    world.take(world.model.rootExited('run', { code: null, signal: 'SIGSEGV' }));
    assert.deepEqual(told(root.state.end), { how: 'crashed', code: null, signal: 'SIGSEGV', error: null });
  });

  it('is known from last words where nobody else tells', () => {
    root.tell({ type: 'ending', code: 0 });
    root.gone();
    assert.equal(root.state.ended, null, 'a closed socket alone is no end');
    world.take(world.model.gone(root.state.id));
    assert.deepEqual(told(root.state.end), { how: 'exited', code: 0, signal: null, error: null });
  });

  it('is awaited from when the worker was told to go, whatever it still holds', () => {
    root.forkUp(1);
    root.tell({ type: 'leaving', worker: 1 });
    const since = world.time;
    root.tell({ type: 'disconnect', worker: 1, voluntary: true });
    const { state, disconnecting } = world.byPid(1001);
    assert.deepEqual([state, disconnecting], ['disconnecting', since]);
    root.exit(1, { code: 0, voluntary: true });
    assert.equal(endOf(1001)?.how, 'voluntary');
  });

  it('takes exit before disconnect, and goes no way back', () => {
    root.forkUp(1);
    root.exit(1, { code: 0, voluntary: true });
    root.tell({ type: 'disconnect', worker: 1, voluntary: true });
    root.tell({ type: 'online', worker: 1 });
    assert.equal(world.byPid(1001).state, 'exited');
    assert.equal(endOf(1001)?.how, 'voluntary');
  });

  it('does not blame an error that a handler took', () => {
    root.tell({ type: 'uncaught', error });
    root.tell({ type: 'survived' });
    world.take(world.model.rootExited('run', { code: 1, signal: null }));
    assert.deepEqual(told(root.state.end), { how: 'crashed', code: 1, signal: null, error: null });
    assert.deepEqual(
      root.state.end?.before.map(({ event, detail }) => [event, detail]),
      [
        ['uncaught', 'TypeError: x is not a function'],
        ['survived', null],
      ],
    );
  });

  it('is an abort of its own where the program said so, also where nobody saw the signal', () => {
    const child = root.child('child', 200, root.spawn(200));
    child.tell({ type: 'abort', site: { file: '/app/child.js', line: 3, column: 9 } });
    child.gone();
    world.take(world.model.gone(child.state.id));
    assert.deepEqual(endOf(200), { how: 'crashed', code: null, signal: null, error: null, why: 'abort' });
    root.tell({ type: 'childExit', spawn: 1, code: null, signal: 'SIGABRT' });
    assert.deepEqual(endOf(200), { how: 'crashed', code: null, signal: 'SIGABRT', error: null, why: 'abort' });
    assert.equal(child.state.end?.before.at(-1)?.detail, 'child.js:3');
  });

  it('is Node’s own doing where the program did not end itself', () => {
    const ends: [code: number | null, signal: string | null, lastWords: number | null, why: string | null][] = [
      [null, 'SIGABRT', null, 'fatal'],
      [134, null, null, 'fatal'],
      [134, null, 134, null],
      [9, null, null, 'node-code'],
      [9, null, 9, null],
      [13, null, 13, 'node-code'],
      [null, 'SIGSEGV', null, null],
    ];
    ends.forEach(([code, signal, lastWords, why], i) => {
      const pid = 200 + i;
      const spawn = root.spawn(pid);
      const child = root.child(`child ${i}`, pid, spawn);
      root.tell({ type: 'childExit', spawn, code, signal });
      if (lastWords !== null) child.tell({ type: 'ending', code: lastWords });
      assert.equal(world.byPid(pid).end?.why, why, String([code, signal, lastWords]));
    });
    root.spawn(300);
    root.tell({ type: 'childExit', spawn: ends.length + 1, code: null, signal: 'SIGABRT' });
    assert.equal(world.byPid(300).end?.why, null, 'it is not known to be Node');
  });

  it('is the kernel’s doing where the kernel says so, and nobody of the run killed it', () => {
    for (const pid of [200, 201, 202, 203]) {
      world.oomKilled.add(pid);
      root.child(`child ${pid}`, pid, root.spawn(pid));
    }
    root.tell({ type: 'childExit', spawn: 1, code: null, signal: 'SIGKILL' });
    assert.deepEqual(endOf(200), {
      how: 'crashed',
      code: null,
      signal: 'SIGKILL',
      error: null,
      why: 'killed-by-kernel',
    });
    root.tell({ type: 'kill', pid: 201, signal: 'SIGKILL' });
    root.tell({ type: 'childExit', spawn: 2, code: null, signal: 'SIGKILL' });
    assert.deepEqual(endOf(201), { how: 'asked', code: null, signal: 'SIGKILL', error: null });
    root.tell({ type: 'childExit', spawn: 3, code: 1, signal: null });
    assert.equal(world.byPid(202).end?.why, null);
    world.take(world.model.gone(world.byPid(203).id));
    assert.deepEqual(endOf(203), { how: 'crashed', code: null, signal: null, error: null, why: 'killed-by-kernel' });
  });

  it('is known from last words where the parent could not see how', () => {
    const child = root.child('child', 200, root.spawn(200, { pid: null }));
    root.tell({ type: 'childExit', spawn: 1, code: null, signal: null });
    assert.equal(endOf(200)?.how, 'unknown');
    child.tell({ type: 'ending', code: 3 });
    assert.deepEqual(endOf(200), { how: 'crashed', code: 3, signal: null, error: null });
  });

  it('is not that of the shell that a child was started through', () => {
    const spawn = root.spawn(200, { pid: null });
    const first = root.child('first', 201, spawn);
    root.child('second', 202, spawn);
    first.tell({ type: 'ending', code: 0 });
    root.tell({ type: 'childExit', spawn, pid: 200, code: 1, signal: null });
    assert.equal(first.state.ended, null);
    world.take(world.model.gone(first.state.id));
    assert.equal(endOf(201)?.how, 'exited');
  });

  it('is none of a child that could not be started, told after the attempt', () => {
    const spawn = root.spawn(200, { pid: null });
    const { id } = world.processes.get('p2')!;
    root.spawn(200, { spawn, pid: null, error: 'ENOENT' });
    assert.equal(world.processes.get(id)?.end?.why, 'not-started');
    assert.equal(world.processes.get(id)?.end?.error?.message, 'ENOENT');
  });

  describe('keeps what came before', () => {
    const eventsOf = (end: End | null | undefined) =>
      end?.before.map(({ event, detail }) => (detail === null ? event : `${event} ${detail}`));

    it('of a worker, in the order in which it happened', () => {
      root.forkUp(1);
      const worker = root.child('w', 1001, 1);
      root.tell({ type: 'kill', pid: 1001, signal: 'SIGTERM' });
      root.tell({ type: 'disconnect', worker: 1, voluntary: true });
      root.exit(1, { code: 0, voluntary: true });
      worker.tell({ type: 'threadExit', thread: 4, code: 1, asked: false });
      assert.deepEqual(eventsOf(world.byPid(1001).end), ['online', 'listening :3000', 'signal SIGTERM', 'disconnect']);
    });

    it('takes in what is told late, and nothing twice', () => {
      const child = root.child('child', 200, root.spawn(200));
      const time = world.time + 1;
      world.time += 5;
      root.tell({ type: 'childExit', spawn: 1, code: 1, signal: null });
      for (let i = 0; i < 2; i++) world.take(world.model.receive(child.who, { type: 'uncaught', time, error }));
      assert.deepEqual(eventsOf(world.byPid(200).end), ['uncaught TypeError: x is not a function']);
    });

    it('only the last ten', () => {
      for (let thread = 1; thread <= 20; thread++) {
        root.tell({ type: 'threadCreate', thread, file: '/t.js', name: null, creator: 0, site: null, options: null });
      }
      world.take(world.model.rootExited('run', { code: 0, signal: null }));
      assert.equal(root.state.end?.before.length, 10);
      assert.deepEqual(eventsOf(root.state.end)?.at(-1), 'threadCreate 20');
    });

    it('names children by what they run', () => {
      root.spawn(200);
      root.spawn(201, { file: '/bin/ls', args: ['ls', '/'] });
      root.spawn(202, { file: 'ls /tmp/x', args: [] });
      root.spawn(203, { file: '/no', args: ['/no'], pid: null, error: 'ENOENT' });
      root.tell({ type: 'childExit', spawn: 2, code: null, signal: 'SIGSEGV' });
      world.take(world.model.rootExited('run', { code: 0, signal: null }));
      assert.deepEqual(eventsOf(root.state.end), [
        'spawn child.js',
        'spawn ls',
        'spawn ls /tmp/x',
        'spawnFailed no',
        'childExit ls · SIGSEGV',
      ]);
    });
  });

  it('tells who is unattended, and who will tell of them', () => {
    const worker = root.child('w', 1001, 1);
    root.fork(1);
    worker.gone();
    const child = root.child('c', 200, 99);
    child.gone();
    assert.deepEqual(world.model.unattended(), [
      { id: worker.state.id, run: 'run', teller: 'parent', expected: false },
      { id: child.state.id, run: 'run', teller: null, expected: false },
    ]);
    root.gone();
    const [, , first] = [...world.model.unattended()].sort(
      (a, b) => Number(a.teller !== null) - Number(b.teller !== null),
    );
    assert.deepEqual(first, { id: root.state.id, run: 'run', teller: 'launcher', expected: false });
  });

  describe('of threads', () => {
    const create = (agent: Agent, thread: number, name: string | null = null) =>
      agent.tell({ type: 'threadCreate', thread, file: '/app/t.js', name, creator: 0, site: null, options: null });
    const threadEnd = (thread: number) => told(world.threads.get(`${root.state.id}:${thread}`)?.end);

    it('follows a thread from its creation to its end', () => {
      create(root, 1, 'pool');
      const id = `${root.state.id}:1`;
      assert.equal(world.threads.get(id)?.state, 'starting');
      root.tell({ type: 'threadOnline', thread: 1 });
      assert.equal(world.threads.get(id)?.state, 'online');
      root.tell({ type: 'threadExit', thread: 1, code: 0, asked: false });
      assert.deepEqual(threadEnd(1), { how: 'exited', code: 0, signal: null, error: null });
      assert.equal(world.threads.get(id)?.name, 'pool');
    });

    it('is a crash with the error it died of', () => {
      create(root, 1);
      root.tell({ type: 'threadError', thread: 1, error });
      root.tell({ type: 'threadExit', thread: 1, code: 1, asked: false });
      assert.deepEqual(threadEnd(1), { how: 'crashed', code: 1, signal: null, error });
    });

    it('is out of memory where Node says so', () => {
      create(root, 1);
      const own = { ...error, code: 'ERR_WORKER_OUT_OF_MEMORY' };
      root.tell({ type: 'threadError', thread: 1, error: own });
      root.tell({ type: 'threadExit', thread: 1, code: 1, asked: false });
      assert.equal(world.threads.get(`${root.state.id}:1`)?.end?.why, 'resource-limits');
    });

    it('is the crash that took the whole process, where its error did', () => {
      create(root, 1);
      create(root, 2);
      root.tell({ type: 'threadError', thread: 1, error });
      world.take(world.model.rootExited('run', { code: 1, signal: null }));
      assert.deepEqual(threadEnd(1), { how: 'crashed', code: null, signal: null, error });
      root.tell({ type: 'threadError', thread: 2, error });
      assert.deepEqual(threadEnd(2), { how: 'crashed', code: null, signal: null, error });
    });

    it('is asked for by terminate()', () => {
      create(root, 1);
      root.tell({ type: 'threadExit', thread: 1, code: 1, asked: true });
      assert.equal(threadEnd(1)?.how, 'asked');
    });

    it('comes with the end of the process, and the creator knows better', () => {
      create(root, 1);
      create(root, 2);
      world.take(world.model.rootExited('run', { code: 1, signal: null }));
      assert.deepEqual(threadEnd(1), {
        how: 'unknown',
        code: null,
        signal: null,
        error: null,
        why: 'process-ended',
      });
      root.tell({ type: 'threadExit', thread: 2, code: 0, asked: false });
      assert.equal(threadEnd(2)?.how, 'exited');
    });

    it('takes a hello before its creation, and of its own counts and its creator’s the greater', () => {
      const thread = world.hello('root', { thread: 4, pid: 100, argv: ['node', '/app/deep.js'] });
      const id = `${root.state.id}:4`;
      assert.equal(world.threads.get(id)?.script, '/app/deep.js');
      assert.equal(world.threads.get(id)?.connected, true);
      root.tell({
        type: 'threadCreate',
        thread: 4,
        file: '/app/deep.js',
        name: 'deep',
        creator: 2,
        site: null,
        options: null,
      });
      assert.equal(world.threads.get(id)?.creator, 2);
      assert.equal(world.threads.get(id)?.state, 'online');
      thread.tell({ type: 'messages', counts: [{ peer: { kind: 'parent' }, sent: 3, received: 4 }] });
      root.tell({ type: 'messages', counts: [{ peer: { kind: 'thread', thread: 4 }, sent: 9, received: 2 }] });
      assert.deepEqual(world.threads.get(id)?.messages, { sent: 3, received: 9 });
      assert.deepEqual(root.state.messages, { sent: 9, received: 2 });
    });

    it('are counted of each port and each broadcast channel by itself', () => {
      const port = (number: number, sent: number) => ({
        peer: { kind: 'port' as const, port: number },
        sent,
        received: 1,
      });
      const all = { peer: { kind: 'broadcast' as const, name: 'all' }, sent: 2, received: 0 };
      const none = { peer: { kind: 'broadcast' as const, name: 'none' }, sent: 0, received: 0 };
      root.tell({ type: 'messages', counts: [port(1, 100), port(2, 1), all, none] });
      assert.deepEqual(root.state.messages, { sent: 103, received: 2 });
      root.tell({ type: 'messages', counts: [port(2, 3)] });
      assert.deepEqual(root.state.messages, { sent: 105, received: 2 });
    });

    it('are kept of very many ports in their sum', () => {
      const counts = Array.from({ length: 25_000 }, (_, at) => ({
        peer: { kind: 'port' as const, port: at },
        sent: 1,
        received: 2,
      }));
      root.tell({ type: 'messages', counts });
      root.tell({ type: 'messages', counts: counts.slice(-1) });
      assert.deepEqual(root.state.messages, { sent: 25_000, received: 50_000 });
    });

    it('are kept of what lasts as long as the process, however many ports were told of since', () => {
      const lasting = [
        { kind: 'port', port: MANY_PORTS },
        { kind: 'parent' },
        { kind: 'broadcast', name: 'news' },
      ] as const;
      const counts = Array.from({ length: 25_000 }, (_, at) => ({
        peer: { kind: 'port' as const, port: at + 1 },
        sent: 1,
        received: 0,
      }));
      root.tell({ type: 'messages', counts: lasting.map((peer) => ({ peer, sent: 100, received: 10 })) });
      root.tell({ type: 'messages', counts });
      root.tell({ type: 'messages', counts: lasting.map((peer) => ({ peer, sent: 300, received: 20 })) });
      assert.deepEqual(root.state.messages, { sent: 25_900, received: 60 });
    });

    it('takes the creator’s count for a thread that is not connected', () => {
      create(root, 1);
      root.tell({ type: 'messages', counts: [{ peer: { kind: 'thread', thread: 1 }, sent: 5, received: 2 }] });
      assert.deepEqual(world.threads.get(`${root.state.id}:1`)?.messages, { sent: 2, received: 5 });
    });

    it('forgets ended ones beyond the latest 200', () => {
      for (let thread = 1; thread <= 230; thread++) {
        create(root, thread);
        root.tell({ type: 'threadExit', thread, code: 0, asked: false });
      }
      assert.equal(world.threads.size, 200);
      assert.equal(world.threads.has(`${root.state.id}:30`), false);
      assert.equal(world.threads.has(`${root.state.id}:31`), true);
    });

    it('forgets those that ended first, whichever began first', () => {
      const exit = (thread: number, code = 0) => root.tell({ type: 'threadExit', thread, code, asked: false });
      const numbersOf = (changes: Change[]) =>
        changes.flatMap((change) => (change.kind === 'forgotten' ? [Number(change.id.split(':')[1])] : []));
      for (let thread = 1; thread <= 201; thread++) create(root, thread);
      for (let thread = 2; thread <= 201; thread++) exit(thread);
      root.tell({ type: 'threadError', thread: 1, error });
      assert.deepEqual(numbersOf(exit(1, 1)), [2]);
      assert.deepEqual(threadEnd(1), { how: 'crashed', code: 1, signal: null, error });
      const forgotten: number[] = [];
      for (let thread = 202; thread <= 401; thread++) {
        create(root, thread);
        forgotten.push(...numbersOf(exit(thread)));
      }
      assert.deepEqual(forgotten, [...range(3, 202), 1]);
      assert.equal(world.threads.size, 200);
    });
  });
});
