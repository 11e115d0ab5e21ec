// Package managers that tests start programs with, installed once. Uses Node's own modules only.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installOnce } from './cache.mjs';
import { PACKAGE_MANAGERS } from './pinned.mjs';
import { withProgress } from './progress.mjs';
import { unpackPinned } from './registry.mjs';

/** What Node runs of each, under its folder. */
const SCRIPTS = { yarn: 'bin/yarn.js', berry: 'bin/yarn.js', pnpm: 'bin/pnpm.cjs' };

/**
 * Gives a package manager, pinned.
 * @param {keyof typeof PACKAGE_MANAGERS} name
 * @returns {Promise<string>} the absolute path of the script that Node runs
 * @throws {import('./errors.mjs').UserFacingError} when it cannot be downloaded
 */
export async function ensurePackageManager(name) {
  const pinned = PACKAGE_MANAGERS[name];
  const folder = await installOnce(
    `${name}-${pinned.version}`,
    async (candidate) => existsSync(join(candidate, SCRIPTS[name])),
    (empty) =>
      withProgress(`Installing ${pinned.name} ${pinned.version} (10 s, once)`, () => unpackPinned(pinned, empty)),
  );
  return join(folder, SCRIPTS[name]);
}
