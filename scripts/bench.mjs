// npm run bench -- NAME [--json] [--rounds N]: measures what the lens costs; see test/bench/run.mts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ensureDependencies, ROOT } from './lib/ensure.mjs';
import { runMain } from './lib/errors.mjs';
import { buildExtension } from './lib/package-extension.mjs';

await runMain(async () => {
  await ensureDependencies();
  await buildExtension();
  const bench = join(ROOT, 'test', 'bench', 'run.mts');
  const child = spawn(process.execPath, ['--import', 'tsx', bench, ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  const [code] = await once(child, 'close');
  return code ?? 1;
});
