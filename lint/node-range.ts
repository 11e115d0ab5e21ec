// Which versions of Node a file is taken to run on.
import { dirname, join } from 'node:path';
import validRange from 'semver/ranges/valid';
import { type ReadFile, nodeRangeFor as rangeOfPackage } from '../rules/engines';

/** Node's lines with long support, by the names that `lts/NAME` in an .nvmrc has for them. */
const LTS_NAMES: Readonly<Record<string, string>> = {
  argon: '4',
  boron: '6',
  carbon: '8',
  dubnium: '10',
  erbium: '12',
  fermium: '14',
  gallium: '16',
  hydrogen: '18',
  iron: '20',
  jod: '22',
  krypton: '24',
};
const VERSION_FILES = ['.nvmrc', '.node-version'];

/**
 * The range of Node versions that a file runs on, as far as it is said: by `engines.node` of its package, or else by the
 * nearest .nvmrc, .node-version or `volta.node` in the folders above it. @param file its absolute path
 */
export function nodeRangeFor(file: string, read: ReadFile): string | undefined {
  return rangeOfPackage(file, read) ?? pinnedVersionFor(file, read);
}

/** Whether a person's text is a range of versions. */
export function isRange(text: string): boolean {
  return validRange(text) !== null;
}

function pinnedVersionFor(file: string, read: ReadFile): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const found = pinnedIn(folder, read);
    if (found !== undefined) return found;
    if (dirname(folder) === folder) return undefined;
  }
}

function pinnedIn(folder: string, read: ReadFile): string | undefined {
  for (const name of VERSION_FILES) {
    const range = versionIn(read(join(folder, name)));
    if (range !== undefined) return range;
  }
  return voltaIn(read(join(folder, 'package.json')));
}

/** `v20.1.0`, `20`, `lts/iron`. `node` and `lts/*` are whatever is newest, which says nothing. */
function versionIn(text: string | undefined): string | undefined {
  const line = text
    ?.split(/\r?\n/)
    .map((each) => each.replace(/#.*/, '').trim())
    .find(Boolean);
  if (line === undefined) return undefined;
  const version = LTS_NAMES[/^lts\/(\w+)$/i.exec(line)?.[1]?.toLowerCase() ?? ''] ?? line;
  return /^v?\d/.test(version) && isRange(version) ? version : undefined;
}

function voltaIn(text: string | undefined): string | undefined {
  if (!text?.includes('"volta"')) return undefined;
  try {
    const version = JSON.parse(text)?.volta?.node;
    return typeof version === 'string' && isRange(version) ? version : undefined;
  } catch {
    return undefined;
  }
}
