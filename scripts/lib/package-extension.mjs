// Builds the extension and packs it as a person would install it.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './ensure.mjs';
import { UserFacingError } from './errors.mjs';
import { run } from './process.mjs';

/** Where the package of the extension is written. */
export const VSIX = join(ROOT, 'out', 'worker-lens.vsix');

/**
 * Bundles everything into dist/.
 * @throws {UserFacingError} with the bundler's messages
 */
export async function buildExtension() {
  const result = await run(process.execPath, [join(ROOT, 'scripts', 'build.mjs')], { cwd: ROOT });
  if (result.status !== 0) throw new UserFacingError(`The build failed:\n${result.output.trim()}`);
}

/**
 * Builds and packs the extension.
 * @returns {Promise<string>} the path of the VSIX
 * @throws {UserFacingError} with the messages of what failed
 */
export async function packageExtension() {
  await buildExtension();
  await packFolder(ROOT, VSIX);
  return VSIX;
}

/**
 * Packs a folder that holds an extension, as it stands: everything it needs is bundled.
 * @param {string} folder
 * @param {string} vsix path of the file to write
 * @throws {UserFacingError} with vsce's messages
 */
export async function packFolder(folder, vsix) {
  await mkdir(join(vsix, '..'), { recursive: true });
  const vsce = join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsix];
  const result = await run(process.execPath, [vsce, 'package', ...options], { cwd: folder });
  if (result.status !== 0)
    throw new UserFacingError(`The package could not be made. vsce said:\n${result.output.trim()}`);
}
