import { replace } from './fixes/edits';
import { setsExec } from './roles/exec';
import type { Change, Report, Rule, RuleContext } from './rule';
import { ancestorsOf, type FunctionNode, type Node, type NodeOf, unwrap, wrapped } from './source/nodes';
import { memberName } from './values/keys';
import { isModule } from './values/value';

type Call = NodeOf<'CallExpression'>;

const SIGNALS: ReadonlySet<string> = new Set(['SIGINT', 'SIGTERM']);
const ADDERS: ReadonlySet<string> = new Set(['addListener', 'on', 'once', 'prependListener', 'prependOnceListener']);
const LISTEN: ReadonlySet<string> = new Set(['listen']);
const LOG_METHODS: ReadonlySet<string> = new Set(['debug', 'error', 'info', 'log', 'trace', 'warn']);

/** `process.on('SIGTERM', () => process.exit(0))` in a worker that has requests in flight. */
export const gracefulSigterm: Rule = {
  name: 'graceful-sigterm',
  severity: 'information',
  description: 'A worker that listens, and exits at once when it is told to end',
  check,
};

function* check(context: RuleContext): Generator<Report> {
  const { references } = context;
  for (const { node } of references.uses('process', ADDERS)) {
    const call = wrapped(node).parent;
    if (call?.type !== 'CallExpression' || unwrap(call.callee) !== node) continue;
    const [event, callback] = call.arguments;
    const signal = event && references.valueOf(event);
    if (!event || !callback || signal?.kind !== 'string' || !SIGNALS.has(signal.text)) continue;
    const exit = exitOf(callback, context);
    const server = exit && isWorkers(call, context) ? serverOf(context) : undefined;
    if (!exit || !server) continue;
    yield {
      node: event,
      message: `At ${signal.text} this worker exits at once and drops the requests in flight: close its servers first, and exit when they are closed.`,
      suggestions: closing(server, exit, call, context),
      related: [{ node: exit, message: 'It exits here.' }],
    };
  }
}

/** Whether workers come to a place: by its guard, or as the file forks workers that run it as well. */
function isWorkers(node: Node, { references, roles }: RuleContext): boolean {
  if (roles.onlyIn(node, 'worker')) return true;
  if (setsExec(references) || references.callsOf('cluster', 'fork').length === 0) return false;
  return roles.mayRun(node, 'worker') && roles.comesTo(node, 'worker');
}

/** The `process.exit()` of a listener that does nothing before it, but for what it logs. */
function exitOf(callback: Node, context: RuleContext): Call | undefined {
  const value = context.references.valueOf(callback);
  if (value.kind !== 'function') return undefined;
  for (const expression of expressionsOf(value.node)) {
    const node = expression && unwrap(expression);
    if (node?.type !== 'CallExpression') return undefined;
    if (isModule(context.references.valueOf(node.callee), 'process', 'exit')) return node;
    if (!isLog(node, context)) return undefined;
  }
  return undefined;
}

/** The expressions of a function that has nothing else; undefined stands for anything else. */
function expressionsOf({ body }: FunctionNode): (Node | undefined)[] {
  if (body?.type !== 'BlockStatement') return body ? [body] : [];
  return body.body.map((statement) => (statement.type === 'ExpressionStatement' ? statement.expression : undefined));
}

function isLog({ callee, arguments: args }: Call, { references }: RuleContext): boolean {
  const member = unwrap(callee);
  const isLogger =
    member.type === 'MemberExpression' && LOG_METHODS.has(memberName(member, references.evaluator) ?? '');
  return isLogger && args.every(({ type }) => !/Await|Function/.test(type));
}

/** The first server that a worker makes listen. */
function serverOf({ references, roles }: RuleContext): Call | undefined {
  for (const { node } of references.membersOf('server', LISTEN)) {
    const call = wrapped(node).parent;
    const isCall = call?.type === 'CallExpression' && unwrap(call.callee) === node;
    if (isCall && roles.mayRun(call, 'worker') && !roles.neverRuns(call)) return call;
  }
  return undefined;
}

/** `server.close(() => process.exit(0))`, where the server has a name that the listener can see. */
function closing(listen: Call, exit: Call, place: Call, { source, references }: RuleContext): Change[] {
  const name = nameOf(listen, references);
  const variable = name && (source.variableDeclaredBy(name) ?? source.referenceAt(name)?.resolved);
  if (!name || !variable || exit.parent?.type !== 'ExpressionStatement') return [];
  const isSeen = [...ancestorsOf(place)].includes(variable.scope.block) || variable.scope.block.type === 'Program';
  if (!isSeen) return [];
  const edit = replace(exit, `${name.name}.close(() => ${source.textOf(exit)})`);
  return [{ title: `Close ${name.name} first`, edits: [edit] }];
}

/** The variable with the server: of Node, or as `app.listen()` of a framework gives it. */
function nameOf(listen: Call, references: RuleContext['references']): NodeOf<'Identifier'> | undefined {
  const { parent } = wrapped(listen);
  if (parent?.type === 'VariableDeclarator') return parent.id.type === 'Identifier' ? parent.id : undefined;
  const receiver = unwrap((unwrap(listen.callee) as NodeOf<'MemberExpression'>).object);
  const value = references.valueOf(receiver);
  const origin = value.kind === 'builtin' ? value.origins[0] : undefined;
  const made = origin && 'callee' in origin ? references.valueOf(origin.callee as Node) : undefined;
  const isNodes = made?.kind === 'module' && /^(http2?|https|net|tls)$/.test(made.name);
  return isNodes && receiver.type === 'Identifier' ? receiver : undefined;
}
