/**
 * What a file needs for any rule to find something in it: each is about a cluster, workers or threads, a channel between
 * processes, or the number of processors. A name may be written with escapes.
 */
const MENTIONED = /cluster|worker|thread|parentPort|child_process|\bcpus\b|\bsend\b|\\[ux]/i;

/** Whether rules may find something in a text: most files of a workspace need not even be parsed. */
export function concernsRules(text: string): boolean {
  return MENTIONED.test(text);
}
