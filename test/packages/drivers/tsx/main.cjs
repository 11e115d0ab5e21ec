// TypeScript run by a loader that preloads itself, in a process that a wrapper starts and signals.
const { spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');

const tsx = path.join(path.dirname(require.resolve('tsx/package.json')), 'dist/cli.mjs');

async function main() {
  for (const program of ['cluster.mts', 'threads.ts', 'throws.ts']) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [tsx, path.join(__dirname, program)], {
      encoding: 'utf8',
    });
    console.log(program, status, stdout);
    console.log(stderr);
  }
  const waits = spawn(process.execPath, [tsx, path.join(__dirname, 'waits.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  waits.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
    if (output.endsWith('ready\n')) waits.kill('SIGTERM');
  });
  const [code, signal] = await once(waits, 'close');
  console.log('waits.ts', code, signal, output);
}

main();
