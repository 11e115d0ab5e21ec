import type { Report, Rule, RuleContext } from './rule';
import { type Node, type NodeOf, unwrap } from './source/nodes';
import { memberName } from './values/keys';
import { isModule, textOf } from './values/value';

/** What a worker can listen to in place of an event of `cluster`. */
const INSTEAD: Readonly<Record<string, string>> = {
  disconnect: "listen to 'disconnect' of cluster.worker",
  exit: "listen to 'exit' of process",
  fork: 'listen in the primary',
  listening: "listen to 'listening' of the server",
  message: "listen to 'message' of process",
  online: 'listen in the primary',
  setup: 'listen in the primary',
};
const ADDERS: ReadonlySet<string> = new Set(['addListener', 'on', 'once', 'prependListener', 'prependOnceListener']);

/** `cluster.on('exit', …)` where only a worker runs: `cluster` emits its events in the primary. */
export const noPrimaryEventInWorker: Rule = {
  name: 'no-primary-event-in-worker',
  severity: 'warning',
  description: 'A listener on `cluster` in code that only a worker runs, where nothing calls it',
  check,
};

function* check({ references, roles, source }: RuleContext): Generator<Report> {
  for (const call of source.nodes.ofType('CallExpression')) {
    const [event] = call.arguments;
    const name = event && addsListener(call, references) ? textOf(references.valueOf(event)) : undefined;
    const instead = name !== undefined && Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined;
    if (!instead || !roles.onlyIn(call, 'worker')) continue;
    yield {
      node: event as Node,
      message: `Only workers run this, and cluster emits '${name}' in the primary only: ${instead}.`,
    };
  }
}

function addsListener({ callee }: NodeOf<'CallExpression'>, references: RuleContext['references']): boolean {
  const member = unwrap(callee);
  if (member.type !== 'MemberExpression' || !ADDERS.has(memberName(member, references.evaluator) ?? '')) return false;
  return isModule(references.valueOf(member.object), 'cluster');
}
