import type { FunctionNode, Node, NodeOf } from './source/nodes';
import { childrenOf, functionAround, isClass, isFunction, unwrap, wrapped } from './source/nodes';
import type { SourceFile, Variable } from './source/source-file';
import type { Evaluator } from './values/evaluator';
import type { FunctionUses } from './values/function-uses';
import { memberName } from './values/keys';
import { isModule } from './values/value';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;
type Known = string | number | boolean | null;
/** What names hold once a worker has crashed. */
type Names = ReadonlyMap<Variable, Known>;

/** What an `exit` event says of a worker that threw as soon as it started. */
export const CRASH = { code: 1, signal: null } as const;

/** Calls that run what they are given at once, or as soon as the code around it has ended. */
const AT_ONCE = new Set(['nextTick', 'queueMicrotask', 'setImmediate', 'forEach', 'map']);
/** Calls that wait, or end the process, in whatever is called like this. */
const ENDERS = new Set(['abort', 'exit', 'kill', 'reallyExit', 'sleepSync', 'wait']);
const EXIT_FLAGS = new Set(['exitedAfterDisconnect', 'suicide']);

/** A call that surely runs, and the calls that led to it: the first of them stands in the code that was asked about. */
export interface Reached {
  readonly call: Call;
  readonly path: readonly Call[];
}

/**
 * Follows what surely runs, at once, when a worker has crashed: through conditions that its crash decides, and into the
 * functions of the file that are called. At a condition that it can't decide, and at anything that waits, it ends: there a
 * limit or a delay may be.
 */
export class CrashWalk {
  readonly reached: Reached[] = [];
  /** The functions that it came to. */
  readonly visited = new Set<FunctionNode>();
  readonly #path: Call[] = [];
  #names: Names = new Map();

  constructor(
    readonly evaluator: Evaluator,
    readonly uses: FunctionUses,
    readonly source: SourceFile,
  ) {}

  /** Runs a function with what is known of its arguments. */
  run(owner: FunctionNode, values: readonly (Known | undefined)[]): this {
    if (this.visited.has(owner) || owner.generator || !owner.body) return this;
    this.visited.add(owner);
    const before = this.#names;
    this.#names = new Map([...before, ...this.#bound(owner, values)]);
    if (owner.body.type === 'BlockStatement') this.#goesOn(owner.body);
    else this.#expression(owner.body);
    this.#names = before;
    return this;
  }

