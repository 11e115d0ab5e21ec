import { appendProperty } from './fixes/edits';
import { indentOf, lineBreakOf, statementAround } from './fixes/statements';
import type { ModuleReferences } from './module-references';
import type { Change, Edit, Report, Rule, RuleContext } from './rule';
import { type SentMessage, sentMessages } from './sent-messages';
import { ancestorsOf, type Node, type NodeOf, unwrap } from './source/nodes';
import type { SourceFile } from './source/source-file';
import { isGlobalNamed } from './values/calls';
import { constantOf } from './values/constants';
import type { Evaluator } from './values/evaluator';
import { keyOf } from './values/keys';
import { isModule } from './values/value';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;

const OPTION = 'serialization';
const ADVANCED = `${OPTION}: 'advanced'`;

/** Classes by what JSON makes of their objects. */
const LOST: Readonly<Record<string, string>> = {
  ...named('{}', ['Map', 'Set', 'WeakMap', 'WeakSet', 'RegExp', 'ArrayBuffer', 'SharedArrayBuffer', 'DataView']),
  ...named('{}', ['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError']),
  ...named('a string', ['Date']),
  ...named('an object with its indexes as keys', [
    ...['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array'],
    ...['Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'],
  ]),
};
/** Those that structured cloning can't send either. */
const NEVER_SENT = new Set(['WeakMap', 'WeakSet']);

/** A part of a message that JSON does not carry. */
interface Loss {
  readonly node: Node;
  /** `a Map`. */
  readonly what: string;
  /** `becomes {}`; undefined where it throws. */
  readonly how: string | undefined;
  /** Whether `serialization: 'advanced'` carries it. */
  readonly isCarried: boolean;
}

/** A Map, an Error, a BigInt … in a message that goes from one process to another as JSON. */
export const noLossyIpcMessage: Rule = {
  name: 'no-lossy-ipc-message',
  severity: 'warning',
  description: 'A message between processes with something that JSON loses, or can’t write',
  check,
};

function* check({ references, source }: RuleContext): Generator<Report> {
  if (isToldElsewhere(references)) return;
  const losses = new Losses(source, references.evaluator);
  for (const sent of sentMessages(references)) {
    const [fork] = forksOf(sent, references);
    if (!fork) continue;
    for (const loss of losses.in(sent.message)) yield reportFor(loss, fork, references);
  }
}

function reportFor({ node, what, how, isCarried }: Loss, fork: Call, references: ModuleReferences): Report {
  const remedy = isCarried ? `fork with ${ADVANCED}, or send something that JSON has` : 'send something that JSON has';
  return {
    node,
    message: how
      ? `Messages between processes are sent as JSON, in which ${what} ${how}: ${remedy}.`
      : `Messages between processes are sent as JSON, for which ${what} throws a TypeError: ${remedy}.`,
    severity: how ? 'warning' : 'error',
    suggestions: isCarried ? suggestionsFor(fork, references) : [],
  };
}

/** Whether the file says how messages are sent, or how something is made JSON. */
function isToldElsewhere({ source: { nodes }, evaluator }: ModuleReferences): boolean {
  return (
    nodes.ofType('Property').some((property) => keyOf(property, evaluator) === OPTION) ||
    [OPTION, 'toJSON'].some((name) => evaluator.assignmentsTo(name).length > 0)
  );
}

/** The calls in this file that say how the message is sent: none where another file may say it. */
function forksOf({ by, origins }: SentMessage, references: ModuleReferences): readonly Call[] {
  if (by !== 'child') {
    const forks = setsUpElsewhere(references) ? [] : references.callsOf('cluster', 'fork');
    return forks.length > 0 || by === 'worker' ? forks : forksOfItself(references);
  }
  const forks = references.callsOf('child_process', 'fork');
  const own = origins.filter((origin): origin is Call => forks.some((fork) => fork === origin));
  return own.length === origins.length && own.every((fork) => hasKnownOptions(fork, references)) ? own : [];
}

/** `fork(__filename)`: the child runs this very file. */
function forksOfItself(references: ModuleReferences): Call[] {
  return references.callsOf('child_process', 'fork').filter((fork) => {
    const [file] = fork.arguments;
    return file && isGlobalNamed(unwrap(file), '__filename', references.evaluator) && hasKnownOptions(fork, references);
  });
}

