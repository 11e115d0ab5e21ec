import { insertBefore, replace } from './fixes/edits';
import { moduleSystemOf } from './fixes/module-system';
import type { Change, Report, Rule, RuleContext, Severity } from './rule';
import {
  ancestorsOf,
  type ClassNode,
  functionAround,
  isClass,
  isFunction,
  type Node,
  type NodeOf,
  unwrap,
  wrapped,
} from './source/nodes';
import { typeOf } from './values/builtins';
import { isGlobalNamed, rootOf } from './values/calls';
import { isCertain } from './values/certainty';
import type { Evaluator } from './values/evaluator';
import { isCallee } from './values/function-uses';
import { keyOf, memberName } from './values/keys';
import type { Value } from './values/value';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;

/** What is sent, and whether something may be moved along with it instead of being copied. */
interface Sent {
  readonly data: Node;
  readonly mayTransfer: boolean;
}

const POST: ReadonlySet<string> = new Set(['postMessage']);
const WEAK = ['WeakMap', 'WeakRef', 'WeakSet'];
/** Calls that check that something fails. */
const EXPECT_FAILURE = /^(assert|expect|rejects|throws|throwsAsync)$/;

/** A message that can't be copied to another thread, or that is something else when it arrives. */
export const noUncloneableMessage: Rule = {
  name: 'no-uncloneable-message',
  severity: 'error',
  description: 'A function, symbol or promise sent to a thread, which throws; or an object that loses its methods',
  hasFixes: true,
  check,
};

function* check(context: RuleContext): Generator<Report> {
  const { evaluator } = context.references;
  const seen = new Set<Node>();
  for (const { data, mayTransfer } of allSent(context)) {
    for (const part of partsOf(data, evaluator, new Set())) {
      if (seen.has(part)) continue;
      seen.add(part);
      const report = reportFor(part, mayTransfer, context);
      if (report) yield report;
    }
  }
}

function* allSent({ references }: RuleContext): Generator<Sent> {
  const { evaluator } = references;
  for (const type of ['thread', 'port', 'broadcast'] as const) {
    for (const { node } of references.membersOf(type, POST)) {
      const call = isCallee(node) ? (wrapped(node).parent as Call) : undefined;
      const [data, transferred] = call?.arguments ?? [];
      const mayTransfer = transferred !== undefined || type === 'broadcast';
      if (call && data && !isExpectedToFail(call, evaluator)) yield { data, mayTransfer };
    }
  }
  for (const creation of references.made('thread')) yield* startData(creation, evaluator);
}

/** `new Worker(file, { workerData })`. */
function* startData(creation: Call, evaluator: Evaluator): Generator<Sent> {
  const options = creation.arguments[1];
  if (options?.type !== 'ObjectExpression' || isExpectedToFail(creation, evaluator)) return;
  const named = (name: string) =>
    options.properties.find((property) => property.type === 'Property' && keyOf(property, evaluator) === name);
  const data = named('workerData');
  const hasSpread = options.properties.some(({ type }) => type === 'SpreadElement');
  const mayTransfer = hasSpread || named('transferList') !== undefined;
  if (data?.type === 'Property') yield { data: data.value, mayTransfer };
}

function isExpectedToFail(node: Node, evaluator: Evaluator): boolean {
  const around = functionAround(node);
  const call = around?.parent;
  if (call?.type !== 'CallExpression') return false;
  const callee = unwrap(call.callee);
  const name = callee.type === 'MemberExpression' ? memberName(callee, evaluator) : undefined;
  return EXPECT_FAILURE.test(name ?? (callee.type === 'Identifier' ? callee.name : ''));
}

/** The expressions that a message is made of, through object and array literals and constants that hold one. */
function* partsOf(data: Node, evaluator: Evaluator, seen: Set<Node>): Generator<Node> {
  const node = unwrap(data);
  if (seen.has(node)) return;
  seen.add(node);
  switch (node.type) {
    case 'ObjectExpression':
      for (const property of node.properties) yield* partsOfProperty(property, evaluator, seen);
      return;
    case 'ArrayExpression':
      for (const element of node.elements) if (element) yield* partsOf(element, evaluator, seen);
      return;
    case 'ConditionalExpression':
      yield* partsOf(node.consequent, evaluator, seen);
      yield* partsOf(node.alternate, evaluator, seen);
      return;
    case 'Identifier':
      yield* partsOfConstant(node, evaluator, seen);
      return;
    default:
      yield node;
  }
}

function* partsOfProperty(
  property: NodeOf<'ObjectExpression'>['properties'][number],
  evaluator: Evaluator,
  seen: Set<Node>,
): Generator<Node> {
  if (property.type === 'Property' && property.kind === 'init') yield* partsOf(property.value, evaluator, seen);
}

/** The parts of an object that a constant holds as it was made: nothing is put into it or taken out later. */
function* partsOfConstant(name: NodeOf<'Identifier'>, evaluator: Evaluator, seen: Set<Node>): Generator<Node> {
  const variable = evaluator.source.referenceAt(name)?.resolved;
  const [definition] = variable?.defs ?? [];
  const init = definition?.node.type === 'VariableDeclarator' ? definition.node.init : undefined;
  const literal = init && unwrap(init);
  if (literal?.type !== 'ObjectExpression' && literal?.type !== 'ArrayExpression') {
    yield name;
    return;
  }
  const uses = variable!.references.filter((reference) => !reference.init);
  if (uses.every(({ identifier }) => identifier === name)) yield* partsOf(literal, evaluator, seen);
}

