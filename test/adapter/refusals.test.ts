// Launches that can't be done: one clear sentence, and what to do next.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import { fixture } from './support/adapter-client';
import { useAdapter } from './support/use-adapter';

describe('refusals', () => {
  const stage = useAdapter();
  const program = fixture('exits.js');

  const cases: [string, object, RegExp][] = [
    [
      'a program that does not exist',
      { program: '/no/such/app.js' },
      /^The program \/no\/such\/app\.js does not exist\. Set "program"/,
    ],
    [
      'one whose name reads as a link, with no link',
      { program: '/no/such/[app](command:x).js' },
      /^The program \/no\/such\/\[app\] \(command:x\)\.js does not exist\./,
    ],
    ['no program', {}, /^No program to run was named\. Set "program"/],
    [
      'a folder that does not exist',
      { program, cwd: '/no/such' },
      /^The working directory \/no\/such does not exist\. Set "cwd"/,
    ],
    [
      'a runtime that is not on PATH',
      { program, runtimeExecutable: 'no-such-node' },
      /^The runtime no-such-node was not found, or cannot be executed\. Install Node/,
    ],
    [
      'a runtime that cannot be executed',
      { program, runtimeExecutable: program },
      /^The runtime .*exits\.js was not found, or cannot be executed\./,
    ],
    [
      'an environment file that does not exist',
      { program, envFile: '/no/such/.env' },
      /^The environment file \/no\/such\/\.env does not exist\. Set "envFile"/,
    ],
    [
      'an environment file that cannot be read',
      { program, envFile: '/tmp' },
      /^The environment file \/tmp could not be read: EISDIR.*\. Set "envFile" in launch\.json to a file of NAME=value/,
    ],
    [
      'an argument of another type',
      { program, args: 'x' },
      /^"args" in the debug configuration is not a list of strings\. Correct it/,
    ],
    [
      'an unknown console',
      { program, console: 'moon' },
      /^"console" in the debug configuration is not "integratedTerminal"/,
    ],
    [
      'an unknown word for what to attach to',
      { program, attach: 'worker' },
      /^"attach" in the debug configuration is not one of "none", "primary", "workers", "threads", "all", or conditions of "worker", "slot", "script" and "thread"\. Correct it/,
    ],
    ['a condition of nothing', { program, attach: {} }, /^"attach" in the debug configuration is not one of "none"/],
    [
      'a condition that does not exist',
      { program, attach: [{ worker: 1 }, { pid: 5 }] },
      /^"attach" in the debug configuration is not one of .* conditions of "worker"/,
    ],
    [
      'a slot that is no number',
      { program, attach: [{ slot: '2' }] },
      /^"attach\.slot" in the debug configuration is not the number of a slot, from 1\. Correct it/,
    ],
  ];
  for (const [what, args, sentence] of cases) {
    it(`refuses ${what}`, async () => {
      assert.match(await stage.adapter.refusal(args as never), sentence);
    });
  }

  it('refuses when no hub can be started, and does not start the program', async () => {
    const { adapter } = stage;
    // A directory that others can reach into is not used.
    mkdirSync(`${adapter.runtime}/worker-lens`);
    chmodSync(`${adapter.runtime}/worker-lens`, 0o777);
    assert.match(await adapter.refusal({ program }), /other users can reach into it.* The program was not started\./);
    assert.equal(adapter.output('stdout'), '');
  });
});
