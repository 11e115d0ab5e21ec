import { replace } from './fixes/edits';
import type { Change, Report, Rule, RuleContext } from './rule';
import type { Node } from './source/nodes';
import { type Assigned, assignedTo } from './values/assigned';
import type { Evaluator } from './values/evaluator';
import { isModule } from './values/value';

const POLICIES: readonly string[] = ['SCHED_RR', 'SCHED_NONE'];
/** What the variable of the environment takes; empty, it counts as left out. */
const TEXTS: readonly string[] = ['rr', 'none'];

/** `cluster.schedulingPolicy = 'rr'`, which the first fork throws at. */
export const validSchedulingPolicy: Rule = {
  name: 'valid-scheduling-policy',
  severity: 'error',
  description: 'A `cluster.schedulingPolicy` other than `SCHED_RR` and `SCHED_NONE`',
  check,
};

function* check({ references: { evaluator }, source }: RuleContext): Generator<Report> {
  for (const assigned of assignedTo('schedulingPolicy', (object) => isModule(object, 'cluster'), evaluator)) {
    const cluster = source.textOf(assigned.target.object);
    for (const node of assigned.values.filter((value) => isNoPolicy(value, evaluator))) {
      yield {
        node,
        message:
          'The first fork throws "Bad cluster.schedulingPolicy" at this: use cluster.SCHED_RR or cluster.SCHED_NONE.',
        suggestions: POLICIES.map((name) => useInstead(node, `${cluster}.${name}`)),
      };
    }
  }
  yield* inEnvironment(evaluator);
}

function* inEnvironment(evaluator: Evaluator): Generator<Report> {
  const isEnvironment: Parameters<typeof assignedTo>[1] = (object) => isModule(object, 'process', 'env');
  for (const { values } of assignedTo('NODE_CLUSTER_SCHED_POLICY', isEnvironment, evaluator)) {
    for (const node of values.filter((value) => isNoText(value, evaluator))) {
      yield {
        node,
        severity: 'warning',
        message: "Node.js knows 'rr' and 'none' here, and takes anything else for its default: use one of the two.",
        suggestions: TEXTS.map((text) => useInstead(node, `'${text}'`)),
      };
    }
  }
}

function useInstead(node: Node, text: string): Change {
  return { title: `Use ${text}`, edits: [replace(node, text)] };
}

/** Whether a value is surely none of the two. They are 1 and 2, which is fine for Node, if for nobody who reads it. */
function isNoPolicy(node: Assigned['values'][number], evaluator: Evaluator): boolean {
  if (node.type === 'Literal') return node.value !== 1 && node.value !== 2;
  if (node.type === 'Identifier' && node.name === 'undefined') return true;
  const value = evaluator.valueOf(node);
  if (value.kind === 'string') return true;
  const [name = ''] = value.kind === 'module' && value.name === 'cluster' ? value.path : [];
  return name.startsWith('SCHED_') && !POLICIES.includes(name);
}

function isNoText(node: Node, evaluator: Evaluator): boolean {
  const value = evaluator.valueOf(node);
  if (value.kind === 'string') return value.text !== '' && !TEXTS.includes(value.text);
  const isPolicy = value.kind === 'module' && value.name === 'cluster' && value.path[0]?.startsWith('SCHED_') === true;
  return isPolicy || (node.type === 'Literal' && typeof node.value !== 'string');
}