function setsUpElsewhere(references: ModuleReferences): boolean {
  const settings = setupsIn(references).map((call) => call.arguments[0]);
  return settings.some((setting) => setting && !isKnownObject(setting, references));
}

function setupsIn(references: ModuleReferences): Call[] {
  return ['setupPrimary', 'setupMaster'].flatMap((name) => references.callsOf('cluster', name));
}

/** `fork(file, arguments, options)`, of which the second can be left out. */
function hasKnownOptions({ arguments: [, second, third] }: Call, references: ModuleReferences): boolean {
  const options = third ?? second;
  if (!options) return true;
  return isKnownObject(options, references) || (!third && isList(options, references));
}

function isList(node: Node, { source }: ModuleReferences): boolean {
  return constantOf(node, source).type === 'ArrayExpression';
}

function isKnownObject(node: Node, { source }: ModuleReferences): boolean {
  const object = constantOf(node, source);
  return object.type === 'ObjectExpression' && object.properties.every(({ type }) => type === 'Property');
}

/** Finds the parts of messages that JSON loses, each part once, however many messages have it. */
class Losses {
  readonly #seen = new Set<Node>();

  constructor(
    readonly source: SourceFile,
    readonly evaluator: Evaluator,
  ) {}

  /** `gone` is what happens to what JSON leaves out; a message that is nothing else throws, which needs no hint. */
  *in(part: Node, gone?: string): Generator<Loss> {
    const inner = constantOf(part, this.source);
    if (this.#seen.has(part) || this.#seen.has(inner)) return;
    this.#seen.add(part).add(inner);
    const loss = lossOf(inner, gone, this.evaluator);
    if (loss) yield { ...loss, node: unwrap(part) };
    else yield* this.#inside(inner, gone);
  }

  *#inside(node: Node, gone: string | undefined): Generator<Loss> {
    switch (node.type) {
      case 'ObjectExpression':
        for (const property of node.properties) {
          if (property.type === 'Property') yield* this.in(property.value, 'is left out');
        }
        return;
      case 'ArrayExpression':
        for (const element of node.elements) {
          if (element && element.type !== 'SpreadElement') yield* this.in(element, 'becomes null');
        }
        return;
      case 'ConditionalExpression':
        yield* this.in(node.consequent, gone);
        yield* this.in(node.alternate, gone);
        return;
      default:
    }
  }
}

function lossOf(node: Node, gone: string | undefined, evaluator: Evaluator): Omit<Loss, 'node'> | undefined {
  switch (node.type) {
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return isAccessor(node) ? undefined : leftOut('a function', gone, false);
    case 'Literal':
      return literalLoss(node);
    case 'Identifier':
      if (isGlobalNamed(node, 'undefined', evaluator)) return leftOut('undefined', gone, true);
      return isCaught(node, evaluator) ? { what: 'an Error', how: 'becomes {}', isCarried: true } : undefined;
    case 'NewExpression':
      return madeLoss(node.callee, evaluator);
    case 'CallExpression':
      return calledLoss(node, gone, evaluator);
    default:
      return undefined;
  }
}

function leftOut(what: string, how: string | undefined, isCarried: boolean): Omit<Loss, 'node'> | undefined {
  return how === undefined ? undefined : { what, how, isCarried };
}

function isAccessor({ parent }: Node): boolean {
  return parent?.type === 'Property' && parent.kind !== 'init';
}

function literalLoss(node: NodeOf<'Literal'>): Omit<Loss, 'node'> | undefined {
  if ('bigint' in node && node.bigint) return { what: 'a BigInt', how: undefined, isCarried: true };
  return 'regex' in node && node.regex ? { what: 'a RegExp', how: 'becomes {}', isCarried: true } : undefined;
}

function madeLoss(callee: Node, evaluator: Evaluator): Omit<Loss, 'node'> | undefined {
  const name = globalName(callee, evaluator);
  const result = name !== undefined && Object.hasOwn(LOST, name) ? LOST[name] : undefined;
  return result ? { what: withArticle(name!), how: `becomes ${result}`, isCarried: !NEVER_SENT.has(name!) } : undefined;
}

