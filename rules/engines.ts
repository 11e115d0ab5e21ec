import intersects from 'semver/ranges/intersects';

/** Reads a file's text; undefined where there is none. Handed in, so that rules need no file system of their own. */
export type ReadFile = (path: string) => string | undefined;

/** The range of Node versions that the package around a file says it runs on; undefined where it says none. */
export function nodeRangeFor(fileName: string, readFile: ReadFile): string | undefined {
  for (const directory of directoriesAbove(fileName)) {
    const manifest = parseManifest(readFile(`${directory}/package.json`));
    if (!manifest) continue;
    const range = manifest.engines?.node;
    if (typeof range === 'string') return range;
    // A file with no name only marks the module type of a folder: the package is further up.
    if (manifest.name !== undefined) return undefined;
  }
  return undefined;
}

/** Whether a range lets a version before this one in. A package that says nothing is taken for a current one. */
export function allowsNodeBefore(range: string | undefined, version: string): boolean {
  if (range === undefined) return false;
  try {
    return intersects(range, `<${version}`, { loose: true });
  } catch {
    return false;
  }
}

interface Manifest {
  readonly name?: unknown;
  readonly engines?: { readonly node?: unknown };
}

function parseManifest(text: string | undefined): Manifest | undefined {
  if (text === undefined) return undefined;
  try {
    const manifest: unknown = JSON.parse(text);
    return typeof manifest === 'object' && manifest !== null ? manifest : undefined;
  } catch {
    return undefined;
  }
}

function* directoriesAbove(fileName: string): Generator<string> {
  const parts = fileName.split(/[\\/]/);
  for (let length = parts.length - 1; length > 0; length--) yield parts.slice(0, length).join('/');
}
