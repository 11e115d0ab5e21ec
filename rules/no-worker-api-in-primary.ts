import { makeOptional } from './fixes/optional';
import type { ModuleReferences } from './module-references';
import { isAskedFor } from './roles/asked-for';
import type { Change, Report, Rule, RuleContext } from './rule';
import { ancestorsOf, isFunction, isInside, type Node, unwrap, wrapped } from './source/nodes';
import { isModule } from './values/value';

const SEND: ReadonlySet<string> = new Set(['send']);
const ADDERS: ReadonlySet<string> = new Set(['addListener', 'on', 'once']);
const CHANNEL: ReadonlySet<string> = new Set([...ADDERS, 'channel', 'connected', 'disconnect']);
const CHANNEL_EVENTS: ReadonlySet<string> = new Set(['disconnect', 'message']);

/** `cluster.worker.id` and `process.send()` where no worker comes: they are undefined there. */
export const noWorkerApiInPrimary: Rule = {
  name: 'no-worker-api-in-primary',
  severity: 'error',
  description: '`cluster.worker` or `process.send` in code that only the primary runs',
  hasFixes: true,
  check,
};

function* check(context: RuleContext): Generator<Report> {
  yield* workerMembers(context);
  yield* sends(context);
}

function* workerMembers({ references, roles, source }: RuleContext): Generator<Report> {
  for (const member of source.nodes.ofType('MemberExpression')) {
    if (member.optional || !isModule(references.valueOf(member.object), 'cluster', 'worker')) continue;
    if (!isPlainRead(member.object, references) || !roles.neverIn(member, 'worker') || isTried(member)) continue;
    yield {
      node: unwrap(member.object),
      message: 'No worker runs this, and cluster.worker exists in workers only: it is undefined here, so this throws.',
      fix: changeFor(makeOptional(member, source)),
    };
  }
}

/** The primary has `process.send` where pm2 or nodemon started it: so it is no error. */
function* sends(context: RuleContext): Generator<Report> {
  const { references, roles, source } = context;
  const uses = references.uses('process', SEND).filter(({ form }) => form === 'member');
  // Who asks for it anywhere knows that it can be missing.
  if (uses.some(({ node }) => isAskedFor(node)) || expectsChannel(context)) return;
  for (const { node } of uses) {
    const call = wrapped(node).parent;
    if (call?.type !== 'CallExpression' || unwrap(call.callee) !== node || isTried(call)) continue;
    if (!roles.mayRun(node, 'primary') || !roles.neverIn(node, 'worker')) continue;
    yield {
      node,
      severity: 'warning',
      message:
        'The primary has process.send only where something like pm2 started it: ask for it first, as in process.send?.(…).',
      fix: changeFor(makeOptional(call, source)),
    };
  }
}

/** A primary that takes messages, or closes the channel, is made to be started with one; or the file starts itself so. */
function expectsChannel({ references, roles }: RuleContext): boolean {
  if (references.made('child').length > 0) return true;
  return references.uses('process', CHANNEL).some(({ name, node }) => {
    const call = wrapped(node).parent;
    const [event] = call?.type === 'CallExpression' ? call.arguments : [];
    const value = event && references.valueOf(event);
    const isOfChannel = !ADDERS.has(name) || (value?.kind === 'string' && CHANNEL_EVENTS.has(value.text));
    return isOfChannel && !roles.onlyIn(node, 'worker');
  });
}

function changeFor(edits: ReturnType<typeof makeOptional>): Change | null {
  return edits && { title: 'Use ?.', edits };
}

/** Whether an expression is `cluster.worker` and nothing else: of `cluster.worker || x` it may be the x. */
function isPlainRead(expression: Node, references: ModuleReferences): boolean {
  const node = unwrap(expression);
  if (node.type === 'MemberExpression') return isModule(references.valueOf(node.object), 'cluster');
  const variable = node.type === 'Identifier' ? references.source.referenceAt(node)?.resolved : undefined;
  const isConstant = variable?.references.every((reference) => !reference.isWrite() || reference.init);
  const [definition] = variable?.defs ?? [];
  if (!isConstant || !definition || variable!.defs.length > 1) return false;
  if (definition.node.type !== 'VariableDeclarator') return definition.node.type === 'ImportSpecifier';
  const { id, init } = definition.node;
  if (id.type === 'Identifier') return init !== null && isPlainRead(init, references);
  return definition.name.parent?.type === 'Property' && definition.name.parent.parent === id;
}

/** Whether something in the same function catches what is thrown. */
function isTried(node: Node): boolean {
  for (const ancestor of ancestorsOf(node)) {
    if (isFunction(ancestor)) return false;
    if (ancestor.type === 'TryStatement' && ancestor.handler && isInside(node, ancestor.block)) return true;
  }
  return false;
}