/** `Buffer.from(…)`, `BigInt(…)`, `Symbol(…)`, `Error(…)`. */
function calledLoss(
  { callee }: NodeOf<'CallExpression'>,
  gone: string | undefined,
  evaluator: Evaluator,
): Omit<Loss, 'node'> | undefined {
  const inner = unwrap(callee);
  if (inner.type === 'MemberExpression') {
    const object = evaluator.valueOf(inner.object);
    const isBuffer = globalName(inner.object, evaluator) === 'Buffer' || isModule(object, 'buffer', 'Buffer');
    const makes = inner.property.type === 'Identifier' && /^(alloc|allocUnsafe|concat|from)$/.test(inner.property.name);
    return isBuffer && makes
      ? { what: 'a Buffer', how: 'becomes an object with a list of numbers', isCarried: true }
      : undefined;
  }
  const name = globalName(inner, evaluator) ?? '';
  if (name === 'BigInt') return { what: 'a BigInt', how: undefined, isCarried: true };
  if (name === 'Symbol') return leftOut('a symbol', gone, false);
  return name.endsWith('Error') || name === 'RegExp' ? madeLoss(inner, evaluator) : undefined;
}

function globalName(node: Node, evaluator: Evaluator): string | undefined {
  const inner = unwrap(node);
  return inner.type === 'Identifier' && isGlobalNamed(inner, inner.name, evaluator) ? inner.name : undefined;
}

/** The `error` of `catch (error)`. */
function isCaught(node: Node, { source }: Evaluator): boolean {
  const variable = source.referenceAt(node)?.resolved;
  const [definition] = variable?.defs ?? [];
  return definition?.node.type === 'CatchClause' && definition.node.param === definition.name;
}

/** Has the fork itself, or what sets up the workers, say that messages are cloned. */
function suggestionsFor(fork: Call, references: ModuleReferences): Change[] {
  const edit = isModule(references.valueOf(fork.callee), 'cluster', 'fork')
    ? editOfSetup(fork, references)
    : editOfFork(fork, references);
  return edit ? [{ title: `Fork with ${ADVANCED}`, edits: [edit] }] : [];
}

function editOfFork({ arguments: args }: Call, { source }: ModuleReferences): Edit | undefined {
  const last = args.at(-1);
  if (!last) return undefined;
  const options = args.length > 1 ? constantOf(last, source) : last;
  if (options.type === 'ObjectExpression') return appendProperty(options, ADVANCED);
  return { start: last.range[1], end: last.range[1], text: `, { ${ADVANCED} }` };
}

function editOfSetup(fork: Call, references: ModuleReferences): Edit | undefined {
  const [setup] = setupsIn(references);
  const settings = setup?.arguments[0] && constantOf(setup.arguments[0], references.source);
  if (setup) return settings?.type === 'ObjectExpression' ? appendProperty(settings, ADVANCED) : undefined;
  const callee = unwrap(fork.callee);
  const cluster = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined;
  if (cluster?.type !== 'Identifier') return undefined;
  const statement = statementBeforeLoops(fork);
  const { source } = references;
  const text = `${cluster.name}.setupPrimary({ ${ADVANCED} });${lineBreakOf(source)}${indentOf(statement, source)}`;
  return isOwnStatement(statement) ? { start: statement.range[0], end: statement.range[0], text } : undefined;
}

/** The statement with the fork, or the outermost loop that it is in: what sets up the workers has to run once, before. */
function statementBeforeLoops(fork: Node): Node {
  let statement = statementAround(fork);
  for (const ancestor of ancestorsOf(statement)) {
    if (/^(For|ForIn|ForOf|While|DoWhile)Statement$/.test(ancestor.type)) statement = statementAround(ancestor);
    else if (ancestor.type !== 'BlockStatement') break;
  }
  return statement;
}

/** In front of an `if` without a block, or in a `case`, one more statement could run where it must not. */
function isOwnStatement({ type, parent }: Node): boolean {
  const isList = parent?.type === 'BlockStatement' || parent?.type === 'Program';
  return isList && /^(Expression|For|ForOf|While)Statement$|^VariableDeclaration$/.test(type);
}

function named(result: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, result]));
}

function withArticle(name: string): string {
  return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`;
}
