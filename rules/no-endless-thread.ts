import { lineBreakOf } from './fixes/statements';
import type { Instance } from './instances';
import { staysAlive, textStaysAlive } from './roles/thread-life';
import type { Change, Report, Rule, RuleContext } from './rule';
import {
  ancestorsOf,
  type FunctionNode,
  functionAround,
  isFunction,
  isInside,
  type Node,
  type NodeOf,
  unwrap,
  wrapped,
} from './source/nodes';
import type { Variable } from './source/source-file';
import { isGlobalNamed } from './values/calls';
import { baseNameOf, mayBeCode, placeByFile } from './values/file-places';
import { memberName } from './values/keys';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;

/** Calls that run what they are given more than once: for each event, request, item or interval. */
const REPEATERS = new Set([
  ...['addEventListener', 'addListener', 'all', 'delete', 'flatMap', 'forEach', 'get', 'map', 'on', 'patch', 'post'],
  ...['put', 'setInterval', 'subscribe', 'use'],
]);
/** Calls that run what they are given once, as a part of the code around. */
const ONCE = new Set([
  'Promise',
  'catch',
  'finally',
  'nextTick',
  'queueMicrotask',
  'setImmediate',
  'setTimeout',
  'then',
]);
const LOOPS = /^(DoWhile|For|ForIn|ForOf|While)Statement$/;
const MAX_STEPS = 6;

/** A thread made for each piece of data, which stays after its answer: nobody ends it, and it does not end by itself. */
export const noEndlessThread: Rule = {
  name: 'no-endless-thread',
  severity: 'warning',
  description: 'A thread made for each piece of data that nobody ends: there are ever more of them',
  check,
};

function* check(context: RuleContext): Generator<Report> {
  for (const creation of context.references.made('thread')) {
    const instance = context.instances.of(creation);
    if (instance.mayCall('terminate') || instance.mayCall('unref') || isKept(creation, instance, context)) continue;
    const post = instance.calls.find(({ name, call }) => name === 'postMessage' && isForEach(call, creation, context));
    if (!post || !threadStays(creation, context)) continue;
    const change = changeFor(instance, context);
    yield {
      node: creation.callee,
      message:
        'Each piece of data gets a thread of its own that never ends: terminate it after its answer, or use a few for all.',
      suggestions: change ? [change] : [],
      related: [{ node: post.call, message: 'This is all that the thread is asked for.' }],
    };
  }
}

/** Whether something holds the thread after the function that made it: a variable outside, a property, a list. */
function isKept(creation: Node, { names }: Instance, context: RuleContext): boolean {
  const { source } = context.references;
  const variables = names.map(
    (name) => source.variableDeclaredBy(name) ?? source.referenceAt(name)?.resolved ?? undefined,
  );
  const isOutside = variables.some((variable) => !variable || !isLocal(variable));
  const places = [creation, ...variables.flatMap((variable) => readsOf(variable))];
  return isOutside || places.some((place) => isPutAway(place, context, 0));
}

function isLocal({ scope, identifiers }: Variable): boolean {
  return scope.variableScope.type === 'function' && identifiers.every((name) => functionAround(name) !== undefined);
}

function readsOf(variable: Variable | undefined): Node[] {
  return (variable?.references ?? []).filter((reference) => reference.isRead()).map(({ identifier }) => identifier);
}

/** Whether a use does more than call a method of the thread, name it, or give it back to who does. */
function isPutAway(place: Node, context: RuleContext, steps: number): boolean {
  const expression = wrapped(place);
  const { parent } = expression;
  switch (parent?.type) {
    case 'ExpressionStatement':
      return false;
    case 'MemberExpression':
      return parent.object !== expression;
    case 'VariableDeclarator':
      return parent.id.type !== 'Identifier';
    case 'CallExpression':
    case 'NewExpression':
      return !isPrinted(parent, context);
    case 'ReturnStatement':
    case 'ArrowFunctionExpression': {
      const owner = isFunction(parent) ? parent : functionAround(parent);
      const uses = owner && steps < MAX_STEPS ? context.roles.uses.usesOf(owner) : undefined;
      return !uses || uses.some(({ node }) => isResultPutAway(node, context, steps));
    }
    default:
      return true;
  }
}

function isResultPutAway(use: Node, context: RuleContext, steps: number): boolean {
  const call = wrapped(use).parent;
  return call?.type !== 'CallExpression' || call.callee !== wrapped(use) || isPutAway(call, context, steps + 1);
}