function reportFor(part: Node, mayTransfer: boolean, context: RuleContext): Report | undefined {
  const { evaluator } = context.references;
  const value = evaluator.valueOf(part);
  if (value.kind === 'promise') {
    return isCertain(part, evaluator)
      ? errorAt(part, 'A promise cannot be sent to another thread, and throws: await it first.', fixFor(part, context))
      : undefined;
  }
  const message = refusal(part, value, mayTransfer, evaluator);
  if (message && isCertain(part, evaluator)) return errorAt(partToMark(part), message);
  return value.kind === 'instance' && isClass(value.node) && isCertain(part, evaluator)
    ? instanceReport(part, value.node, evaluator)
    : undefined;
}

function errorAt(node: Node, message: string, fix: Change | null = null): Report {
  return { node, message, fix };
}

/** Of a method in an object, only its name. */
function partToMark(part: Node): Node {
  const { parent } = part;
  return parent?.type === 'Property' && parent.method ? parent.key : part;
}

/** Why something can't be copied; undefined where it can, or may. */
function refusal(part: Node, value: Value, mayTransfer: boolean, evaluator: Evaluator): string | undefined {
  if (value.kind === 'function' || isFunction(part)) {
    return 'A function cannot be sent to another thread, and throws: send data, and have the code there.';
  }
  if (value.kind === 'class') {
    return 'A class cannot be sent to another thread, and throws: import it there.';
  }
  if (isSymbol(part, evaluator)) {
    return 'A symbol cannot be sent to another thread, and throws: send a string.';
  }
  return refusalOfObject(part, value, mayTransfer, evaluator);
}

function refusalOfObject(part: Node, value: Value, mayTransfer: boolean, evaluator: Evaluator): string | undefined {
  const weak = part.type === 'NewExpression' && WEAK.find((name) => isGlobalNamed(part.callee, name, evaluator));
  if (weak) return `A ${weak} cannot be sent to another thread, and throws: send what is in it.`;
  if (value.kind !== 'builtin') return undefined;
  const type = typeOf(value);
  if (type === 'port' && !mayTransfer) {
    return 'A port can only be moved to another thread, so this throws: name it in the transfer list too.';
  }
  if (type !== 'thread' && type !== 'worker' && type !== 'child') return undefined;
  return `A ${type} object cannot be sent to another thread, and throws: send its id, or a port to it.`;
}

/** `Symbol('x')`, `Symbol.for('x')`, `Symbol.iterator`. */
function isSymbol(part: Node, evaluator: Evaluator): boolean {
  const node = part.type === 'CallExpression' ? unwrap(part.callee) : part;
  const isCall = part.type === 'CallExpression';
  if (node.type === 'Identifier') return isCall && isGlobalNamed(node, 'Symbol', evaluator);
  if (node.type !== 'MemberExpression' || !isGlobalNamed(unwrap(node.object), 'Symbol', evaluator)) return false;
  const name = memberName(node, evaluator) ?? '';
  return isCall ? name === 'for' : /^(asyncI|i)terator$|^(hasInstance|species|match|replace|toPrimitive)$/.test(name);
}

function instanceReport(part: Node, owner: ClassNode, evaluator: Evaluator): Report | undefined {
  // What is behind a class of another file can have a form of its own on the way, as errors and maps have.
  if (rootOf(owner, evaluator).kind !== 'class') return undefined;
  if (owner.body.body.some(isFunctionField)) {
    return errorAt(
      part,
      'This object holds a function, which cannot be sent to another thread: this throws; send plain data.',
    );
  }
  const hasMethods = owner.body.body.some(
    (member) => member.type === 'MethodDefinition' && !member.static && member.kind !== 'constructor',
  );
  if (!hasMethods) return undefined;
  const severity: Severity = 'warning';
  const name = owner.id ? `The ${owner.id.name}` : 'The object';
  const message = `${name} arrives as a plain object without its methods: send data, and make the object there.`;
  return { node: part, severity, message };
}

/** A field that is copied: private ones are not. */
function isFunctionField(member: Node): boolean {
  if (member.type !== 'PropertyDefinition' || member.static || !member.value) return false;
  return member.key.type !== 'PrivateIdentifier' && isFunction(unwrap(member.value));
}

/** `await` before a promise, where one can stand. */
function fixFor(part: Node, { source, surroundings }: RuleContext): Change | null {
  const around = functionAround(part);
  const isModule = moduleSystemOf(source, surroundings) === 'module';
  const isInClass = [...ancestorsOf(part)].some(
    ({ type }) => type === 'PropertyDefinition' || type === 'StaticBlock' || type === 'AssignmentPattern',
  );
  if (isInClass || (around ? !around.async : !isModule)) return null;
  const title = 'Await the promise';
  const { parent } = part;
  if (parent?.type === 'Property' && parent.shorthand) {
    const text = source.textOf(part);
    return { title, edits: [replace(part, `${text}: await ${text}`)] };
  }
  const isPlain = /^(Identifier|(Call|New|Member|Import)Expression)$/.test(part.type);
  return isPlain ? { title, edits: [insertBefore(part, 'await ')] } : null;
}
