import { isAskedFor } from './roles/asked-for';
import type { Report, Rule, RuleContext } from './rule';

const NAMES: ReadonlySet<string> = new Set(['fork', 'setupMaster', 'setupPrimary', 'workers']);

/** `cluster.fork()` and the like where only a worker runs: they are undefined there. */
export const noPrimaryApiInWorker: Rule = {
  name: 'no-primary-api-in-worker',
  severity: 'error',
  description: '`cluster.fork`, `setupPrimary` or `workers` in code that only a worker runs',
  check,
};

function* check({ references, roles }: RuleContext): Generator<Report> {
  for (const { form, name, key, node } of references.uses('cluster', NAMES)) {
    const isAtRunTime = form === 'pattern' || (form === 'member' && !node.type.startsWith('TS'));
    if (!isAtRunTime || isAskedFor(node) || !roles.onlyIn(node, 'worker')) continue;
    yield { node: key, message: messageFor(name) };
  }
  for (const name of NAMES) {
    for (const { callee } of references.callsOf('cluster', name)) {
      if (callee.type !== 'Identifier' || !roles.onlyIn(callee, 'worker')) continue;
      yield { node: callee, message: messageFor(name) };
    }
  }
}

function messageFor(name: string): string {
  return `Only workers run this, and cluster.${name} exists in the primary only: it is undefined here.`;
}
