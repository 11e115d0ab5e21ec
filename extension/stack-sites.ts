// Places named in the text of an error's stack. Knows neither the model nor the editor.
import { fileURLToPath } from 'node:url';
import type { Site } from '../protocol/agent';

/** `at f (/a/b.js:1:2)`, `at async f (file:///a/b.mjs:1:2)`, `at C:\a\b.js:1:2`. */
const FRAME = /^\s+at (?:.*? \()?((?:file:\/\/|\/|[a-z]:[\\/]).*?):(\d+):(\d+)\)?$/i;
/** Above the message where V8 could not read a file: `/a/b.js:3`. */
const UNREADABLE = /^((?:file:\/\/|\/|[a-z]:[\\/]).*):(\d+)$/i;
/** Code that was evaluated has no lines that an editor could show. */
const EVALUATED = /, <anonymous>|\beval at /;

/** Places in files, the innermost first; Node's own, and what was evaluated, are left out. */
export function sitesOf(stack: string): Site[] {
  const [first = '', ...lines] = stack.split('\n');
  return [
    siteOf(UNREADABLE.exec(first)),
    ...lines.map((line) => siteOf(EVALUATED.test(line) ? null : FRAME.exec(line))),
  ].filter((site) => site !== null);
}

function siteOf(found: RegExpExecArray | null): Site | null {
  const [, file, line, column = 1] = found ?? [];
  const path = file && pathOf(file);
  return path ? { file: path, line: Number(line), column: Number(column) } : null;
}

function pathOf(file: string): string | null {
  if (!file.startsWith('file:')) return file;
  try {
    return fileURLToPath(file);
  } catch {
    return null;
  }
}

/** Whether a place lies in what the person wrote, not in a package. */
export function isOwnCode({ file }: Site): boolean {
  return !/[\\/]node_modules[\\/]/.test(file);
}
