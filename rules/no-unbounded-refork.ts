import { CRASH, CrashWalk, type Reached } from './crash';
import type { ModuleReferences } from './module-references';
import type { Report, Rule, RuleContext } from './rule';
import { ancestorsOf, type FunctionNode, isFunction, type Node, type NodeOf, unwrap, wrapped } from './source/nodes';
import { typeOf } from './values/builtins';
import { memberName } from './values/keys';
import { isModule, textOf } from './values/value';

/** `once` on the cluster is a limit by itself. */
const ADDERS = new Set(['addListener', 'on', 'prependListener']);
const ADDERS_TO_ONE = new Set([...ADDERS, 'once', 'prependOnceListener']);
const ENDS: ReadonlySet<string | undefined> = new Set(['disconnect', 'exit']);
/** The events of the cluster that come for each worker that is forked. */
const STARTS: ReadonlySet<string | undefined> = new Set(['fork', 'listening', 'online']);

/** A listener to the end of a worker, and the arguments that it gets. */
interface EndListener {
  readonly call: NodeOf<'CallExpression'>;
  readonly callback: FunctionNode;
  readonly values: readonly (number | null | undefined)[];
  /** Whether it listens to the cluster, so to all workers that come. */
  readonly isForAll: boolean;
}

/** `cluster.on('exit', () => cluster.fork())`: a worker that fails at its start makes it go on for ever. */
export const noUnboundedRefork: Rule = {
  name: 'no-unbounded-refork',
  severity: 'warning',
  description: 'A worker that ended is forked again at once, with no limit: a crash loop',
  check,
};

function* check({ references, roles, source }: RuleContext): Generator<Report> {
  const seen = new Set<Node>();
  for (const listener of endListeners(references)) {
    const walk = new CrashWalk(references.evaluator, roles.uses, source).run(listener.callback, listener.values);
    if (!listener.isForAll && !comesAgain(listener, walk, references)) continue;
    const fork = walk.reached.find(({ call }) => isModule(references.valueOf(call.callee), 'cluster', 'fork'));
    if (!fork || seen.has(fork.path[0]!)) continue;
    seen.add(fork.path[0]!);
    yield reportFor(fork);
  }
}

function reportFor({ call, path: [first] }: Reached): Report {
  return {
    node: first!.callee,
    message:
      'A worker that fails at its start is forked again at once, for ever: limit the restarts, or wait before each.',
    related: first === call ? [] : [{ node: call.callee, message: 'It is forked here.' }],
  };
}

function* endListeners(references: ModuleReferences): Generator<EndListener> {
  const { evaluator } = references;
  for (const call of [...ADDERS_TO_ONE].flatMap((name) => evaluator.callsNamed(name))) {
    const callee = unwrap(call.callee);
    const [event, listener] = call.arguments;
    if (call.type !== 'CallExpression' || callee.type !== 'MemberExpression' || !event || !listener) continue;
    const name = textOf(references.valueOf(event));
    const callback = evaluator.valueOf(listener);
    if (!ENDS.has(name) || callback.kind !== 'function') continue;
    const ending = name === 'exit' ? [CRASH.code, CRASH.signal] : [];
    const emitter = evaluator.valueOf(callee.object);
    const isForAll = isModule(emitter, 'cluster');
    if (isForAll && ADDERS.has(memberName(callee, evaluator) ?? '')) {
      yield { call, callback: callback.node, values: [undefined, ...ending], isForAll };
    } else if (typeOf(emitter) === 'worker') {
      yield { call, callback: callback.node, values: ending, isForAll };
    }
  }
}

/** Whether a worker forked by the listener gets the listener again. */
function comesAgain({ call }: EndListener, walk: CrashWalk, references: ModuleReferences): boolean {
  for (const ancestor of ancestorsOf(call)) {
    if (isFunction(ancestor) && (walk.visited.has(ancestor) || listensToStart(ancestor, references))) return true;
  }
  return false;
}

/** `cluster.on('fork', (worker) => …)`. */
function listensToStart(owner: FunctionNode, references: ModuleReferences): boolean {
  const expression = wrapped(owner);
  const call = expression.parent;
  if (call?.type !== 'CallExpression' || call.arguments[1] !== expression) return false;
  const callee = unwrap(call.callee);
  const isOfCluster = callee.type === 'MemberExpression' && isModule(references.valueOf(callee.object), 'cluster');
  return isOfCluster && STARTS.has(textOf(references.valueOf(call.arguments[0]!)));
}
