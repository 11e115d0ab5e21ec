// What a tooltip says of settings: only what a person chose.
import assert from 'node:assert/strict';
import { processSettingWords, threadSettingWords } from '../../../extension/tree/setting-words';
import type { SpawnSettings, ThreadSettings } from '../../../protocol/agent';
import { NOT_GIVEN, processState, threadState } from '../support/states';

const primary = processState({
  id: 'p1',
  script: '/app.js',
  argv: ['/node', '/app.js', 'x'],
  execArgv: ['--no-warnings'],
  cwd: '/',
});

const spawned = (own: Partial<SpawnSettings>): SpawnSettings => ({ ...NOT_GIVEN, ...own });

const made = (own: Partial<ThreadSettings>): ThreadSettings => ({
  execArgv: null,
  argv: null,
  env: 'inherited',
  resourceLimits: null,
  stdin: null,
  stdout: null,
  stderr: null,
  ...own,
});

describe('setting words', () => {
  const ofProcess = (own: Partial<SpawnSettings>) =>
    processSettingWords(processState({ id: 'p2', settings: spawned(own) }), primary);
  const ofThread = (own: Partial<ThreadSettings>) =>
    threadSettingWords(threadState('p1:1', { settings: made(own) }), primary);

  it('say nothing of what Node does by itself', () => {
    const likePrimary = { exec: '/app.js', args: ['x'], execArgv: ['--no-warnings'], cwd: '/' };
    assert.equal(ofProcess({ ...likePrimary, silent: false, serialization: 'json' }), '');
    assert.equal(
      ofProcess({ detached: false, windowsHide: false, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] }),
      '',
    );
    assert.equal(ofThread({ execArgv: ['--no-warnings'], argv: [], stdin: false, stdout: false, stderr: false }), '');
    assert.equal(ofThread({ resourceLimits: { stackSizeMb: null } }), '');
    assert.equal(processSettingWords(processState({ id: 'p2' }), null), '');
    assert.equal(threadSettingWords(threadState('p1:1'), null), '');
  });

  it('say what was chosen, as in code', () => {
    assert.equal(
      ofProcess({ exec: '/job.js', args: [], execArgv: [], silent: true, uid: 0, inspectPort: 'function' }),
      'exec: "/job.js", args: [], execArgv: [], silent: true, uid: 0, inspectPort: "function"',
    );
    assert.equal(ofProcess({ stdio: ['ignore', 'fd 5'], detached: true }), 'detached: true, stdio: ["ignore","fd 5"]');
    assert.equal(
      ofThread({ env: 'shared', argv: ['a'], resourceLimits: { maxOldGenerationSizeMb: 64, stackSizeMb: null } }),
      'argv: ["a"], env: "shared", resourceLimits: {"maxOldGenerationSizeMb":64}',
    );
  });
});
