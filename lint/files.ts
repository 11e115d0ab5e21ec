// Which files of a folder are checked.
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Globs } from './globs';
import { Ignored } from './ignored';

const EXTENSION = /\.[cm]?[jt]sx?$/i;
/** What is installed, and what is built. */
const LEFT_OUT = new Set(['node_modules', 'bower_components', 'dist']);

/** What of a folder is meant. */
export interface Selection {
  /** The folder that the globs are relative to. */
  readonly root: string;
  /** Only these, where there are any. */
  readonly include: Globs;
  readonly exclude: Globs;
}

/** Told of each folder that cannot be read, with the reason. The others are gone on with. */
export type OnUnreadable = (folder: string, error: Error) => void;

type Walk = Selection & { readonly onUnreadable: OnUnreadable };

/** Whether a file is one that the rules can read, by its name. */
export function isSource(name: string): boolean {
  return EXTENSION.test(name);
}

/** Whether the globs mean a file, given by its absolute path. What lies outside of their folder no glob is about. */
export function isSelected(file: string, { root, include, exclude }: Selection): boolean {
  const path = below(root, file);
  if (path.startsWith('../')) return true;
  return (include.isEmpty || include.covers(path)) && !exclude.covers(path);
}

/**
 * The source files of a folder (an absolute path), in a steady order: not what is installed, built, hidden, or left out
 * by a .gitignore. Links are not followed: what they lead to is checked where it stands, if it is part of the folder.
 */
export function filesIn(folder: string, selection: Selection, onUnreadable: OnUnreadable): AsyncGenerator<string> {
  return walk(folder, Ignored.in(folder), { ...selection, onUnreadable });
}

async function* walk(folder: string, ignored: Ignored, selection: Walk): AsyncGenerator<string> {
  for (const entry of await entriesOf(folder, selection)) {
    const { name } = entry;
    const path = join(folder, name);
    if (entry.isDirectory()) {
      const isMeant = !isLeftOut(name) && !ignored.leavesOut(name, true) && isOpen(path, selection);
      if (isMeant) yield* walk(path, ignored.below(name), selection);
    } else if (entry.isFile() && isSource(name) && !ignored.leavesOut(name, false)) {
      if (isSelected(path, selection)) yield path;
    }
  }
}

async function entriesOf(folder: string, { onUnreadable }: Walk): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    onUnreadable(folder, error as Error);
    return [];
  }
}

function isLeftOut(name: string): boolean {
  return LEFT_OUT.has(name) || name.startsWith('.');
}

function isOpen(folder: string, { root, exclude }: Selection): boolean {
  return !exclude.matches(below(root, folder));
}

function below(root: string, path: string): string {
  return relative(root, path).replaceAll(sep, '/');
}
