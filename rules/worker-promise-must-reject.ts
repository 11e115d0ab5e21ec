import { insertAfter, statementAround } from './fixes/statements';
import type { Instance, Listener } from './instances';
import type { Change, Edit, Report, Rule, RuleContext } from './rule';
import {
  childrenOf,
  type FunctionNode,
  functionAround,
  isFunction,
  isInside,
  type Node,
  type NodeOf,
  unwrap,
} from './source/nodes';
import { isGlobalNamed } from './values/calls';
import type { Evaluator } from './values/evaluator';

type Kind = 'thread' | 'worker';

/** A promise whose executor waits for a message of a thread or worker, and for nothing else. */
interface Waiting {
  readonly promise: NodeOf<'NewExpression'>;
  readonly executor: FunctionNode;
  readonly creation: Node;
  readonly listener: Listener;
  readonly kind: Kind;
}

/** What tells that one is gone. A thread's error ends it; a worker's `error` says that it could not be started. */
const ENDS: Readonly<Record<Kind, readonly string[]>> = {
  thread: ['error', 'exit'],
  worker: ['disconnect', 'exit'],
};
/** The events whose listeners may settle the promise without keeping the end in view. */
const LIVES: Readonly<Record<Kind, readonly string[]>> = { thread: ['message'], worker: ['message', 'error'] };

/** A promise around a worker or thread that settles on `message` only: it never ends when the other end dies. */
export const workerPromiseMustReject: Rule = {
  name: 'worker-promise-must-reject',
  severity: 'warning',
  description: 'A promise around a worker or thread that settles on `message` only: it never ends when that dies',
  hasFixes: true,
  check,
};

function* check(context: RuleContext): Generator<Report> {
  // Of two promises that race, one can well be left alone.
  if (callsRace(context)) return;
  const seen = new Set<Node>();
  for (const kind of ['thread', 'worker'] as const) {
    if (kind === 'worker' && listensToCluster(context)) continue;
    for (const creation of context.references.made(kind)) yield* reportsFor(creation, kind, seen, context);
  }
}

function* reportsFor(creation: Node, kind: Kind, seen: Set<Node>, context: RuleContext): Generator<Report> {
  const { evaluator } = context.references;
  const instance = context.instances.of(creation);
  if (noticesEnd(instance, kind, evaluator)) return;
  for (const listener of instance.listeners) {
    const waiting = waitingIn(listener, instance, creation, kind, evaluator);
    if (!waiting || seen.has(waiting.promise)) continue;
    seen.add(waiting.promise);
    yield reportFor(waiting, context);
  }
  if (kind === 'worker') yield* awaited(creation, instance);
}

function reportFor(waiting: Waiting, context: RuleContext): Report {
  const change = changeFor(waiting, context);
  const isSure = change !== null && isMadeFor(waiting);
  return {
    node: waiting.promise.callee,
    message: `This promise never settles when the ${waiting.kind} ends without an answer: reject it on 'error' and 'exit'.`,
    fix: isSure ? change : null,
    suggestions: change && !isSure ? [change] : [],
  };
}

/** `await once(worker, 'message')`: rejects on `error`, which a worker of a cluster that dies does not emit. */
function* awaited(creation: Node, { listeners }: Instance): Generator<Report> {
  for (const { event, callback, node } of listeners) {
    if (callback || event !== 'message' || node.type !== 'CallExpression' || node.arguments.length > 2) continue;
    if (functionAround(node) !== functionAround(creation)) continue;
    yield {
      node: node.callee,
      message: "This never ends when the worker dies without an answer: wait for its 'exit' as well.",
    };
  }
}

/** Whether something is done, or may be done, when the thread or worker is gone. What only prints it does nothing. */
function noticesEnd({ listeners, escapes }: Instance, kind: Kind, evaluator: Evaluator): boolean {
  return (
    escapes.length > 0 ||
    listeners.some(({ event, callback }) => {
      if (event === undefined) return true;
      return ENDS[kind].includes(event) && !(callback && onlyPrints(callback, evaluator));
    })
  );
}

function onlyPrints(callback: Node, evaluator: Evaluator): boolean {
  const node = unwrap(callback);
  if (node.type === 'MemberExpression') return isGlobalNamed(unwrap(node.object), 'console', evaluator);
  const value = evaluator.valueOf(node);
  return value.kind === 'function' && value.node.body !== null && doesNothingElse(value.node.body, evaluator);
}

const ACTS = /^(Throw|Return|Assignment|Update|New|Await|Yield|Import|TaggedTemplate)/;

function doesNothingElse(node: Node, evaluator: Evaluator): boolean {
  if (ACTS.test(node.type) || isFunction(node)) return false;
  if (node.type === 'CallExpression') {
    const callee = unwrap(node.callee);
    const isPrint = callee.type === 'MemberExpression' && isGlobalNamed(unwrap(callee.object), 'console', evaluator);
    if (!isPrint) return false;
  }
  return childrenOf(node).every((child) => doesNothingElse(child, evaluator));
}

