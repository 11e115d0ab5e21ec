import { stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { filesIn, isSource, type OnUnreadable, type Selection } from '../lint/files';

/**
 * The files that paths stand for, in a steady order: files themselves, whatever the globs, and what is to be checked in
 * folders. Each is named by the path that it was given or found by.
 */
export async function filesToLint(
  paths: readonly string[],
  selection: Selection,
  onUnreadable: OnUnreadable,
): Promise<string[]> {
  const files = new Set<string>();
  for (const path of paths) for await (const file of filesAt(path, selection, onUnreadable)) files.add(file);
  return [...files];
}

async function* filesAt(path: string, selection: Selection, onUnreadable: OnUnreadable): AsyncGenerator<string> {
  const isFolder = (await statOrExplain(path)).isDirectory();
  if (isFolder) {
    const folder = resolve(path);
    for await (const file of filesIn(folder, selection, onUnreadable)) yield join(path, relative(folder, file));
  } else if (isSource(path)) yield path;
  else process.stderr.write(`worker-lens: ${path} is neither JavaScript nor TypeScript: left out.\n`);
}

async function statOrExplain(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(code === 'ENOENT' ? `There is no '${path}'.` : message);
  }
}
