// What the stub leaves in the rendezvous directory where it runs, but cannot load the agent: one file for each process.
import * as v from 'valibot';
import { NotObserved } from './agent';

/** Names of these files. The stub renames them into place: one of this name is whole. */
export const MISSED_FILE = /^missed-\d+\.json$/;

/** Fields as in a hello, and why there is none. */
export const Missed = v.object({
  pid: v.number(),
  run: v.nullable(v.string()),
  spawner: v.nullable(v.object({ process: v.string(), spawn: v.number() })),
  argv: v.array(v.string()),
  execArgv: v.array(v.string()),
  node: v.string(),
  why: NotObserved,
});
export type Missed = v.InferOutput<typeof Missed>;