function isPrinted({ callee }: Call, { references: { evaluator } }: RuleContext): boolean {
  const member = unwrap(callee);
  return member.type === 'MemberExpression' && isGlobalNamed(unwrap(member.object), 'console', evaluator);
}

/** Whether what is posted comes from a caller that comes again, each time to a thread that is made for it. */
function isForEach(post: Call, creation: Node, context: RuleContext): boolean {
  const { source } = context.references;
  const owners = source.nodes
    .ofType('Identifier')
    .filter((name) => post.arguments.some((argument) => isInside(name, argument)))
    .flatMap((name) => source.referenceAt(name)?.resolved?.defs ?? [])
    .flatMap(({ type, node }) => (type === 'Parameter' && isFunction(node) ? [node] : []));
  return owners.some((owner) => makes(owner, creation, context) && comesAgain(owner, context, 0));
}

/** Whether a function makes the thread itself, or by one that it calls. */
function makes(owner: Node, creation: Node, { roles }: RuleContext): boolean {
  if (isInside(creation, owner)) return true;
  const maker = functionAround(creation);
  const uses = maker && roles.uses.usesOf(maker);
  return uses?.some(({ node }) => isInside(node, owner)) ?? false;
}

function comesAgain(owner: FunctionNode, context: RuleContext, steps: number): boolean {
  if (steps > MAX_STEPS) return false;
  const expression = wrapped(owner);
  const { parent } = expression;
  if (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') {
    if (parent.callee === expression) return runsAgain(parent, context, steps);
    return calledBackAgain(parent, context, steps);
  }
  const isMethod = parent?.type === 'MethodDefinition' && parent.kind === 'method';
  if (parent?.type === 'MethodDefinition' && !isMethod) return false;
  const uses = context.roles.uses.usesOf(owner);
  if (!uses) return context.roles.hasExports;
  if (uses.length === 0) return isMethod;
  return uses.some(({ node }) => runsAgain(node, context, steps));
}

function calledBackAgain(call: Call, context: RuleContext, steps: number): boolean {
  const callee = unwrap(call.callee);
  const { evaluator } = context.references;
  const name = callee.type === 'MemberExpression' ? memberName(callee, evaluator) : undefined;
  const called = name ?? (callee.type === 'Identifier' ? callee.name : '');
  return REPEATERS.has(called) || (ONCE.has(called) && runsAgain(call, context, steps));
}

/** Whether a place stands in a loop, or in a function that is called again. */
function runsAgain(place: Node, context: RuleContext, steps: number): boolean {
  for (const ancestor of ancestorsOf(place)) {
    if (isFunction(ancestor)) return comesAgain(ancestor, context, steps + 1);
    if (LOOPS.test(ancestor.type)) return true;
  }
  return false;
}

/** Whether the code of the thread is seen, in this file or beside it, and keeps it alive. */
function threadStays({ callee, arguments: [file, options] }: Call, context: RuleContext): boolean {
  const { references, source, surroundings, roles } = context;
  const isOwnKind = references.valueOf(callee).kind === 'class';
  if (!file || isOwnKind || mayBeCode(options, references.evaluator)) return false;
  const path = placeByFile(file, references.evaluator);
  if (path === undefined) return false;
  if (path === baseNameOf(source.fileName)) return staysAlive(source, roles);
  const text = surroundings.readFile?.(path);
  return text !== undefined && textStaysAlive(text, path);
}

/** Ends the thread at its first answer. */
function changeFor({ listeners }: Instance, { source }: RuleContext): Change | null {
  for (const { event, node, callback } of listeners) {
    if (event !== 'message' || node.type !== 'CallExpression' || !callback || !isFunction(callback)) continue;
    const callee = unwrap(node.callee);
    const thread = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined;
    const [first] = callback.body?.type === 'BlockStatement' ? callback.body.body : [];
    if (thread?.type !== 'Identifier' || !first) continue;
    const [start] = first.range;
    const lineStart = source.text.lastIndexOf('\n', start - 1) + 1;
    const before = source.text.slice(lineStart, start);
    const separator = before.trim() === '' ? `${lineBreakOf(source)}${before}` : ' ';
    const text = `${thread.name}.terminate();${separator}`;
    return { title: 'Terminate the thread at its first answer', edits: [{ start, end: start, text }] };
  }
  return null;
}
