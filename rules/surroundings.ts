import { manifestFor, type ReadFile } from './engines';

/**
 * What rules may know of the world around a file. Handed in by who checks files, as rules have no file system of their
 * own; each part is undefined where there is no telling (a file that was never saved), and rules stay silent then.
 */
export interface Surroundings {
  /** Whether there is a file at a path, relative to the folder of the file that is checked, or absolute. */
  fileExists?(path: string): boolean;
  /** The text of such a file; undefined where there is none. */
  readFile?(path: string): string | undefined;
  readonly manifest?: Manifest | undefined;
}

/** What rules ask of the package.json of a file's package. */
export interface Manifest {
  /** The module system of its `.js` files. */
  readonly type: 'commonjs' | 'module';
  /** The names of all that it depends on, also only to be developed. */
  readonly dependencies: ReadonlySet<string>;
}

export const NOTHING_KNOWN: Surroundings = {};

/** What there is to read files with. Paths are absolute, but for their separators as on the machine itself. */
export interface FileSystem {
  readFile: ReadFile;
  isFile(path: string): boolean;
}

/** The surroundings of a file on disk, each part looked up when a rule asks for it. */
export function surroundingsOf(fileName: string, { readFile, isFile }: FileSystem): Surroundings {
  const folder = fileName.replace(/[^\\/]*$/, '');
  const absolute = (path: string) => (isAbsolute(path) ? path : folder + path);
  let manifest: Manifest | undefined | null = null;
  return {
    fileExists: (path) => isFile(absolute(path)),
    readFile: (path) => readFile(absolute(path)),
    get manifest() {
      if (manifest === null) manifest = manifestFor(fileName, readFile);
      return manifest;
    },
  };
}

function isAbsolute(path: string): boolean {
  return /^([\\/]|[a-z]:[\\/])/i.test(path);
}
