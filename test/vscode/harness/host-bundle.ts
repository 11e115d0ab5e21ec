// Bundles the tests that run inside the extension host: there, no TypeScript and no loader.
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../../../scripts/lib/ensure.mjs';

/**
 * Bundles test files into one module that exports `run()`.
 * @param files absolute paths of TypeScript test files
 * @param outfile it must lie below the extension's folder: VS Code gives `vscode` to nobody else
 */
export async function bundleHostTests(files: readonly string[], outfile: string): Promise<void> {
  const runner = join(ROOT, 'test/vscode/harness/host-runner.ts');
  const requires = files.map((file) => `require(${JSON.stringify(file)});`).join('\n');
  await build({
    stdin: {
      contents: `import { runHostTests } from ${JSON.stringify(runner)};
        export const run = () => runHostTests(() => { ${requires} });`,
      resolveDir: ROOT,
      loader: 'ts',
    },
    absWorkingDir: ROOT,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
    external: ['vscode', 'mocha', 'esbuild', 'playwright-core'],
  });
}
