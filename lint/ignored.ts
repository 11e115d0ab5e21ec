// What .gitignore files leave out.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

const FILE = '.gitignore';

/** The .gitignore files that hold in a folder: its own, and those above it up to the root of its repository. */
export class Ignored {
  private constructor(
    readonly folder: string,
    readonly above: Ignored | undefined,
    readonly rules: Ignore | undefined,
  ) {}

  /** Those that hold in a folder, given by its absolute path. */
  static in(folder: string): Ignored {
    const parent = dirname(folder);
    const isRoot = parent === folder || existsSync(join(folder, '.git'));
    return new Ignored(folder, isRoot ? undefined : Ignored.in(parent), rulesIn(folder));
  }

  /** Those that hold in a folder directly below. */
  below(name: string): Ignored {
    const folder = join(this.folder, name);
    const isRepository = existsSync(join(folder, '.git'));
    return new Ignored(folder, isRepository ? undefined : this, rulesIn(folder));
  }

  /** Whether an entry of the folder is left out. The file nearest to it has the last word. */
  leavesOut(name: string, isFolder: boolean): boolean {
    const path = join(this.folder, name);
    for (let level: Ignored | undefined = this; level; level = level.above) {
      const inside = relative(level.folder, path).replaceAll(sep, '/') + (isFolder ? '/' : '');
      const verdict = level.rules?.test(inside);
      if (verdict?.ignored || verdict?.unignored) return verdict.ignored;
    }
    return false;
  }
}

function rulesIn(folder: string): Ignore | undefined {
  try {
    return ignore().add(readFileSync(join(folder, FILE), 'utf8'));
  } catch {
    // None there, or one that cannot be read: then it leaves nothing out.
    return undefined;
  }
}
