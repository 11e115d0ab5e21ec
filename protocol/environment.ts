// The one variable that agents read, and the way the stub gets into NODE_OPTIONS.
// What a viewer puts into a program's environment, and what the agent takes out and puts back for each spawn.
import * as v from 'valibot';

export * from './injection';

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
  /** The process ran already, without the agent: what lives in it is told of as well. */
  late: v.optional(v.boolean()),
  /** Its inspector was opened to bring the agent in: the agent closes it. */
  opened: v.optional(v.boolean()),
  /** Somebody may want to hold it: it asks the hub before its first line. */
  ask: v.optional(v.boolean()),
});
export type Environment = v.InferOutput<typeof Environment>;
