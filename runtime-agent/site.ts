// Where in the program's code a spawn or a thread was asked for.
import type { Site } from '../protocol/agent';
import { captureStack, fileStatus, loadBuiltin, ownProperty } from './originals';
import { safely } from './safely';

/** Node's own frames between the agent's and the program's, at most nine for `cluster.fork`, `execFile`, `promisify`; and a library's. */
const DEPTH = 32;
/** Node decodes a map whole when it is first asked: 0.1 ms for each kilobyte of code. Larger files are no transforms in memory. */
const MAX_MAPPED = 128 * 1024;
/** The package that a path leads into, with its scope. */
const PACKAGE = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/;

/**
 * The first frame that is neither Node's nor the agent's. A person looks for code of their own: where a library made
 * what it was asked for, that is the first frame outside `node_modules`, with the library named.
 */
export function callSite(): Site | null {
  const all = safely(() => frames().filter(isProgram)) ?? [];
  const library = all[0] && PACKAGE.exec(all[0].getFileName()!)?.[1];
  const own = library === undefined ? all[0] : all.find((frame) => !PACKAGE.test(frame.getFileName()!));
  const found = own ?? all[0];
  if (!found) return null;
  const site = safely(() => inSource(found)) ?? placeOf(found);
  return own && library ? { ...site, via: library.replace('\\', '/') } : site;
}

export function pathOf(file: string): string {
  if (!file.startsWith('file:')) return file;
  return safely(() => (loadBuiltin('node:url') as typeof import('node:url')).fileURLToPath(file)) ?? file;
}

function isProgram(frame: NodeJS.CallSite): boolean {
  const file = frame.getFileName();
  return !!file && file !== __filename && !file.startsWith('node:');
}

function placeOf(frame: NodeJS.CallSite): Site {
  return { file: pathOf(frame.getFileName()!), line: frame.getLineNumber() ?? 1, column: frame.getColumnNumber() ?? 1 };
}

/**
 * The place in a file that was transformed while it was loaded, as by tsx: its map leads to the file itself, and is in
 * Node's memory only. A map that leads elsewhere stands on the disk, where the hub reads it.
 */
function inSource(frame: NodeJS.CallSite): Site | null {
  // Where source maps are off, to ask would load what handles them.
  if (!process.sourceMapsEnabled) return null;
  const place = placeOf(frame);
  if ((safely(() => fileStatus(place.file).size) ?? 0) > MAX_MAPPED) return null;
  const { findSourceMap } = loadBuiltin('node:module') as typeof import('node:module');
  const entry = findSourceMap(frame.getFileName()!)?.findEntry(place.line - 1, place.column - 1);
  if (!entry || !('originalSource' in entry) || pathOf(entry.originalSource) !== place.file) return null;
  return { file: place.file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}

/** V8 hands frames out only through these two properties of `Error`: they stand as before when this returns. */
function frames(): NodeJS.CallSite[] {
  const restore: (() => void)[] = [];
  try {
    restore.push(override('stackTraceLimit', DEPTH));
    restore.push(override('prepareStackTrace', (_: unknown, all: unknown) => all));
    const holder: { stack?: unknown } = {};
    captureStack(holder);
    return Array.isArray(holder.stack) ? holder.stack : [];
  } finally {
    restore.forEach((each) => void each());
  }
}

/** @throws where the program froze `Error`. */
function override(key: 'stackTraceLimit' | 'prepareStackTrace', value: unknown): () => void {
  const before = ownProperty(Error, key);
  Object.defineProperty(Error, key, {
    value,
    writable: true,
    enumerable: before?.enumerable ?? false,
    configurable: true,
  });
  return () => {
    if (before) Object.defineProperty(Error, key, before);
    else Reflect.deleteProperty(Error, key);
  };
}
