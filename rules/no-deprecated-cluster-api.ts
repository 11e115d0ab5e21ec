import { renameExport } from './fixes/rename-export';
import type { Report, Rule, RuleContext } from './rule';

const MODULE = 'cluster';
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['isMaster', 'isPrimary'],
  ['setupMaster', 'setupPrimary'],
]);
const OLD_NAMES: ReadonlySet<string> = new Set(RENAMED.keys());

/** `cluster.isMaster` and `cluster.setupMaster`: Node keeps them as aliases since v16, and never warns. */
export const noDeprecatedClusterApi: Rule = {
  name: 'no-deprecated-cluster-api',
  severity: 'hint',
  description: '`isMaster` and `setupMaster` of `cluster`, deprecated since Node.js 16',
  tags: ['deprecated'],
  hasFixes: true,
  check,
};

function* check({ references, allowsNodeBefore }: RuleContext): Generator<Report> {
  // The new names are missing there.
  if (allowsNodeBefore('16.0.0')) return;
  for (const use of references.uses(MODULE, OLD_NAMES)) {
    const to = RENAMED.get(use.name)!;
    const edits = renameExport(use, { module: MODULE, from: use.name, to }, references);
    yield {
      node: use.key,
      message: `cluster.${use.name} is deprecated since Node.js 16: use cluster.${to}.`,
      fix: edits && { title: `Replace ${use.name} by ${to}`, edits },
    };
  }
}
