import type { ModuleUse } from './module-references';
import type { Report, Rule, RuleContext } from './rule';

const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ['isMaster', true],
  ['isPrimary', true],
  ['isWorker', false],
]);
const NAMES: ReadonlySet<string> = new Set(TRUTHS.keys());

/** `cluster.isPrimary` where only a thread runs: it is true in each, whosever it is. */
export const noClusterRoleInThread: Rule = {
  name: 'no-cluster-role-in-thread',
  severity: 'warning',
  description: '`cluster.isPrimary` or `isWorker` in code that only a thread runs',
  check,
};

function* check({ references, roles }: RuleContext): Generator<Report> {
  for (const use of references.uses('cluster', NAMES)) {
    for (const node of readsOf(use, references)) {
      if (!roles.onlyIn(node, 'thread')) continue;
      yield {
        node,
        message: `Only threads run this, and cluster.${use.name} is ${TRUTHS.get(use.name)} in every thread, also in a worker's: hand the role over in workerData.`,
      };
    }
  }
}

/** The places that ask: of a name that a pattern or an import declares, its uses. */
function readsOf(use: ModuleUse, { source }: RuleContext['references']): ModuleUse['key'][] {
  if (use.form === 'member') return use.node.type === 'MemberExpression' ? [use.key] : [];
  if (use.form !== 'import' && use.form !== 'pattern') return [use.key];
  const target = use.node.type === 'Property' ? use.node.value : use.node.local;
  const variable = target.type === 'Identifier' ? source.variableDeclaredBy(target) : undefined;
  const reads = variable?.references.filter((reference) => reference.isRead()) ?? [];
  return reads.map(({ identifier }) => identifier);
}
