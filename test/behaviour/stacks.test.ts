// Where is it? Any process or thread says, whether its event loop turns or not, and runs on as before.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { portsOf } from '../../hub/bring-in/inspector-door';
import type { Stack } from '../../protocol/viewer';
import { nodeOf } from './support/nodes';
import type { Program } from './support/observe';
import { useRealStage } from './support/real-hub';

const PROGRAM = fs.readFileSync(path.join(__dirname, '../fixtures/behaviour/where.js'), 'utf8');
const LOOP_LINE = PROGRAM.split('\n').findIndex((line) => line.includes('while (')) + 1;

describe('stacks', function () {
  this.timeout(60_000);

  for (const major of [18, 20, 26] as const) {
    describe(`Node ${major}`, () => {
      const stage = useRealStage();
      let program: Program;
      let freeing: string;
      /** Ids of the two targets. */
      let main: string;
      let thread: string;

      beforeEach(async () => {
        freeing = path.join(stage.bench.folder, 'free');
        program = stage.bench.observed('where.js', [freeing], { node: await nodeOf(major), quiet: true });
        await program.printed('thread ready');
        const { viewer } = stage.hub;
        thread = (await viewer.until(() => [...viewer.threads.values()].find(({ connected }) => connected))).id;
        main = thread.split(':')[0]!;
      });

      async function where(target: string, signal = false): Promise<Stack | undefined> {
        const { error, stack } = await stage.hub.viewer.request({ type: 'takeStack', target, signal });
        assert.equal(error, undefined);
        return stack;
      }

      async function isClosed(target: string): Promise<void> {
        const { viewer } = stage.hub;
        const inspector = () => (viewer.threads.get(target) ?? viewer.processes.get(target))!.inspector;
        await viewer.until(() => inspector().state === 'closed');
      }

      function names(stack: Stack | undefined): string[] {
        return stack!.frames.map(({ name }) => name);
      }

      it('of what is idle says so, and closes what it opened', async () => {
        for (const target of [main, thread]) {
          assert.deepEqual(await where(target), { state: 'idle', frames: [] });
          await isClosed(target);
        }
        program.say('end');
        const { code, stderr } = await program.ended;
        assert.deepEqual([code, stderr.replace(/Debugger attached\.\n|Waiting for the debugger.*\n/g, '')], [0, '']);
      });

      it('of what has timers that come soon says that it is idle', async () => {
        for (const who of ['main', 'thread']) {
          program.say(`${who} tick`);
          await program.printed(`${who} tick`);
        }
        for (const target of [main, thread]) {
          assert.deepEqual(await where(target), { state: 'idle', frames: [] });
          await isClosed(target);
        }
      });

      for (const [who, target] of [
        ['main', () => main],
        ['thread', () => thread],
      ] as const) {
        it(`of the ${who} in a loop that never ends gives the stack, and lets it run on`, async () => {
          program.say(`${who} loopAround`);
          await program.printed(`${who} loopAround`);
          if (who === 'main') assert.equal(await where(target()), undefined);
          const stack = await where(target(), true);
          assert.equal(stack?.state, 'code');
          const frame = stack!.frames.find(({ name }) => name === 'loopAround');
          assert.ok(frame, names(stack).join());
          assert.match(frame.file, /where\.js$/);
          assert.equal(frame.line, LOOP_LINE);
          fs.writeFileSync(freeing, '');
          await program.printed(`${who} done`);
          while (portsOf(program.child.pid!).size > 0) await new Promise((resolve) => setTimeout(resolve, 50));
          program.say('end');
          assert.equal((await program.ended).code, 0);
        });

        it(`of the ${who} in Atomics.wait gives the stack`, async () => {
          program.say(`${who} waitHere`);
          await program.printed(`${who} waitHere`);
          const stack = await where(target(), true);
          assert.deepEqual([stack?.state, stack?.frames[0]?.name], ['code', 'waitHere']);
        });

        it(`of the ${who} in a call that lets nobody in says so`, async () => {
          const pipe = `${freeing}.pipe`;
          execFileSync('mkfifo', [pipe]);
          program.say(`${who} readHere`);
          await program.printed(`${who} readHere`);
          const { error, stack } = await stage.hub.viewer.request({
            type: 'takeStack',
            target: target(),
            signal: true,
          });
          assert.ok(
            stack?.state === 'silent' || /opened no inspector/.test(error ?? ''),
            JSON.stringify([error, stack]),
          );
          fs.writeFileSync(pipe, 'now');
          await program.printed(`${who} done`);
          program.say('end');
          assert.equal((await program.ended).code, 0);
        });
      }

      it('of a process and its thread are taken at the same time, again and again', async () => {
        for (let turn = 0; turn < 5; turn++) {
          const stacks = await Promise.all([where(main), where(thread), where(main), where(thread)]);
          assert.deepEqual(new Set(stacks.map((stack) => stack?.state)), new Set(['idle']), `turn ${turn}`);
          // Just when what the last turn opened is closed.
          await new Promise((resolve) => setTimeout(resolve, 95 + 3 * turn));
        }
        for (const target of [main, thread]) await isClosed(target);
        program.say('end');
        assert.equal((await program.ended).code, 0);
      });

      it('of what has ended is refused with a sentence', async () => {
        program.say('end');
        await stage.hub.ended(program);
        const { error } = await stage.hub.viewer.request({ type: 'takeStack', target: main, signal: true });
        assert.equal(error, 'It has ended, and runs nothing any more.');
      });
    });
  }
});
