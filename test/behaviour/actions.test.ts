// What a viewer can have done to a program: a message sent, a worker forked. The program can tell nothing else of it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ProcessState } from '../../protocol/viewer';
import { nodeOf } from './support/nodes';
import type { Program } from './support/observe';
import { type RealStage, useRealStage } from './support/real-hub';

const MAJORS = [18, 20, 26] as const;
const MESSAGES: [who: string, json: string][] = [
  ['worker', '{"cmd":"reload","list":[1,-2.5e3,null,true,"ä\\u0000"],"__proto__":{"x":1}}'],
  ['worker', '"text"'],
  ['child', '{"cmd":"stop"}'],
  ['child', 'false'],
  ['outer', '{"task":[{"n":1}]}'],
  ['outer', 'null'],
  ['inner', '{"to":"inner","n":1}'],
];

/** Has each message sent, by `send`, and waits until it is received. */
async function sendAll(program: Program, send: (who: string, json: string) => Promise<void> | void): Promise<void> {
  for (const word of ['processes ready', 'outer ready', 'inner ready']) await program.printed(word);
  for (const [at, [who, json]] of MESSAGES.entries()) {
    await send(who, json);
    while (program.stdout.split(' received ').length <= at + 1) await once(program.child.stdout!, 'data');
  }
  program.say('close');
  await program.printed('child closed');
}

async function endOf(program: Program) {
  program.say('end');
  const { stdout, ...end } = await program.ended;
  // Who is ready first, no two runs have in common.
  return { ...end, stdout: stdout.split('\n').filter((line) => !line.endsWith(' ready')) };
}

function targetOf(
  { hub: { viewer } }: RealStage,
  who: string,
): Promise<{ id: string; messages: { received: number } }> {
  return viewer.until(() => {
    const threads = [...viewer.threads.values()].sort((a, b) => a.creator - b.creator);
    if (who === 'outer') return threads.find(({ creator, connected }) => creator === 0 && connected);
    if (who === 'inner') return threads.find(({ creator, connected }) => creator !== 0 && connected);
    return [...viewer.processes.values()].find(({ kind }) => kind === who);
  });
}

describe('actions: send a message', function () {
  this.timeout(60_000);
  for (const major of MAJORS) {
    describe(`Node ${major}`, () => {
      const stage = useRealStage();
      const send = async (who: string, json: string) => {
        const { id } = await targetOf(stage, who);
        return (await stage.hub.viewer.request({ type: 'sendMessage', target: id, json })).error;
      };

      it('gives each receiver exactly that, and changes nothing else', async () => {
        const node = await nodeOf(major);
        const plain = stage.bench.plain('actions-receives.js', [], { node });
        await sendAll(plain, (who, json) => plain.say(`${who} ${json}`));
        const expected = await endOf(plain);
        const program = stage.bench.observed('actions-receives.js', [], { node });
        await sendAll(program, async (who, json) => assert.equal(await send(who, json), undefined, who));
        for (const who of ['worker', 'child', 'outer', 'inner']) {
          const sent = MESSAGES.filter(([to]) => to === who).length;
          const { viewer } = stage.hub;
          const { id } = await targetOf(stage, who);
          await viewer.until(() => (viewer.threads.get(id) ?? viewer.processes.get(id))?.messages.received === sent);
        }
        assert.deepEqual(await endOf(program), expected);
      });

      it('says in a sentence why it could not be sent', async () => {
        const program = stage.bench.observed('actions-receives.js', [], { node: await nodeOf(major) });
        for (const word of ['processes ready', 'inner ready']) await program.printed(word);
        assert.match((await send('worker', '{"a":')) ?? '', /^The message is no JSON: /);
        assert.match((await send('worker', '{"cmd":"NODE_HANDLE"}')) ?? '', /^Messages whose "cmd" begins with NODE_ /);
        program.say('close');
        await program.printed('child closed');
        const closed = 'The message was not sent: Its channel is closed, or it has none.';
        assert.equal(await send('child', '1'), closed);
        const { id } = await targetOf(stage, 'outer');
        program.say('end');
        await stage.hub.ended(program);
        const { error } = await stage.hub.viewer.request({ type: 'sendMessage', target: id, json: '1' });
        assert.equal(error, 'It has ended, and receives nothing any more.');
        assert.doesNotMatch(program.stdout, /error/);
      });
    });
  }
});

describe('actions: fork in a worker’s place', function () {
  this.timeout(60_000);
  for (const major of MAJORS) {
    describe(`Node ${major}`, () => {
      const stage = useRealStage();
      const worker = (id: number) => (): ProcessState | undefined =>
        [...stage.hub.viewer.processes.values()].find((each) => each.worker?.id === id && each.state === 'listening');

      /** Has worker 1 leave. */
      async function leave(program: Program): Promise<ProcessState> {
        const { viewer } = stage.hub;
        for (const word of ['ready 1', 'ready 2']) await program.printed(word);
        const first = await viewer.until(worker(1));
        await viewer.until(worker(2));
        assert.deepEqual(await viewer.request({ type: 'disconnectWorker', process: first.id, pid: first.pid }), {});
        await program.printed('exit 1');
        return first;
      }

      it('does what the program’s own fork does, with the environment of the worker before', async () => {
        const node = await nodeOf(major);
        const plain = stage.bench.plain('actions-forks.js', [], { node });
        for (const word of ['ready 1', 'ready 2', 'listening 1', 'listening 2']) await plain.printed(word);
        plain.say('replace 1');
        const expected = await ending(plain);
        const program = stage.bench.observed('actions-forks.js', [], { node });
        const first = await leave(program);
        assert.deepEqual(await stage.hub.viewer.request({ type: 'forkWorker', process: first.id, pid: first.pid }), {});
        assert.deepEqual(await ending(program), expected);
        assert.match(expected.join('\n'), /ready 3 .*"role":"a"/);
        const slots = [...stage.hub.viewer.slots.values()].map(({ slot, restarts }) => [slot, restarts]);
        assert.deepEqual(slots, [
          [1, 1],
          [2, 0],
        ]);
      });

      it('refuses where the cluster is set up for others now, and for a worker that was not told to go', async () => {
        const program = stage.bench.observed('actions-forks.js', [], { node: await nodeOf(major) });
        const first = await leave(program);
        const { viewer } = stage.hub;
        const fork = async ({ id, pid }: ProcessState) =>
          (await viewer.request({ type: 'forkWorker', process: id, pid })).error;
        assert.equal(
          await fork(await viewer.until(worker(2))),
          'Worker 2 was not replaced: Worker 2 was not told to go.',
        );
        program.say('setup');
        await program.printed('set up');
        const refused = 'Worker 1 was not replaced: The cluster is set up otherwise than it was for worker 1.';
        assert.equal(await fork(first), refused);
        program.say('end');
        assert.equal((await program.ended).code, 0);
        assert.doesNotMatch(program.stdout, /fork 3/);
      });
    });
  }

  /** Once worker 3 is ready: what the program said of it, line by line, and how it ended. */
  async function ending(program: Program): Promise<string[]> {
    await program.printed('ready 3');
    await program.printed('listening 3');
    program.say('end');
    const { code, signal, stdout, stderr } = await program.ended;
    // The first two start, and end, side by side.
    const lines = stdout.split('\n').filter((line) => / (1|3) |^setup|^listeners/.test(line));
    return [...lines.filter((line) => !/^(disconnect|exit) 3/.test(line)), `${code} ${signal} ${stderr}`];
  }
});
