// Where is it, with a debugger on it? It says so as without one, and the debugger hears of no stop.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Stack } from '../../protocol/viewer';
import { JsDebug } from './support/js-debug';
import { nodeOf } from './support/nodes';
import type { Program } from './support/observe';
import { useRealStage } from './support/real-hub';

const LINES = fs.readFileSync(path.join(__dirname, '../fixtures/behaviour/where.js'), 'utf8').split('\n');
const lineOf = (text: string) => LINES.findIndex((line) => line.includes(text)) + 1;
const FILE = 'where\\.js$';

describe('stacks of what a debugger is attached to', function () {
  this.timeout(60_000);

  for (const major of [18, 20, 26] as const) {
    for (const who of ['main', 'thread'] as const) {
      describe(`Node ${major}, ${who}`, () => {
        const stage = useRealStage();
        let program: Program;
        let freeing: string;
        let target: string;
        let debug: JsDebug;

        beforeEach(async () => {
          freeing = path.join(stage.bench.folder, 'free');
          program = stage.bench.observed('where.js', [freeing], { node: await nodeOf(major), quiet: true });
          await program.printed('thread ready');
          const { viewer } = stage.hub;
          const { id } = await viewer.until(() => [...viewer.threads.values()].find(({ connected }) => connected));
          target = who === 'thread' ? id : id.split(':')[0]!;
          debug = await JsDebug.attach(viewer, target);
        });

        async function ask(): Promise<Stack> {
          const { error, stack } = await stage.hub.viewer.request({ type: 'takeStack', target, signal: false });
          assert.equal(error, undefined);
          return stack!;
        }

        /** Asks until it is there: what it says as it begins, it says a moment before. */
        async function arrives(isThere: (stack: Stack) => boolean): Promise<void> {
          while (!isThere(await ask()));
        }

        /** Holds that nothing of what is done is told to the debugger. */
        async function unheard(work: () => Promise<void>): Promise<void> {
          const before = debug.heard;
          await work();
          // Whatever there was to hear comes before this.
          await debug.evaluate('0');
          assert.deepEqual(debug.heard, before);
        }

        async function begin(what: string): Promise<void> {
          program.say(`${who} ${what}`);
          await program.printed(`${who} ${what}`);
        }

        async function endsWell(): Promise<void> {
          await debug.detach();
          program.say('end');
          const { code, stderr } = await program.ended;
          assert.deepEqual([code, stderr.replace(/Debugger attached\.\n|Waiting for the debugger.*\n/g, '')], [0, '']);
        }

        const isIdle = ({ state }: Stack) => state === 'idle';
        const isIn = (name: string, line: number) => (stack: Stack) =>
          stack.frames.some((frame) => frame.name === name && frame.line === line && frame.file.endsWith('where.js'));
        const loops = isIn('loopAround', lineOf('while ('));

        async function stopsAt(text: string): Promise<void> {
          assert.match(debug.stoppedAt, new RegExp(`where\\.js:${lineOf(text)}$`));
          await debug.resume();
        }

        it('of what is idle says so, running and paused', async () => {
          await unheard(() => arrives(isIdle));
          await debug.pause();
          await unheard(async () => assert.deepEqual(await ask(), { state: 'idle', frames: [] }));
          await debug.resume();
          await endsWell();
        });

        it('of a loop that never ends gives the stack; a breakpoint after it stops', async () => {
          await debug.breakAt(FILE, lineOf("say('done')"));
          await begin('loopAround');
          await unheard(async () => {
            for (let turn = 0; turn < 3; turn++) await arrives(loops);
          });
          fs.writeFileSync(freeing, '');
          await debug.stopped(1);
          await stopsAt("say('done')");
          await program.printed(`${who} done`);
          await endsWell();
        });

        it('of a step that never ends gives the stack; the step ends where it would', async () => {
          await debug.breakAt(FILE, lineOf('does[what]()'));
          program.say(`${who} loopAround`);
          await debug.stopped(1);
          await debug.stepOver();
          await program.printed(`${who} loopAround`);
          // That the program has gone on is told on another connection than what it prints.
          await debug.evaluate('0');
          await unheard(() => arrives(loops));
          fs.writeFileSync(freeing, '');
          await debug.stopped(2);
          await stopsAt("say('done')");
          await endsWell();
        });

        it('of a stop at a breakpoint is where it stopped, and stays there', async () => {
          fs.writeFileSync(freeing, '');
          await debug.breakAt(FILE, lineOf('does[what]()'));
          program.say(`${who} loopAround`);
          await debug.stopped(1);
          await unheard(async () => {
            const { state, frames } = await ask();
            assert.deepEqual([state, frames[0]?.name, frames[0]?.line], ['code', 'obey', lineOf('does[what]()')]);
          });
          assert.equal(program.stdout.includes(`${who} loopAround`), false);
          await debug.resume();
          await program.printed(`${who} done`);
          await endsWell();
        });

        it('of Atomics.wait gives the stack, also where the debugger stops at all errors', async () => {
          await debug.breakOnErrors();
          await begin('waitHere');
          await unheard(() => arrives(isIn('waitHere', lineOf('Atomics.wait('))));
        });

        it('of a call that lets nobody in says so, and leaves nothing behind', async () => {
          const pipe = `${freeing}.pipe`;
          execFileSync('mkfifo', [pipe]);
          await begin('readHere');
          await unheard(async () => {
            await arrives(({ state }) => state === 'silent');
            fs.writeFileSync(pipe, 'now');
            await program.printed(`${who} done`);
            await arrives(isIdle);
          });
          await endsWell();
        });
      });
    }

    describe(`Node ${major}, Chrome DevTools`, () => {
      const stage = useRealStage();

      it('of what it has stopped is where it stopped, and stays there', async () => {
        const freeing = path.join(stage.bench.folder, 'free');
        fs.writeFileSync(freeing, '');
        const node = { node: await nodeOf(major), flags: ['--inspect=0'] };
        const program = stage.bench.observed('where.js', [freeing], node);
        await program.printed('thread ready');
        const devTools = await JsDebug.connect(/ws:\S+/.exec(program.stderr)![0]);
        await devTools.breakAt(FILE, lineOf('does[what]()'));
        program.say('main loopAround');
        await devTools.stopped(1);
        const stops = () => devTools.heard.filter((each) => each.startsWith('Debugger.'));
        const before = stops();
        const { viewer, root } = stage.hub;
        const { stack } = await viewer.request({ type: 'takeStack', target: root.id, signal: false });
        const [frame] = stack!.frames;
        assert.deepEqual([frame?.name, frame?.line], ['obey', lineOf('does[what]()')]);
        await devTools.evaluate('0');
        assert.deepEqual(stops(), before);
        assert.equal(program.stdout.includes('main loopAround'), false);
        await devTools.resume();
        await program.printed('main done');
        await devTools.detach();
        program.say('end');
        assert.equal((await program.ended).code, 0);
      });
    });
  }
});
