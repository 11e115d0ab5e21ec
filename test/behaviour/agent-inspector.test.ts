// An inspector is opened when it is asked for, in a process or in a thread, and nobody reads of it on stderr.
import assert from 'node:assert/strict';
import type { Connection, FakeHub } from './support/fake-hub';
import { nodeOf } from './support/nodes';
import { sameAsPlain, useStage } from './support/suite';

let lastId = 0;

async function ask(hub: FakeHub, { send, messages }: Connection, type: 'openInspector' | 'closeInspector') {
  const id = ++lastId;
  send({ type, id });
  return hub.until(`the answer to ${type}`, () => {
    const found = messages.find((message) => message.type === 'reply' && message.id === id);
    return found?.type === 'reply' ? found : undefined;
  });
}

/** What stands at the address of an inspector, asked without attaching to it. */
async function answers(url: string): Promise<boolean> {
  const { host } = new URL(url);
  return fetch(`http://${host}/json/version`).then(
    (response) => response.ok,
    () => false,
  );
}

describe('agent: inspector', function () {
  this.timeout(60_000);
  const stage = useStage();

  for (const major of [18, 20, 26] as const) {
    it(`opens and closes in the main thread and in a thread of Node ${major}, without a word`, async () => {
      const { bench, hub } = stage;
      const node = major === 20 ? process.execPath : await nodeOf(major);
      const program = bench.observed('hold.js', [], { node, quiet: true });
      await program.printed('ready');
      const thread = await hub.until('the thread', () => hub.connections.find(({ hello }) => hello.thread === 1));
      const urls: string[] = [];
      for (const connection of [hub.connections[0]!, thread]) {
        const { url, error } = await ask(hub, connection, 'openInspector');
        assert.equal(error, null);
        assert.match(url!, /^ws:\/\/127\.0\.0\.1:\d+\//);
        assert.ok(await answers(url!));
        assert.equal((await ask(hub, connection, 'openInspector')).url, url);
        urls.push(url!);
      }
      assert.notEqual(urls[0], urls[1]);
      for (const connection of [thread, hub.connections[0]!]) {
        assert.equal((await ask(hub, connection, 'closeInspector')).error, null);
        const changes = connection.messages.filter(({ type }) => type === 'inspector');
        assert.deepEqual(
          changes.map((change) => change.type === 'inspector' && change.url === null),
          [false, true],
        );
      }
      assert.equal(await answers(urls[0]!), false);
      program.say('end');
      const { code, stderr } = await program.ended;
      assert.deepEqual([code, stderr], [0, '']);
    });
  }

  it('opens one in a cluster worker, whose parent kept it quiet', async () => {
    const { bench, hub } = stage;
    const program = bench.observed('hold.js');
    await program.printed('ready');
    const worker = await hub.until('the worker', () => {
      const spawn = hub.all('spawn').find((each) => each.worker === 1);
      return spawn && hub.connections.find(({ hello }) => hello.pid === spawn.pid);
    });
    const { url } = await ask(hub, worker, 'openInspector');
    assert.ok(await answers(url!));
    program.say('end');
    assert.equal((await program.ended).stderr, '');
  });

  it('leaves an inspector that the program opened itself, and its announcement', async () => {
    const blur = (text: string) => text.replace(/ws:\S+/g, 'ws:…');
    const options = { flags: ['--inspect=0'] };
    const { stderr } = await sameAsPlain(stage, 'endings/nothing.js', [], options, blur);
    assert.match(stderr, /^Debugger listening on ws:…\n/);
    const { bench, hub } = stage;
    const program = bench.observed('hold.js', [], options);
    await program.printed('ready');
    const primary = hub.connections.find(({ hello }) => hello.pid === program.child.pid)!;
    assert.ok(program.stderr.includes(primary.hello.inspector!));
    assert.equal((await ask(hub, primary, 'openInspector')).url, primary.hello.inspector);
    assert.match((await ask(hub, primary, 'closeInspector')).error!, /opened this inspector itself/);
    assert.ok(await answers(primary.hello.inspector!));
    program.say('end');
    await program.ended;
  });

  it('keeps the announcements of children that the program starts with --inspect', async () => {
    const blur = (text: string) => text.replace(/ws:\S+/g, 'ws:…');
    const { stderr } = await sameAsPlain(stage, 'inspected-child.js', [], {}, blur);
    assert.equal(stderr.split('Debugger listening on').length - 1, 3);
  });
});
