// How the lens gets into an environment. No schema stands here: this is bundled into the agent, where each kilobyte is start-up.

/** Name of the environment variable that holds an `Environment` as JSON. */
export const VARIABLE = 'WORKER_LENS';

/**
 * The same for all that a shell starts. VS Code can only put something before, after or in the place of a terminal's
 * variables, whatever they are: beside a {@link VARIABLE} of a program's own terminal this one counts for nothing.
 */
export const TERMINAL_VARIABLE = 'WORKER_LENS_TERMINAL';

/**
 * The words that NODE_OPTIONS needs to preload a file.
 * Node splits NODE_OPTIONS at spaces, and reads `"…"` with backslash escapes.
 * Source: https://nodejs.org/api/cli.html#node_optionsoptions
 */
export function requireOption(file: string): string {
  return /[\s"\\]/.test(file) ? `--require "${file.replace(/[\\"]/g, '\\$&')}"` : `--require ${file}`;
}

/**
 * Keeps Node from printing "Debugger listening on …" to the program's stderr when the lens opens an inspector.
 * Only for a program whose arguments are known to hold no `--inspect`: there a person waits for that line.
 */
export const QUIET_INSPECTOR = '--inspect-publish-uid=http';

const PERMISSION = /(^|[\s"'=])--(experimental-)?permission($|[\s"'=])/;
const READS_ALL = /(^|[\s"'])--allow-fs-read[=\s]["']?\*/;
const NETWORK = /(^|[\s"'])--allow-net($|[\s"'=])/;

/**
 * The option without which the permission model keeps the agent out of a process; null where nothing does.
 * One that may not read the agent's files must not be told to load them: before Node 22 it would not start.
 * @param words arguments of the process, and its NODE_OPTIONS
 * @param network whether its Node asks for permission to reach the hub, as from 25 on
 */
export function missingPermission(words: readonly string[], network: boolean): string | null {
  if (!words.some((word) => PERMISSION.test(word))) return null;
  const text = words.join(' ');
  if (!READS_ALL.test(text)) return '--allow-fs-read=*';
  return network && !NETWORK.test(text) ? '--allow-net' : null;
}

/**
 * NODE_OPTIONS with the stub before whatever stood there, an empty value too; unchanged where it stands there already.
 */
export function addStub(nodeOptions: string | undefined, stub: string, quiet = false): string {
  const option = requireOption(stub);
  const added = quiet ? `${option} ${QUIET_INSPECTOR}` : option;
  if (nodeOptions === undefined) return added;
  return nodeOptions.includes(option) ? nodeOptions : `${added} ${nodeOptions}`;
}

/** NODE_OPTIONS as it was before {@link addStub}; `undefined` where nothing else stood there. */
export function removeStub(nodeOptions: string | undefined, stub: string): string | undefined {
  if (nodeOptions === undefined) return undefined;
  const option = requireOption(stub);
  const quiet = `${option} ${QUIET_INSPECTOR}`;
  const added = nodeOptions.includes(quiet) ? quiet : option;
  if (nodeOptions === added) return undefined;
  const at = nodeOptions.indexOf(added);
  if (at < 0) return nodeOptions;
  const before = nodeOptions.slice(0, at);
  const after = nodeOptions.slice(at + added.length);
  return before + (after.startsWith(' ') ? after.slice(1) : after);
}

/**
 * An expression of a debugger's: whether what it interrupted lets the agent be loaded now. Not while Node itself starts, or
 * loads a module of its own: that would be found half made. The program's own `prepareStackTrace` is not called for it.
 * Source: `compileForInternalLoader` in lib/internal/bootstrap/realm.js
 */
export const MAY_LOAD = `typeof process === 'object' && typeof require === 'function' && (() => {
  const before = ['stackTraceLimit', 'prepareStackTrace'].map((key) => [key, Object.getOwnPropertyDescriptor(Error, key)]);
  try {
    Object.assign(Error, { stackTraceLimit: Infinity, prepareStackTrace: undefined });
    return !/compileForInternalLoader/.test(new Error().stack);
  } finally {
    for (const [key, own] of before) own ? Object.defineProperty(Error, key, own) : delete Error[key];
  }
})()`;
