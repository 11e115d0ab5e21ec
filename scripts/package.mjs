// npm run package: builds the extension and writes out/worker-lens.vsix.
import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { ensureDependencies, ROOT } from './lib/ensure.mjs';
import { runMain } from './lib/errors.mjs';
import { packageExtension } from './lib/package-extension.mjs';

await runMain(async () => {
  await ensureDependencies();
  const vsix = await packageExtension();
  const { size } = await stat(vsix);
  console.log(`${relative(ROOT, vsix)} (${Math.ceil(size / 1024)} KB)`);
  return 0;
});
