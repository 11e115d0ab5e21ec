// The list of threads: a row for each process and thread of the run.
import assert from 'node:assert/strict';
import { fixture, sample } from './support/adapter-client';
import { useAdapter } from './support/use-adapter';

describe('rows', () => {
  const stage = useAdapter();
  const cluster = { program: sample('basic-cluster/app.js'), env: { PORT: '0', WORKERS: '2' } };

  it('lists the primary and its workers, and tells of those that come and go', async () => {
    const { adapter } = stage;
    await adapter.launch(cluster);
    const [primary, first, second] = await adapter.threads((names) => names.length === 3);
    assert.match(primary?.name ?? '', /^primary · pid \d+$/);
    assert.match(first?.name ?? '', /^worker 1 · pid \d+$/);
    assert.match(second?.name ?? '', /^worker 2 · pid \d+$/);
    process.kill(Number(first?.name.split(' ').at(-1)), 'SIGKILL');
    await adapter.event('thread', ({ reason, threadId }) => reason === 'exited' && threadId === first?.id);
    const now = await adapter.threads((names) => names.some((name) => name.startsWith('worker 3')));
    assert.deepEqual(
      now.map(({ id, name }) => [id, name.split(' · ')[0]]),
      [
        [primary?.id, 'primary'],
        [second?.id, 'worker 2'],
        [4, 'worker 3'],
      ],
    );
  });

  it('grows with each thread', async () => {
    const { adapter } = stage;
    await adapter.launch({ program: fixture('threads.js'), args: ['3'] });
    const rows = await adapter.threads((names) => names.length === 4);
    assert.deepEqual(
      rows.slice(1).map(({ name }) => name),
      ['thread 1 · counter 0', 'thread 2 · counter 1', 'thread 3 · counter 2'],
    );
    const started = (id: number) => adapter.event('thread', (body: { threadId: number }) => body.threadId === id);
    for (const { id } of rows) assert.equal((await started(id)).body.reason, 'started');
  });

  it('folds more than 64 into the last, which cannot be paused', async () => {
    const { adapter } = stage;
    await adapter.launch({ program: fixture('threads.js'), args: ['66'] });
    const rows = await adapter.threads((names) => names.at(-1) === '… 4 more: see the view Workers');
    assert.equal(rows.length, 64);
    assert.equal(rows[62]?.name, 'thread 62 · counter 61');
    const refusal = await adapter.protocol
      .pauseRequest({ threadId: rows[63]?.id ?? 0 })
      .catch(({ message }) => message);
    assert.equal(refusal, 'This row stands for several. Attach to one of them in the view Workers.');
    assert.equal(adapter.count('workerLens.attach'), 0);
  });

  it('refuses to pause what has ended', async () => {
    const { adapter } = stage;
    await adapter.launch({ program: fixture('threads.js'), args: ['0'] });
    const refusal = await adapter.protocol.pauseRequest({ threadId: 9 }).catch(({ message }) => message);
    assert.equal(refusal, 'It has ended. Choose another row.');
  });

  it('asks for a debugger on a row that is to be paused, and goes on', async () => {
    const { adapter } = stage;
    await adapter.launch(cluster);
    const [, first] = await adapter.threads((names) => names.length === 3);
    await adapter.protocol.pauseRequest({ threadId: first?.id ?? 0 });
    const { body } = await adapter.event('workerLens.attach');
    assert.equal(body.pause, true);
    const target = (await adapter.viewer()).model.target(body.target);
    assert.equal(target?.process.worker?.id, 1);
    assert.equal(adapter.count('stopped'), 0);
  });
});
