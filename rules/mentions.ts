/**
 * What a file needs for any rule to find something in it: each is about a cluster, workers or threads, a channel between
 * processes, or the number of processors. A letter of a name can be written as an escape.
 */
const MENTIONED = /cluster|worker|thread|parentPort|child_process|\bcpus\b|\bsend\b|\\(?:x|u00|u\{0*)[4-7]/i;

/** Whether rules may find something in a text: most files of a workspace need not even be parsed. */
export function concernsRules(text: string): boolean {
  return MENTIONED.test(text);
}
