// Taking a pinned package from the registry. Uses Node's own modules only: it runs before node_modules exists.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserFacingError } from './errors.mjs';
import { run, runNpm } from './process.mjs';

/**
 * Downloads a package through npm, checks its integrity and unpacks it; nothing of the package is run.
 * @param {import('./pinned.mjs').PinnedPackage} pinned
 * @param {string} folder an empty folder; the package's files stand directly in it afterwards
 * @returns {Promise<void>}
 * @throws {UserFacingError} when it cannot be had, or is not what was pinned
 */
export async function unpackPinned(pinned, folder) {
  const download = await mkdtemp(join(folder, 'download-'));
  try {
    const archive = await downloadPinned(pinned, download);
    await checkIntegrity(archive, pinned);
    await unpack(archive, folder);
  } finally {
    await rm(download, { recursive: true, force: true });
  }
}

/**
 * @param {import('./pinned.mjs').PinnedPackage} pinned
 * @param {string} folder
 * @returns {Promise<string>} the archive's path
 */
async function downloadPinned(pinned, folder) {
  const spec = `${pinned.name}@${pinned.version}`;
  // The folder is also the working folder: a settings file of this project must not be what a cache entry depends on.
  const result = await runNpm(['pack', spec, '--pack-destination', folder], { cwd: folder });
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (result.status === 0 && archive) return join(folder, archive);
  throw new UserFacingError(
    `${spec} could not be downloaded from the npm registry. Check that \`npm view ${spec}\` works, then try again.\n` +
      `npm said:\n${result.output.trim()}`,
  );
}

/**
 * @param {string} archive
 * @param {import('./pinned.mjs').PinnedPackage} pinned
 */
async function checkIntegrity(archive, pinned) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(archive), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found === pinned.integrity) return;
  throw new UserFacingError(
    `${pinned.name}@${pinned.version} is not the package that was pinned (found ${found}, expected ${pinned.integrity}). ` +
      'It was not installed. Check which registry npm uses; if the package is right, correct scripts/lib/pinned.mjs.',
  );
}

/**
 * @param {string} archive
 * @param {string} folder
 */
async function unpack(archive, folder) {
  await mkdir(folder, { recursive: true });
  const result = await run('tar', ['-xzf', archive, '-C', folder, '--strip-components=1', '--no-same-owner']);
  if (result.status === 0) return;
  throw new UserFacingError(
    `${archive} could not be unpacked. Check the free disk space.\ntar said:\n${result.output}`,
  );
}
