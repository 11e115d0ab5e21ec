// Where a target begins, as a debugger names it.
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ProcessState, ThreadState } from '../../protocol/viewer';

/** Of `-e` and of what is piped in, as Node 18 to 26 name them; the last is an ES module. */
const EVALUATED = '^(?:\\[(?:eval|stdin|worker eval)\\]|.*/\\[eval1\\])$';

/**
 * A regular expression for the URL of the script that a target begins with.
 * @param cwd of its process
 */
export function firstScript(state: ProcessState | ThreadState, cwd: string): string {
  const script = 'argv' in state ? (state.argv[1] ?? '-') : state.script;
  if (state.script === '[eval]' || script === '-') return EVALUATED;
  // As much of it as is known.
  if (script.startsWith('data:')) return `^${escaped(script)}`;
  const files = namesOf(path.resolve(cwd, script));
  const urls = files.flatMap((file) => [file, pathToFileURL(file).href]);
  return `^(?:${[...new Set(urls)].map(escaped).join('|')})$`;
}

/** As the program's command names it, and as Node finds it: with its extension, and past links. */
function namesOf(file: string): string[] {
  try {
    const found = createRequire(file).resolve(file);
    return [file, found, fs.realpathSync(found)];
  } catch {
    return [file];
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
