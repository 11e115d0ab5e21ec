import { replace } from './fixes/edits';
import type { ModuleReferences } from './module-references';
import type { Change, Report, Rule, RuleContext } from './rule';
import { type Node, type NodeOf, unwrap, wrapped } from './source/nodes';
import { isGlobalNamed } from './values/calls';
import { constantOf } from './values/constants';
import type { Evaluator } from './values/evaluator';
import { memberName } from './values/keys';

/** Methods of `Object` that change what they are given first. */
const WRITERS = new Set(['assign', 'defineProperties', 'defineProperty']);
/** Methods that change the list they are called on. */
const CHANGERS = new Set(['fill', 'pop', 'push', 'reverse', 'shift', 'sort', 'splice', 'unshift']);

/** Writing to `cluster.settings`, which is there to be read. */
export const noClusterSettingsMutation: Rule = {
  name: 'no-cluster-settings-mutation',
  severity: 'information',
  description: 'Writing to `cluster.settings` instead of calling `cluster.setupPrimary`',
  check,
};

function* check(context: RuleContext): Generator<Report> {
  const { references } = context;
  for (const node of writesIn(references)) {
    yield {
      node,
      message:
        'Node.js keeps cluster.settings for itself to change, and others only to read: call cluster.setupPrimary.',
      suggestions: suggestionsFor(node, context),
    };
  }
}

/** The targets of assignments, and the calls that change what they are given. */
function* writesIn(references: ModuleReferences): Generator<Node> {
  const { nodes } = references.source;
  for (const { left } of nodes.ofType('AssignmentExpression')) if (isTarget(left, references)) yield left;
  for (const { argument } of nodes.ofType('UpdateExpression')) if (isTarget(argument, references)) yield argument;
  for (const { operator, argument } of nodes.ofType('UnaryExpression')) {
    if (operator === 'delete' && isTarget(argument, references)) yield argument;
  }
  for (const call of nodes.ofType('CallExpression')) if (changesSettings(call, references)) yield call;
}

function isTarget(node: Node, references: ModuleReferences): boolean {
  const target = unwrap(node);
  if (target.type !== 'MemberExpression' || isCopy(target, references)) return false;
  const object = references.valueOf(target.object);
  if (object.kind !== 'module' || object.name !== 'cluster') return false;
  return object.path.length > 0
    ? object.path[0] === 'settings'
    : memberName(target, references.evaluator) === 'settings';
}

/** `Object.assign({}, cluster.settings)`, by the name that it is kept under. */
function isCopy(member: Node, { source, evaluator }: ModuleReferences): boolean {
  let root = member;
  while (root.type === 'MemberExpression') root = unwrap(root.object);
  return root.type === 'Identifier' && isCopying(constantOf(root, source), evaluator);
}

function isCopying(node: Node, evaluator: Evaluator): boolean {
  if (node.type !== 'CallExpression') return false;
  const callee = unwrap(node.callee);
  return callee.type === 'MemberExpression' && isGlobalNamed(unwrap(callee.object), 'Object', evaluator);
}

function changesSettings(
  { callee, arguments: [first] }: NodeOf<'CallExpression'>,
  references: ModuleReferences,
): boolean {
  const method = unwrap(callee);
  if (method.type !== 'MemberExpression') return false;
  const name = memberName(method, references.evaluator) ?? '';
  if (CHANGERS.has(name)) return isSettings(method.object, references) && !isCopy(method, references);
  const isWriter = WRITERS.has(name) && isGlobalNamed(unwrap(method.object), 'Object', references.evaluator);
  return isWriter && first !== undefined && isSettings(first, references) && !isCopy(unwrap(first), references);
}

function isSettings(node: Node, references: ModuleReferences): boolean {
  const value = references.valueOf(node);
  return value.kind === 'module' && value.name === 'cluster' && value.path[0] === 'settings';
}

/** The call that does it, for a statement of its own. What is changed deeper inside has to be written by a person. */
function suggestionsFor(node: Node, { references, source, allowsNodeBefore }: RuleContext): Change[] {
  const written = writtenBy(node, references);
  if (!written) return [];
  const name = allowsNodeBefore('16.0.0') ? 'setupMaster' : 'setupPrimary';
  const text = `${source.textOf(written.cluster)}.${name}(${written.settings})`;
  return [{ title: `Call cluster.${name}`, edits: [replace(written.node, text)] }];
}

interface Written {
  readonly node: Node;
  readonly cluster: Node;
  /** The code of the settings to set. */
  readonly settings: string;
}

function writtenBy(node: Node, references: ModuleReferences): Written | undefined {
  const place = node.type === 'CallExpression' ? node : wrapped(node).parent;
  if (!place || wrapped(place).parent?.type !== 'ExpressionStatement') return undefined;
  if (place.type === 'CallExpression') return assigned(place, references);
  if (place.type !== 'AssignmentExpression' || place.operator !== '=') return undefined;
  const value = references.source.textOf(place.right);
  const whole = clusterOf(node, references);
  if (whole) return { node: place, cluster: whole, settings: value };
  const member = unwrap(node);
  if (member.type !== 'MemberExpression') return undefined;
  const cluster = clusterOf(member.object, references);
  const name = memberName(member, references.evaluator);
  if (!cluster || !name || !/^[a-z]+$/i.test(name)) return undefined;
  return { node: place, cluster, settings: value === name ? `{ ${name} }` : `{ ${name}: ${value} }` };
}

/** `Object.assign(cluster.settings, settings)`. */
function assigned(call: NodeOf<'CallExpression'>, references: ModuleReferences): Written | undefined {
  const method = unwrap(call.callee);
  const [target, settings, ...others] = call.arguments;
  const isAssign = method.type === 'MemberExpression' && memberName(method, references.evaluator) === 'assign';
  if (!isAssign || !target || !settings || others.length > 0 || settings.type === 'SpreadElement') return undefined;
  const cluster = clusterOf(target, references);
  return cluster && { node: call, cluster, settings: references.source.textOf(settings) };
}

/** What stands before `.settings`, where it is written there. */
function clusterOf(node: Node, { evaluator }: ModuleReferences): Node | undefined {
  const member = unwrap(node);
  if (member.type !== 'MemberExpression' || memberName(member, evaluator) !== 'settings') return undefined;
  const object = evaluator.valueOf(member.object);
  return object.kind === 'module' && object.name === 'cluster' && object.path.length === 0 ? member.object : undefined;
}
