// The Node versions beside the one that runs the tests, in which a smoke set is run.
import { ensureNode } from '../../../scripts/lib/ensure.mjs';

export const OTHER_MAJORS = [18, 22, 24, 26] as const;

/** A binary of that version: the one the environment names, or one installed once from the registry. */
export async function nodeOf(major: (typeof OTHER_MAJORS)[number]): Promise<string> {
  return process.env[`WORKER_LENS_TEST_NODE_${major}`] ?? (await ensureNode(major));
}
