/**
 * What rules may know of the world around a file. Handed in by who checks files, as rules have no file system of their
 * own; each part is undefined where there is no telling (a file that was never saved), and rules stay silent then.
 */
export interface Surroundings {
  /** Whether there is a file at a path, relative to the folder of the file that is checked, or absolute. */
  fileExists?(path: string): boolean;
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
