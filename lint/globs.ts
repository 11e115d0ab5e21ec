import { Minimatch } from 'minimatch';

/** Globs for paths below one folder. A glob with no slash, such as `*.test.js`, is meant wherever a name matches it. */
export class Globs {
  readonly #patterns: readonly Minimatch[];

  constructor(globs: readonly string[]) {
    this.#patterns = globs.map((glob) => new Minimatch(trimmed(glob), { dot: true, matchBase: true, nocomment: true }));
  }

  get isEmpty(): boolean {
    return this.#patterns.length === 0;
  }

  /** Whether a path is meant. @param path relative to the folder, with `/` */
  matches(path: string): boolean {
    return this.#patterns.some((pattern) => pattern.match(path));
  }

  /** Whether a path is meant, or a folder that it is in. */
  covers(path: string): boolean {
    const parts = path.split('/');
    return parts.some((_, index) => this.matches(parts.slice(0, index + 1).join('/')));
  }
}

/** `./src/` is how shells complete what minimatch knows as `src`. */
function trimmed(glob: string): string {
  return glob.replace(/^\.\//, '').replace(/\/+$/, '');
}
