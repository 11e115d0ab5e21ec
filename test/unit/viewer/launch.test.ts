import assert from 'node:assert/strict';
import { launchEnvironment } from '../../../viewer/launch';

const OPTIONS = { agent: '/dist/agent.cjs', stub: '/home/me/stub.cjs', directory: '/run/lens', run: 'r' };

describe('launch: the environment of a command', () => {
  const nodeOptions = (command: string[], base: NodeJS.ProcessEnv = {}) =>
    launchEnvironment(OPTIONS, command, base).NODE_OPTIONS;

  it('names the stub before what stood there', () => {
    const base = { NODE_OPTIONS: '--no-warnings' };
    assert.match(nodeOptions(['node', 'a.js'], base) ?? '', /^--require \/home\/me\/stub\.cjs .*--no-warnings$/);
  });

  it('names none to a command that may not read it: it would not start', () => {
    const commands: [string[], NodeJS.ProcessEnv?][] = [
      [['node', '--permission', 'a.js']],
      [['node', '--experimental-permission', '--allow-fs-read=/app/*', 'a.js']],
      [['sh', '-c', 'node --permission a.js']],
      [['node', 'a.js'], { NODE_OPTIONS: '--permission' }],
    ];
    for (const [command, base] of commands) assert.deepEqual(launchEnvironment(OPTIONS, command, base ?? {}), {});
  });

  it('names it to one that may', () => {
    for (const words of [['--allow-fs-read=*'], ['--allow-fs-read', '*'], ['--allow-fs-read="*"']]) {
      assert.ok(nodeOptions(['node', '--permission', ...words, 'a.js']), words.join(' '));
    }
    assert.ok(nodeOptions(['node', '--permission-of-mine', 'a.js']));
  });
});
