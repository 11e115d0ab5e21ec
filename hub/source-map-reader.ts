// Places of generated code in the sources it was made from, by the source maps on the disk.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FlattenMap, originalPositionFor, type SourceMapInput, type TraceMap } from '@jridgewell/trace-mapping';
import type { Site } from '../protocol/agent';
import { FileCache, readRegularFile } from './files';

/** Maps kept; each may take some ten MB. */
const KEPT = 16;
const MENTION = 'sourceMappingURL=';

export class SourceMapReader {
  readonly #maps = new FileCache(KEPT, readMap);

  /** The place in the source; `null` where there is no map, or it leads nowhere. Never rejects. */
  async original(site: Site): Promise<Site | null> {
    try {
      const map = await this.#maps.get(site.file);
      return map && (await trace(map, site));
    } catch {
      return null;
    }
  }
}

async function trace(map: TraceMap, site: Site): Promise<Site | null> {
  const { source, line, column } = originalPositionFor(map, { line: site.line, column: site.column - 1 });
  const file = source && pathOf(source);
  if (!file || !(await hasLine(file, line))) return null;
  return { ...site, file, line, column: column + 1 };
}

/** Bundlers make up names, such as `webpack://app/./main.ts`, that are no files. */
function pathOf(source: string): string | null {
  if (source.startsWith('file:')) return pathOnThisHost(new URL(source));
  return /^[a-z]:\//i.test(source) ? source : null;
}

/** Windows would open a connection to the host that a URL names. @throws for another host */
function pathOnThisHost(url: URL): string {
  if (url.host !== '') throw new Error(`${url} is on another host.`);
  return fileURLToPath(url);
}

/** Whether a map may be believed: a source that is gone, or shorter, is not the one it was made from. */
async function hasLine(file: string, line: number): Promise<boolean> {
  const text = await readRegularFile(file);
  return line >= 1 && line <= text.toString('latin1').split('\n').length;
}

/** The map of a generated file, whether it stands in the file or beside it. @throws where there is none that can be read */
async function readMap(file: string): Promise<TraceMap> {
  const url = mapUrl((await readRegularFile(file)).toString());
  const base = pathToFileURL(file);
  if (url.startsWith('data:')) return parse(dataOf(url), base);
  const place = new URL(url, base);
  return parse((await readRegularFile(pathOnThisHost(place))).toString(), place);
}

/** The file's last comment of this kind, if nothing follows it. Source: https://tc39.es/ecma426/ */
function mapUrl(text: string): string {
  const at = text.lastIndexOf(MENTION);
  const comment = /\/[/*][#@]\s$/.test(text.slice(Math.max(0, at - 4), Math.max(0, at)));
  const url = /^(\S+)(\s+\*\/)?\s*$/.exec(text.slice(at + MENTION.length))?.[1];
  if (!comment || !url) throw new Error('There is no source map.');
  return url;
}

function dataOf(url: string): string {
  const comma = url.indexOf(',');
  const data = url.slice(comma + 1);
  return url.slice(0, comma).endsWith(';base64') ? Buffer.from(data, 'base64').toString() : decodeURIComponent(data);
}

function parse(text: string, base: URL): TraceMap {
  const map = JSON.parse(text);
  // Some tools on Windows write the system's own paths.
  for (const [i, source] of map.sources?.entries() ?? []) map.sources[i] = source?.replaceAll('\\', '/');
  return new FlattenMap(map as SourceMapInput, base.href);
}
