// The one variable that agents read, and the way the stub gets into NODE_OPTIONS.
// What a viewer puts into a program's environment, and what the agent takes out and puts back for each spawn.
import * as v from 'valibot';

/** Name of the environment variable that holds an {@link Environment} as JSON. */
export const VARIABLE = 'WORKER_LENS';

/** What an agent is told by whoever started its process. */
export const Environment = v.object({
  /** Absolute path of `agent.cjs`. The stub loads it if it is there. */
  agent: v.string(),
  /** Absolute path of the stub that NODE_OPTIONS names. */
  stub: v.string(),
  /** The rendezvous directory: where the hub's address and token stand. */
  directory: v.string(),
  /** The run this process belongs to; absent in an observed terminal, where each first process makes a run of its own. */
  run: v.optional(v.string()),
  /** The spawn that made this process, where its parent is observed. */
  spawner: v.optional(v.object({ process: v.string(), spawn: v.number() })),
});
export type Environment = v.InferOutput<typeof Environment>;

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

/** NODE_OPTIONS with the stub before whatever stood there; unchanged where it stands there already. */
export function addStub(nodeOptions: string | undefined, stub: string, quiet = false): string {
  const option = requireOption(stub);
  const added = quiet ? `${option} ${QUIET_INSPECTOR}` : option;
  if (!nodeOptions) return added;
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
