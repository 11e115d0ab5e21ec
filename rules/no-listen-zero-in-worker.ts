import { replace } from './fixes/edits';
import { setsExec } from './roles/exec';
import type { Change, Edit, Report, Rule, RuleContext } from './rule';
import { ancestorsOf, functionAround, isFunction, type Node, type NodeOf, unwrap, wrapped } from './source/nodes';
import { constantOf } from './values/constants';
import { isCalledForEach } from './values/each';
import type { Evaluator } from './values/evaluator';
import { keyOf } from './values/keys';
import { isModule } from './values/value';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;

const LISTEN: ReadonlySet<string> = new Set(['listen']);

/** `listen(0)` in the workers of a cluster: they get one port for all. */
export const noListenZeroInWorker: Rule = {
  name: 'no-listen-zero-in-worker',
  severity: 'warning',
  description: '`listen(0)` in workers, which all get the same random port',
  check,
};

function* check(context: RuleContext): Generator<Report> {
  const { references } = context;
  for (const { node } of references.membersOf('server', LISTEN)) {
    const call = wrapped(node).parent;
    const isCall = call?.type === 'CallExpression' && unwrap(call.callee) === node;
    const zero = isCall ? zeroIn(call, context) : undefined;
    if (!zero || !runsInWorkers(call as Node, context) || learnsPort(context)) continue;
    yield {
      node: zero,
      message:
        'In a cluster, port 0 is one random port that all workers share: for a port each, listen exclusively or count up by worker.',
      suggestions: exclusively(call as NodeOf<'CallExpression'>, zero),
    };
  }
}

/** The port 0 that a call asks for, unless it asks for one of its own. */
function zeroIn(
  { arguments: [first] }: NodeOf<'CallExpression'>,
  { references, source }: RuleContext,
): Node | undefined {
  if (!first) return undefined;
  const options = constantOf(first, source);
  if (options.type !== 'ObjectExpression') return isZero(first, source) ? first : undefined;
  const { properties } = options;
  const keys = properties.map((property) =>
    property.type === 'Property' ? keyOf(property, references.evaluator) : undefined,
  );
  // A spread, or a key made at run time, can be `exclusive`.
  if (keys.includes('exclusive') || keys.includes(undefined)) return undefined;
  const port = properties[keys.indexOf('port')];
  return port?.type === 'Property' && isZero(port.value, source) ? port.value : undefined;
}

function isZero(node: Node, source: RuleContext['source']): boolean {
  const value = constantOf(node, source);
  return value.type === 'Literal' && (value.value === 0 || value.value === '0');
}

/** Whether several workers come to a place: by its guard, or as the file forks workers that run it as well. */
function runsInWorkers(node: Node, context: RuleContext): boolean {
  const { references, roles } = context;
  const forks = references.callsOf('cluster', 'fork');
  if (setsExec(references) || isSingle(forks, context)) return false;
  if (roles.onlyIn(node, 'worker')) return true;
  return forks.length > 0 && roles.mayRun(node, 'worker') && roles.comesTo(node, 'worker');
}

/** Whether the file forks once, so that there is nobody to share with. */
function isSingle(forks: readonly Call[], { roles, references: { evaluator } }: RuleContext): boolean {
  const [fork] = forks;
  if (!fork || forks.length > 1 || isRepeated(fork, evaluator)) return false;
  const owner = functionAround(fork);
  if (!owner) return true;
  const uses = roles.uses.usesOf(owner);
  return uses?.length === 1 && !isRepeated(uses[0]!.node, evaluator);
}

function isRepeated(node: Node, evaluator: Evaluator): boolean {
  for (const ancestor of ancestorsOf(node)) {
    if (isFunction(ancestor)) return isCalledForEach(ancestor, evaluator);
    if (/^(For|While|DoWhile)/.test(ancestor.type)) return true;
  }
  return false;
}

/** Whether the primary asks which port it was: then one for all is what is meant. */
function learnsPort({ references, roles, source }: RuleContext): boolean {
  return source.nodes.ofType('Literal').some((event) => {
    const call = event.value === 'listening' ? event.parent : undefined;
    if (call?.type !== 'CallExpression' || call.callee === event) return false;
    const member = unwrap(call.callee);
    const isOfCluster = member.type === 'MemberExpression' && isModule(references.valueOf(member.object), 'cluster');
    return isOfCluster || roles.neverIn(call, 'worker');
  });
}

function exclusively({ arguments: args }: NodeOf<'CallExpression'>, zero: Node): Change[] {
  const edit = exclusiveEdit(args, zero);
  return edit ? [{ title: 'Give each worker a port of its own', edits: [edit] }] : [];
}

/** Options can be had with a callback behind them, and with nothing else. */
function exclusiveEdit(args: readonly Node[], zero: Node): Edit | undefined {
  const [first, second] = args;
  const isPlain = args.length === 1 || (args.length === 2 && second !== undefined && isFunction(second));
  if (zero === first) return isPlain ? replace(zero, '{ port: 0, exclusive: true }') : undefined;
  const object = zero.parent?.parent;
  const last = object?.type === 'ObjectExpression' ? object.properties.at(-1) : undefined;
  return last && { start: last.range[1], end: last.range[1], text: ', exclusive: true' };
}