  *#bound({ params }: FunctionNode, values: readonly (Known | undefined)[]): Generator<[Variable, Known]> {
    for (const [index, value] of values.entries()) {
      const param = params[index];
      const variable = param?.type === 'Identifier' ? this.source.variableDeclaredBy(param) : undefined;
      if (value !== undefined && variable?.references.every((reference) => !reference.isWrite()))
        yield [variable, value];
    }
  }

  /** Runs a statement; false where what stands behind it need not run. */
  #goesOn(statement: Node): boolean {
    switch (statement.type) {
      case 'BlockStatement':
        return statement.body.every((child) => this.#goesOn(child));
      case 'IfStatement':
        return this.#if(statement);
      case 'TryStatement':
        return this.#goesOn(statement.block) && (!statement.finalizer || this.#goesOn(statement.finalizer));
      case 'ReturnStatement':
      case 'ThrowStatement':
        if (statement.argument) this.#expression(statement.argument);
        return false;
      case 'ExpressionStatement':
        return this.#expression(statement.expression);
      case 'VariableDeclaration':
        return statement.declarations.every(({ init }) => !init || this.#expression(init));
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
      case 'EmptyStatement':
        return true;
      default:
        return !mayEnd(statement);
    }
  }

  #if({ test, consequent, alternate }: NodeOf<'IfStatement'>): boolean {
    if (!this.#expression(test)) return false;
    const decided = this.#truthOf(test);
    if (decided === undefined) return !mayEnd(consequent) && !(alternate && mayEnd(alternate));
    const branch = decided ? consequent : alternate;
    return !branch || this.#goesOn(branch);
  }

  /** Runs an expression; false where it waits, or need not come to its end. */
  #expression(expression: Node): boolean {
    const node = unwrap(expression);
    switch (node.type) {
      case 'AwaitExpression':
      case 'YieldExpression':
        if (node.argument) this.#expression(node.argument);
        return false;
      case 'ConditionalExpression':
        return this.#expression(node.test) && this.#branch(this.#truthOf(node.test), node.consequent, node.alternate);
      case 'LogicalExpression':
        return this.#expression(node.left) && this.#operand(node);
      case 'CallExpression':
      case 'NewExpression':
        return this.#call(node);
      default:
        if (isFunction(node) || isClass(node)) return true;
        return childrenOf(node).every((child) => this.#expression(child));
    }
  }

  #branch(decided: boolean | undefined, consequent: Node, alternate: Node): boolean {
    return decided === undefined || this.#expression(decided ? consequent : alternate);
  }

  #operand({ operator, left, right }: NodeOf<'LogicalExpression'>): boolean {
    const decided = operator === '??' ? undefined : this.#truthOf(left);
    const runs = decided === (operator === '&&');
    return decided === undefined || !runs || this.#expression(right);
  }

  #call(call: Call): boolean {
    const callee = unwrap(call.callee);
    if (callee.type === 'MemberExpression' && !this.#expression(callee.object)) return false;
    if (!call.arguments.every((argument) => this.#expression(argument))) return false;
    this.#path.push(call);
    this.reached.push({ call, path: [...this.#path] });
    const goesOn = this.#into(call, callee);
    this.#path.pop();
    return goesOn;
  }

  #into(call: Call, callee: Node): boolean {
    const target = this.evaluator.valueOf(callee);
    if (target.kind === 'function') {
      this.run(
        target.node,
        call.arguments.map((argument) => this.#valueOf(argument)),
      );
      return true;
    }
    const name = nameOf(callee, this.evaluator);
    if (AT_ONCE.has(name)) {
      const callback = call.arguments[0] && this.evaluator.valueOf(call.arguments[0]);
      if (callback?.kind === 'function' && !/^(forEach|map)$/.test(name)) this.run(callback.node, []);
    }
    return !ENDERS.has(name);
  }

  #truthOf(condition: Node): boolean | undefined {
    const node = unwrap(condition);
    if (node.type === 'LogicalExpression') return this.#truthOfBoth(node);
    if (node.type === 'UnaryExpression' && node.operator === '!') {
      const inner = this.#truthOf(node.argument);
      return inner === undefined ? undefined : !inner;
    }
    if (node.type === 'BinaryExpression') return this.#comparison(node);
    const value = this.#valueOf(node);
    return value === undefined ? undefined : Boolean(value);
  }

  #truthOfBoth({ operator, left, right }: NodeOf<'LogicalExpression'>): boolean | undefined {
    if (operator === '??') return undefined;
    const [a, b] = [this.#truthOf(left), this.#truthOf(right)];
    const deciding = operator === '||';
    if (a === deciding || b === deciding) return deciding;
    return a === undefined || b === undefined ? undefined : !deciding;
  }

  #comparison({ operator, left, right }: NodeOf<'BinaryExpression'>): boolean | undefined {
    const [a, b] = [this.#valueOf(left as Node), this.#valueOf(right)];
    if (a === undefined || b === undefined) return undefined;
    switch (operator) {
      case '===':
      case '==':
        return a === b;
      case '!==':
      case '!=':
        return a !== b;
      case '>':
        return Number(a) > Number(b);
      case '<':
        return Number(a) < Number(b);
      default:
        return undefined;
    }
  }

  #valueOf(expression: Node): Known | undefined {
    const node = unwrap(expression);
    switch (node.type) {
      case 'Literal':
        return node.value === null || typeof node.value !== 'object' ? (node.value as Known) : undefined;
      case 'UnaryExpression':
        return node.operator === '!' ? this.#truthOf(node) : undefined;
      case 'Identifier': {
        const variable = this.source.referenceAt(node)?.resolved;
        if (!variable) return this.#fromModule(node);
        return this.#names.has(variable)
          ? this.#names.get(variable)
          : (this.#flagOf(variable) ?? this.#fromModule(node));
      }
      case 'MemberExpression':
        return EXIT_FLAGS.has(memberName(node, this.evaluator) ?? '') ? false : this.#fromModule(node);
      default:
        return undefined;
    }
  }

  /** What a variable is set to from the start, where nothing but a signal to the program changes it. */
  #flagOf({ defs, references }: Variable): Known | undefined {
    const [definition, ...others] = defs;
    if (others.length > 0 || definition?.node.type !== 'VariableDeclarator') return undefined;
    const { id, init } = definition.node;
    if (id !== definition.name || init?.type !== 'Literal' || typeof init.value !== 'boolean') return undefined;
    const writes = references.filter((reference) => reference.isWrite() && !reference.init);
    return writes.every(({ identifier }) => this.#runsOnSignal(identifier)) ? init.value : undefined;
  }

  /** Whether a node is in a function that is a listener to signals, and nothing else. */
  #runsOnSignal(node: Node): boolean {
    const owner = functionAround(node);
    if (!owner) return false;
    const uses = this.uses.usesOf(owner)?.map((use) => use.node) ?? [owner];
    return uses.length > 0 && uses.every((use) => this.#listensToSignal(use));
  }

  #listensToSignal(use: Node): boolean {
    const listener = wrapped(use);
    const call = listener.parent;
    if (call?.type !== 'CallExpression' || call.arguments[1] !== listener) return false;
    const callee = unwrap(call.callee);
    if (callee.type !== 'MemberExpression' || !isModule(this.evaluator.valueOf(callee.object), 'process')) return false;
    const event = this.evaluator.valueOf(call.arguments[0]!);
    return event.kind === 'string' && /^SIG[A-Z0-9]+$/.test(event.text);
  }

  #fromModule(node: Node): Known | undefined {
    const value = this.evaluator.valueOf(node);
    if (value.kind === 'string') return value.text;
    if (isModule(value, 'cluster', 'isPrimary') || isModule(value, 'cluster', 'isMaster')) return true;
    return isModule(value, 'cluster', 'isWorker') ? false : undefined;
  }
}

/** Whether a statement that may run, or not, can keep what is behind it from running at once. */
function mayEnd(statement: Node): boolean {
  const pending: Node[] = [statement];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (/^(Return|Throw|Break|Continue)Statement$/.test(node.type)) return true;
    if (node.type === 'AwaitExpression' || node.type === 'YieldExpression') return true;
    if (node.type === 'ForOfStatement' && node.await) return true;
    if (node.type === 'CallExpression' && ENDERS.has(plainName(node.callee))) return true;
    if (!isFunction(node) && !isClass(node)) pending.push(...childrenOf(node));
  }
  return false;
}

function nameOf(callee: Node, evaluator: Evaluator): string {
  return callee.type === 'MemberExpression' ? (memberName(callee, evaluator) ?? '') : plainName(callee);
}

function plainName(callee: Node): string {
  const node = unwrap(callee);
  if (node.type === 'MemberExpression') return node.property.type === 'Identifier' ? node.property.name : '';
  return node.type === 'Identifier' ? node.name : '';
}
