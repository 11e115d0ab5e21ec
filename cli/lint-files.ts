import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const EXTENSION = /\.[cm]?[jt]sx?$/i;

/** The files that paths stand for: files themselves, and what is to be checked in folders, in a steady order. */
export async function filesToLint(paths: readonly string[]): Promise<string[]> {
  const files = new Set<string>();
  for (const path of paths) for await (const file of filesAt(path)) files.add(file);
  return [...files];
}

async function* filesAt(path: string): AsyncGenerator<string> {
  const isFolder = (await statOrExplain(path)).isDirectory();
  if (isFolder) yield* filesIn(path);
  else if (EXTENSION.test(path)) yield path;
  else process.stderr.write(`worker-lens: ${path} is neither JavaScript nor TypeScript: left out.\n`);
}

/** Links are not followed: what they lead to is checked where it stands, if it is part of the folder. */
async function* filesIn(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !isLeftOut(entry.name)) yield* filesIn(path);
    else if (entry.isFile() && EXTENSION.test(entry.name)) yield path;
  }
}

function isLeftOut(folder: string): boolean {
  return folder === 'node_modules' || folder.startsWith('.');
}

async function statOrExplain(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(code === 'ENOENT' ? `There is no '${path}'.` : message);
  }
}
