import type { Report, Rule, RuleContext } from './rule';
import { type Node, type NodeOf, wrapped } from './source/nodes';
import { isCallee } from './values/function-uses';
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
const ADDERS: readonly string[] = ['addListener', 'on', 'once', 'prependListener', 'prependOnceListener'];

/** `cluster.on('exit', …)` where only a worker runs: `cluster` emits its events in the primary. */
export const noPrimaryEventInWorker: Rule = {
  name: 'no-primary-event-in-worker',
  severity: 'warning',
  description: 'A listener on `cluster` in code that only a worker runs, where nothing calls it',
  check,
};

function* check({ references, roles }: RuleContext): Generator<Report> {
  for (const call of callsOfAdders(references)) {
    const [event] = call.arguments;
    const name = event && textOf(references.valueOf(event));
    const instead = name !== undefined && Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined;
    if (!instead || !roles.onlyIn(call, 'worker')) continue;
    yield {
      node: event as Node,
      message: `Only workers run this, and cluster emits '${name}' in the primary only: ${instead}.`,
    };
  }
}

function* callsOfAdders(references: RuleContext['references']): Generator<NodeOf<'CallExpression'>> {
  for (const member of ADDERS.flatMap((name) => references.membersNamed(name))) {
    const call = isCallee(member) ? wrapped(member).parent : undefined;
    if (call?.type === 'CallExpression' && isModule(references.valueOf(member.object), 'cluster')) yield call;
  }
}
