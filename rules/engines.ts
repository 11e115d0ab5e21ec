import intersects from 'semver/ranges/intersects';
import type { Manifest } from './surroundings';

/** Reads a file's text; undefined where there is none. Handed in, so that rules need no file system of their own. */
export type ReadFile = (path: string) => string | undefined;

/** The range of Node versions that the package around a file says it runs on; undefined where it says none. */
export function nodeRangeFor(fileName: string, readFile: ReadFile): string | undefined {
  for (const manifest of manifestsAround(fileName, readFile)) {
    const range = manifest.engines?.node;
    if (typeof range === 'string') return range;
    // A file with no name only marks the module type of a folder: the package is further up.
    if (manifest.name !== undefined) return undefined;
  }
  return undefined;
}

/** What rules ask of the package.json files around a file; undefined where there is none. */
export function manifestFor(fileName: string, readFile: ReadFile): Manifest | undefined {
  let type: Manifest['type'] | undefined;
  const dependencies = new Set<string>();
  for (const manifest of manifestsAround(fileName, readFile)) {
    type ??= manifest.type === 'module' ? 'module' : 'commonjs';
    for (const name of dependenciesOf(manifest)) dependencies.add(name);
    if (manifest.name !== undefined) break;
  }
  return type && { type, dependencies };
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

interface ManifestFile {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly engines?: { readonly node?: unknown };
  readonly dependencies?: unknown;
  readonly devDependencies?: unknown;
  readonly peerDependencies?: unknown;
  readonly optionalDependencies?: unknown;
}

function dependenciesOf(manifest: ManifestFile): string[] {
  const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifest;
  return [dependencies, devDependencies, peerDependencies, optionalDependencies].flatMap((list) =>
    typeof list === 'object' && list !== null ? Object.keys(list) : [],
  );
}

/** The readable manifests in the folders of a file, from the nearest on. */
function* manifestsAround(fileName: string, readFile: ReadFile): Generator<ManifestFile> {
  for (const directory of directoriesAbove(fileName)) {
    const manifest = parseManifest(readFile(`${directory}/package.json`));
    if (manifest) yield manifest;
  }
}

function parseManifest(text: string | undefined): ManifestFile | undefined {
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