function waitingIn(
  listener: Listener,
  { listeners }: Instance,
  creation: Node,
  kind: Kind,
  evaluator: Evaluator,
): Waiting | undefined {
  const executor = functionAround(listener.node);
  const promise = executor && promiseOf(executor, evaluator);
  if (listener.event !== 'message' || !listener.callback || !promise) return undefined;
  const settling = settlesIn(executor, evaluator);
  const callbacks = listeners.filter(({ event }) => event !== undefined && LIVES[kind].includes(event));
  const isAll = settling?.every((use) =>
    callbacks.some(({ callback }) => callback && isPartOf(use, callback, evaluator)),
  );
  const isOurs = settling?.some((use) => isPartOf(use, listener.callback!, evaluator));
  return isAll && isOurs ? { promise, executor, creation, listener, kind } : undefined;
}

/** The promise that a function is the executor of. */
function promiseOf(executor: FunctionNode, evaluator: Evaluator): NodeOf<'NewExpression'> | undefined {
  const { parent } = executor;
  const isExecutor = parent?.type === 'NewExpression' && parent.arguments[0] === executor;
  return isExecutor && isGlobalNamed(parent.callee, 'Promise', evaluator) ? parent : undefined;
}

/** The places that use what settles the promise; undefined where they can't all be seen. */
function settlesIn({ params }: FunctionNode, { source }: Evaluator): Node[] | undefined {
  const uses: Node[] = [];
  for (const param of params) {
    const variable = param.type === 'Identifier' ? source.variableDeclaredBy(param) : undefined;
    if (!variable) return undefined;
    uses.push(...variable.references.map(({ identifier }) => identifier));
  }
  return uses;
}

/** Whether a node is a callback, or stands in it or in the function that it names. */
function isPartOf(use: Node, callback: Node, evaluator: Evaluator): boolean {
  if (isInside(use, callback)) return true;
  const value = evaluator.valueOf(callback);
  return value.kind === 'function' && isInside(use, value.node);
}

/** Whether the thread or worker is made for this promise alone: in its executor, or in the function directly around it. */
function isMadeFor({ creation, executor, promise }: Waiting): boolean {
  const home = functionAround(creation);
  return home === executor || (home !== undefined && home === functionAround(promise));
}

function changeFor({ executor, listener, creation, kind }: Waiting, { source }: RuleContext): Change | null {
  const name = nameOf(listener.node);
  const reject = rejectOf(executor, source.text);
  const body = executor.body;
  if (name === undefined || !reject || body?.type !== 'BlockStatement') return null;
  const made = statementAround(creation);
  const place = made.parent === body && made.type === 'VariableDeclaration' ? made : statementAround(listener.node);
  if (place.parent !== body) return null;
  const exit =
    kind === 'thread'
      ? `(code) => ${reject.name}(new Error(\`The thread ended with code \${code} and no answer\`))`
      : `(code, signal) => ${reject.name}(new Error(\`The worker ended with \${signal || code} and no answer\`))`;
  const text = `${name}.on('error', ${reject.name});\n${name}.on('exit', ${exit});`;
  return { title: "Reject on 'error' and 'exit'", edits: [...reject.edits, insertAfter(place, text, source)] };
}

function nameOf(listening: Node): string | undefined {
  const callee = listening.type === 'CallExpression' ? unwrap(listening.callee) : undefined;
  const object = callee?.type === 'MemberExpression' ? unwrap(callee.object) : undefined;
  return object?.type === 'Identifier' ? object.name : undefined;
}

/** What the executor calls its `reject`, and the edits that give it one. */
function rejectOf({ params, body, range }: FunctionNode, text: string): { name: string; edits: Edit[] } | undefined {
  const [resolve, reject] = params;
  if (reject) return reject.type === 'Identifier' ? { name: reject.name, edits: [] } : undefined;
  if (!resolve || !body || /\breject\b/.test(text.slice(...body.range))) return undefined;
  const [start, end] = resolve.range;
  const isBare = !text.slice(range[0], start).includes('(');
  const after: Edit = { start: end, end, text: isBare ? ', reject)' : ', reject' };
  return { name: 'reject', edits: isBare ? [{ start, end: start, text: '(' }, after] : [after] };
}

function callsRace({ references: { evaluator } }: RuleContext): boolean {
  return ['any', 'race'].some((name) =>
    evaluator.callsNamed(name).some(({ callee }) => {
      const member = unwrap(callee);
      return member.type === 'MemberExpression' && isGlobalNamed(unwrap(member.object), 'Promise', evaluator);
    }),
  );
}

/** Whether something listens to the end of all workers: `cluster.on('exit', …)`. */
function listensToCluster({ references }: RuleContext): boolean {
  const { evaluator } = references;
  return references.uses('cluster', new Set(['on', 'once', 'addListener'])).some(({ node }) => {
    const call = node.parent;
    const first = call?.type === 'CallExpression' ? call.arguments[0] : undefined;
    const event = first && evaluator.valueOf(first);
    return event?.kind !== 'string' || /^(exit|disconnect)$/.test(event.text);
  });
}
