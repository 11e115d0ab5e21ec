// The look for what does not fit, as a script for any page: it has no type of a browser's, so that all tests can use it.
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../../../scripts/lib/ensure.mjs';

/** An expression whose value is what `layoutFaults` says of the page that it is evaluated in: sentences, none where all fits. */
export async function layoutScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'test/browser/support/layout.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'Layout',
    platform: 'browser',
  });
  return `(() => { ${outputFiles[0]!.text}; return Layout.layoutFaults(); })()`;
}
