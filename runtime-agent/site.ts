// Where in the program's code a spawn or a thread was asked for.
import type { Site } from '../protocol/agent';
import { captureStack } from './originals';
import { safely } from './safely';

/** Node's own frames between the agent's and the program's: at most nine for `cluster.fork`, `execFile`, `promisify`. */
const DEPTH = 16;

/** The first frame that is neither Node's nor the agent's. */
export function callSite(): Site | null {
  const frame = safely(() => frames().find(isProgram));
  const file = frame?.getFileName();
  if (!frame || !file) return null;
  return { file: pathOf(file), line: frame.getLineNumber() ?? 1, column: frame.getColumnNumber() ?? 1 };
}

export function pathOf(file: string): string {
  if (!file.startsWith('file:')) return file;
  return safely(() => (require('node:url') as typeof import('node:url')).fileURLToPath(file)) ?? file;
}

function isProgram(frame: NodeJS.CallSite): boolean {
  const file = frame.getFileName();
  return !!file && file !== __filename && !file.startsWith('node:');
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
    for (const each of restore) each();
  }
}

/** @throws where the program froze `Error`. */
function override(key: 'stackTraceLimit' | 'prepareStackTrace', value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(Error, key);
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
