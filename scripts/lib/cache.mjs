// The cache of what tests need from the registry. Uses Node's own modules only: it runs before node_modules exists.
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserFacingError } from './errors.mjs';

/**
 * The folder that survives `npm ci`.
 * @returns {string}
 */
export function cacheFolder() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'worker-lens');
}

/**
 * Gives a folder of the cache, made first when it is missing or broken.
 *
 * It is made under another name and renamed when whole, so an install that was cut short, or another one running
 * at the same time, never leaves half a folder: whoever renames first wins, and the other uses that one.
 * @param {string} name folder name, with the version in it
 * @param {(folder: string) => Promise<boolean>} isGood whether a folder can be used
 * @param {(folder: string) => Promise<void>} fill puts everything into an empty folder
 * @returns {Promise<string>} the absolute path
 * @throws {UserFacingError} when what was installed does not work
 */
export async function installOnce(name, isGood, fill) {
  const target = join(cacheFolder(), name);
  if (await isGood(target)) return target;
  await mkdir(cacheFolder(), { recursive: true });
  await removeAbandoned();
  const building = await mkdtemp(join(cacheFolder(), `building-${process.pid}-`));
  try {
    const made = join(building, name);
    await mkdir(made);
    await fill(made);
    await moveInto(made, target, join(building, 'broken'), isGood);
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  if (await isGood(target)) return target;
  throw new UserFacingError(`${name} was installed but does not start. Delete ${target} and try again.`);
}

/**
 * @param {string} made
 * @param {string} target
 * @param {string} aside where a broken target goes: renaming it is atomic, deleting it is not
 * @param {(folder: string) => Promise<boolean>} isGood
 */
async function moveInto(made, target, aside, isGood) {
  if (await isGood(target)) return;
  await rename(target, aside).catch(ignoreMissing);
  try {
    await rename(made, target);
  } catch (error) {
    // Another install was faster.
    if (!(await isGood(target))) throw error;
  }
}

/** @param {NodeJS.ErrnoException} error */
function ignoreMissing(error) {
  if (error.code !== 'ENOENT') throw error;
}

/** Removes what installs that were killed have left: folders named after a process that is gone. */
async function removeAbandoned() {
  for (const name of await readdir(cacheFolder())) {
    const pid = /^building-(\d+)-/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await rm(join(cacheFolder(), name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
