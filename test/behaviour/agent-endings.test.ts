// However a process ends, it ends as without the lens, and the hub hears of it.
import assert from 'node:assert/strict';
import { sameAsPlain, useStage, withoutOurFrames } from './support/suite';

describe('agent: endings', function () {
  this.timeout(60_000);
  const stage = useStage();

  for (const [program, code] of [
    ['exit-at-once.js', 3],
    ['nothing.js', 0],
    ['exit-listener.js', 9],
    ['exit-in-exit.js', 5],
    ['throws-in-exit.js', 1],
    ['uncaught.js', 1],
    ['syntax-error.js', 1],
    ['rejection.js', 1],
    ['odd-error.js', 1],
    ['throws-in-spawn.js', 1],
    ['handled.js', 0],
    ['module.mjs', 0],
  ] as const) {
    it(`${program}: hello and last words arrive`, async () => {
      await sameAsPlain(stage, `endings/${program}`, [], {}, withoutOurFrames);
      const { hub } = stage;
      const [first] = hub.connections;
      assert.equal(first!.messages[0]!.type, 'hello');
      assert.deepEqual(
        first!.messages.flatMap((message) => (message.type === 'ending' ? [message.code] : [])),
        [code],
      );
    });
  }

  it('says hello from a program that ends in its first tick, 50 runs in a row', async () => {
    for (let run = 1; run <= 50; run++) {
      await stage.bench.observed('endings/exit-at-once.js').ended;
      await stage.hub.drained();
      assert.equal(stage.hub.all('ending').length, run);
    }
  });

  it('tells of errors that nobody caught, and of those that a handler did', async () => {
    const { bench, hub } = stage;
    for (const program of ['uncaught', 'syntax-error', 'rejection', 'handled']) {
      await bench.observed(`endings/${program}.js`).ended;
    }
    await hub.drained();
    const told = hub.all('uncaught').map(({ error }) => [error.name, error.message.slice(0, 10)]);
    assert.deepEqual(told, [
      ['TypeError', 'boom'],
      ['SyntaxError', 'missing ) '],
      ['RangeError', 'rejected'],
      ['Error', 'handled'],
    ]);
    assert.match(hub.all('uncaught')[0]!.error.stack!, /uncaught\.js:2/);
  });

  it('tells of a signal that a process sends itself', async () => {
    const { signal } = await sameAsPlain(stage, 'endings/kills-itself.js');
    assert.equal(signal, 'SIGTERM');
    const [hello] = stage.hub.all('hello');
    assert.deepEqual(
      stage.hub.all('kill').map(({ pid, signal }) => [pid, signal]),
      [[hello!.pid, 'SIGTERM']],
    );
  });
});
