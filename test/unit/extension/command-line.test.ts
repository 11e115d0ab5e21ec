// A command line must come to the program as the list of words that it was made of.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { commandLine } from '../../../extension/debug/command-line';

describe('command line', () => {
  const words = ['a b', "it's", '"quoted"', '$HOME', '`id`', '!!', '*', '', '\\', 'ü', '--flag=x', ';', '~'];

  for (const shell of ['/bin/sh', '/bin/bash']) {
    it(`means the same to ${shell}`, () => {
      const program = 'console.log(JSON.stringify(process.argv.slice(1)))';
      const line = commandLine([process.execPath, '-e', program, '--', ...words], shell);
      assert.deepEqual(JSON.parse(execFileSync(shell, ['-c', line], { encoding: 'utf8' })), words);
    });
  }

  it('leaves plain words as they are', () => {
    assert.equal(
      commandLine(['/usr/bin/node', 'src/app.js', '--port=3000'], '/bin/zsh'),
      '/usr/bin/node src/app.js --port=3000',
    );
  });

  it('quotes for the shells of Windows', () => {
    const command = ['C:\\Program Files\\nodejs\\node.exe', 'app.js', "it's", 'say "x"'];
    assert.equal(
      commandLine(command, 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe'),
      `& 'C:\\Program Files\\nodejs\\node.exe' 'app.js' 'it''s' 'say "x"'`,
    );
    assert.equal(
      commandLine(command, 'C:\\Windows\\System32\\cmd.exe'),
      `"C:\\Program Files\\nodejs\\node.exe" app.js "it's" "say ""x"""`,
    );
  });
});
