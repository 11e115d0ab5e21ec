// How the lens gets into an environment. No schema stands here: this is bundled into the agent, where each kilobyte is start-up.

/** Name of the environment variable that holds an `Environment` as JSON. */
export const VARIABLE = 'WORKER_LENS';

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
