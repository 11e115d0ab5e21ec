import { remove } from './fixes/edits';
import type { Roles } from './roles';
import { EVERYWHERE, NOWHERE, type Places, PRIMARY, THREAD, WORKER } from './roles/places';
import type { Report, Rule, RuleContext } from './rule';
import { childrenOf, functionAround, isFunction, type Node, type NodeOf, unwrap } from './source/nodes';

type Branching = NodeOf<'IfStatement' | 'ConditionalExpression'>;

/** What a program may ask for only to be sure that it is there: being careful is no mistake. */
const HANDLES: ReadonlySet<string> = new Set([
  'cluster.fork',
  'cluster.worker',
  'cluster.workers',
  'process.send',
  'worker_threads.parentPort',
  'worker_threads.threadId',
  'worker_threads.workerData',
]);
const WHO: ReadonlyMap<Places, string> = new Map([
  [PRIMARY, 'Only the primary comes here'],
  [WORKER, 'Only workers come here'],
  [THREAD, 'Only threads come here'],
  [PRIMARY | THREAD, 'No worker comes here'],
  [PRIMARY | WORKER, 'No thread comes here'],
  [WORKER | THREAD, 'No primary comes here'],
]);

/** Guards of roles that can't hold at once, and one that keeps out the primary where all begins. */
export const noContradictoryRoleGuard: Rule = {
  name: 'no-contradictory-role-guard',
  severity: 'warning',
  description: 'A guard that no process or thread can pass, so that its branch never runs',
  check,
};

function* check(context: RuleContext): Generator<Report> {
  const { source, roles } = context;
  for (const node of [...source.nodes.ofType('IfStatement'), ...source.nodes.ofType('ConditionalExpression')]) {
    yield* contradiction(node, context);
  }
  for (const node of source.nodes.ofType('LogicalExpression')) {
    if (node.operator === '??' || unwrap(node.parent).type !== 'ExpressionStatement') continue;
    const { whenTrue, whenFalse } = roles.truthOf(node.left);
    yield* neverPassed(node.left, node.right, node.operator === '&&' ? whenTrue : whenFalse, context);
  }
  yield* lockedOut(context);
}

function* contradiction(node: Branching, context: RuleContext): Generator<Report> {
  const { whenTrue, whenFalse } = context.roles.truthOf(node.test);
  yield* neverPassed(node.test, node.consequent, whenTrue, context);
  if (node.alternate) yield* leftOver(node, node.alternate, whenFalse, context);
}

/** A condition that is false, or for `||` true, wherever it is asked. */
function* neverPassed(test: Node, branch: Node, passing: Places, context: RuleContext): Generator<Report> {
  const coming = context.roles.placesByGuards(test);
  if (coming === NOWHERE || (coming & passing) !== NOWHERE || !asksOnlyRoles(test, context)) return;
  if (gives(branch) || isUnfinished(branch, context)) return;
  yield {
    node: test,
    message: `${reasonFor(coming)}, so what stands behind this guard never runs: mend the guard, or take it out.`,
    related: [{ node: branch, message: 'This never runs.' }],
  };
  yield faded(branch);
}

/** The last `else` of a chain that has asked for all there is. */
function* leftOver(node: Branching, branch: Node, passing: Places, context: RuleContext): Generator<Report> {
  const coming = context.roles.placesByGuards(node);
  if (coming === NOWHERE || (coming & passing) !== NOWHERE || !asksOnlyRoles(node.test, context)) return;
  if (gives(branch) || node.type === 'ConditionalExpression' || isUnfinished(branch, context)) return;
  yield faded(branch);
}

/** A branch that is still being typed: what it ends with is not there yet. */
function isUnfinished(branch: Node, { source }: RuleContext): boolean {
  return branch.range[1] > source.text.length;
}

function faded(node: Node): Report {
  return {
    node,
    severity: 'hint',
    tags: ['unnecessary'],
    message: 'Nobody is left who could run this: remove it, or mend the guards before it.',
  };
}

function reasonFor(coming: Places): string {
  if (coming === EVERYWHERE)
    return 'This holds nowhere, as cluster.isPrimary is true and isWorker false in every thread';
  return `${WHO.get(coming)}, and this never holds there`;
}

/** Whether a condition only asks who runs it: not for what it needs, like `cluster.worker`. */
function asksOnlyRoles(test: Node, context: RuleContext): boolean {
  const value = context.references.valueOf(test);
  if (value.kind === 'module' && HANDLES.has(`${value.name}.${value.path.join('.')}`)) return false;
  return childrenOf(test).every((child) => isFunction(child) || asksOnlyRoles(child, context));
}

/** A branch that only says that it can't be: it throws, or is a plain value. */
function gives(branch: Node): boolean {
  if (branch.type === 'BlockStatement') return branch.body.every(gives);
  if (branch.type === 'ReturnStatement') return !branch.argument || gives(branch.argument);
  return ['ThrowStatement', 'EmptyStatement', 'Literal', 'Identifier', 'TemplateLiteral'].includes(branch.type);
}

/**
 * `if (!cluster.isPrimary) start()` at the top of a file whose only `cluster.fork()` is in `start`, behind a guard that
 * lets the primary in: there is never a worker that could come to it.
 */
function* lockedOut({ references, roles, source }: RuleContext): Generator<Report> {
  const forks = references.callsOf('cluster', 'fork');
  if (forks.length === 0 || roles.hasExports || !forks.every((fork) => isLockedOut(fork, roles))) return;
  const doors = source.nodes.ofType('IfStatement').filter((node) => isForWorkers(node, roles));
  const [door] = doors;
  if (!door || doors.length > 1) return;
  yield {
    node: door.test,
    message:
      'This holds in workers only, and all that forks workers stands behind it, so nothing of it ever runs: ask whether this is the primary.',
    suggestions: withoutNot(door.test, roles).map(({ range: [start] }) => ({
      title: 'Ask whether this is the primary',
      edits: [remove(start, start + 1)],
    })),
    related: forks.map((fork) => ({ node: fork, message: 'Workers are forked only here.' })),
  };
}

function isLockedOut(fork: Node, roles: Roles): boolean {
  return roles.neverRuns(fork) && roles.placesByGuards(fork) !== NOWHERE;
}

function isForWorkers(node: NodeOf<'IfStatement'>, roles: Roles): boolean {
  const isAtTop = !functionAround(node) && (roles.placesByGuards(node) & PRIMARY) !== NOWHERE;
  return isAtTop && !node.alternate && roles.truthOf(node.test).whenTrue === WORKER;
}

/** The `!isPrimary` among what is asked for. */
function withoutNot(test: Node, roles: Roles): NodeOf<'UnaryExpression'>[] {
  const node = unwrap(test);
  if (node.type === 'LogicalExpression') return [node.left, node.right].flatMap((side) => withoutNot(side, roles));
  const isNot = node.type === 'UnaryExpression' && node.operator === '!';
  return isNot && roles.truthOf(node).whenTrue === WORKER ? [node] : [];
}
