// The Node versions in which programs are run.
import { ensureNode } from '../../../scripts/lib/ensure.mjs';
import {
  NODE_MAJORS,
  type NodeMajor,
  OLD_NODE_MAJORS,
  type OldNodeMajor,
  pinnedNode,
} from '../../../scripts/lib/pinned.mjs';

/** Those of the behaviour matrix: all of them under `npm run test:all`, which scripts/test.mjs says in the environment. */
export const MATRIX_MAJORS: readonly NodeMajor[] = process.env.WORKER_LENS_TEST_ALL ? NODE_MAJORS : [18, 20, 26];

/** Beside the one that runs the tests. */
export const OTHER_MAJORS = [18, 22, 24, 26] as const;

/** Too old to be observed; those that there are for this platform. */
export const OLD_MAJORS = OLD_NODE_MAJORS.filter((major) => pinnedNode(major) !== undefined);

/** A binary of that version: the one the environment names, or one installed once from the registry. */
export async function nodeOf(major: NodeMajor | OldNodeMajor): Promise<string> {
  return process.env[`WORKER_LENS_TEST_NODE_${major}`] ?? (await ensureNode(major));
}
