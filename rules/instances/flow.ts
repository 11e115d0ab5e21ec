import type { Access, Listener, MethodCall } from '../instances';
import type { FunctionNode, Node, NodeOf } from '../source/nodes';
import { functionAround, isFunction, unwrap, wrapped } from '../source/nodes';
import type { Variable } from '../source/source-file';
import { isGlobalNamed } from '../values/calls';
import type { Evaluator } from '../values/evaluator';
import { type FunctionUses, isCallee, isExported, ownerOfMember } from '../values/function-uses';
import { keyOf, memberName } from '../values/keys';
import { isModule } from '../values/value';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;

/** An expression that holds the object, or something (a list, a promise, a record) that the object is in. */
interface Holder {
  readonly node: Node;
  readonly isAround: boolean;
}

const ADDERS = new Set(['addEventListener', 'addListener', 'on', 'once', 'prependListener', 'prependOnceListener']);
const GIVE_THEMSELVES = new Set(['off', 'removeAllListeners', 'removeListener', 'setMaxListeners']);
/** Methods that put what they are given into the object they are called on. */
const PUT_IN = new Set(['add', 'fill', 'push', 'set', 'splice', 'unshift']);
/** Methods that only look for what they are given. */
const LOOK_FOR = new Set(['delete', 'get', 'has', 'includes', 'indexOf', 'lastIndexOf']);
/** Methods of lists and promises that hand what is in them to a callback. */
const HAND_OUT = new Set([
  ...[
    'every',
    'filter',
    'find',
    'findIndex',
    'findLast',
    'flatMap',
    'forEach',
    'map',
    'reduce',
    'some',
    'sort',
    'then',
  ],
]);
/** Of these, and `Array.from`, those that give back what their callback gives. */
const GIVE_RESULTS = new Set(['flatMap', 'from', 'map', 'reduce', 'then']);
/** Calls that drop what their callback gives back. */
const DROP_RESULTS = new Set(['forEach', 'setTimeout', 'setImmediate', 'setInterval', 'nextTick', 'listen', ...ADDERS]);
/** Nodes that do no more with a value than look at it. */
const LOOKERS = new Set([
  ...['BinaryExpression', 'DoWhileStatement', 'ExpressionStatement', 'ForInStatement', 'ForStatement', 'IfStatement'],
  ...['SwitchCase', 'SwitchStatement', 'TemplateLiteral', 'ThrowStatement', 'UnaryExpression', 'WhileStatement'],
]);

/**
 * Follows an object forward through a file: from the expression that makes it to all that may hold it. What it can't
 * follow is an escape; what it follows too far only adds uses that may be of another object.
 */
export class Flow {
  readonly calls: MethodCall[] = [];
  readonly listeners: Listener[] = [];
  readonly accesses: Access[] = [];
  readonly names: NodeOf<'Identifier'>[] = [];
  readonly escapes: Node[] = [];
  readonly #seen = new Set<Node>();
  readonly #pending: Holder[] = [];

  constructor(
    readonly evaluator: Evaluator,
    readonly uses: FunctionUses,
  ) {}

  from(origin: Node): this {
    if (isParameter(origin)) this.#bind(origin, false);
    else this.#hold(origin, false);
    for (let holder = this.#pending.pop(); holder; holder = this.#pending.pop()) this.#follow(holder);
    return this;
  }

  #hold(node: Node, isAround: boolean): void {
    const inner = unwrap(node);
    if (this.#seen.has(inner)) return;
    this.#seen.add(inner);
    this.#pending.push({ node: inner, isAround });
  }

  #follow({ node, isAround }: Holder): void {
    const expression = wrapped(node);
    const parent = expression.parent;
    switch (parent?.type) {
      case 'MemberExpression':
        if (parent.object === expression) this.#member(parent, isAround);
        return;
      case 'VariableDeclarator':
        this.#bind(parent.id, isAround);
        return;
      case 'AssignmentExpression':
        this.#assigned(parent, expression, isAround);
        return;
      case 'AssignmentPattern':
        this.#bind(parent.left, isAround);
        return;
      case 'CallExpression':
      case 'NewExpression':
        if (parent.callee !== expression) this.#argument(parent, expression, isAround);
        return;
      case 'ReturnStatement':
        this.#returned(functionAround(parent), isAround);
        return;
      case 'ArrowFunctionExpression':
        this.#returned(parent, isAround);
        return;
      default:
        this.#followInto(parent, expression, isAround);
        return;
    }
  }

  #followInto(parent: Node | undefined, expression: Node, isAround: boolean): void {
    switch (parent?.type) {
      case 'ConditionalExpression':
        if (parent.test !== expression) this.#hold(parent, isAround);
        return;
      case 'AwaitExpression':
      case 'LogicalExpression':
      case 'SequenceExpression':
        this.#hold(parent, isAround);
        return;
      case 'ArrayExpression':
      case 'SpreadElement':
        this.#hold(parent, true);
        return;
      case 'Property':
        this.#hold(parent.parent, true);
        return;
      case 'PropertyDefinition':
        this.#keptUnder(keyOf(parent, this.evaluator), ownerOfMember(parent, this.evaluator), parent, isAround);
        return;
      case 'ForOfStatement':
        this.#bind(loopTarget(parent.left), true);
        return;
      default:
        if (!parent || !LOOKERS.has(parent.type)) this.escapes.push(expression);
    }
  }

  #assigned(assignment: NodeOf<'AssignmentExpression'>, expression: Node, isAround: boolean): void {
    if (assignment.right !== expression) return;
    this.#bind(assignment.left, isAround);
    this.#hold(assignment, isAround);
  }

  /** Holds the object in a pattern: of a declaration, a parameter, or the left side of an assignment. */
  #bind(pattern: Node, isAround: boolean): void {
    const target = unwrap(pattern);
    switch (target.type) {
      case 'Identifier':
        this.#bindName(target, isAround);
        return;
      case 'MemberExpression':
        this.#stored(target, isAround);
        return;
      case 'AssignmentPattern':
        this.#bind(target.left, isAround);
        return;
      case 'RestElement':
        this.#bind(target.argument, true);
        return;
      case 'TSParameterProperty':
        this.#bind(target.parameter, isAround);
        this.escapes.push(target);
        return;
      case 'ArrayPattern':
        for (const element of target.elements) if (element) this.#bind(element, true);
        return;
      case 'ObjectPattern':
        this.#bindProperties(target, isAround);
        return;
      default:
        this.escapes.push(target);
    }
  }

  #bindProperties({ properties }: NodeOf<'ObjectPattern'>, isAround: boolean): void {
    for (const property of properties) {
      if (property.type === 'RestElement') this.#bind(property, true);
      else if (isAround) this.#bind(property.value, true);
      else this.#access(keyOf(property, this.evaluator), property, false);
    }
  }

  #bindName(name: NodeOf<'Identifier'>, isAround: boolean): void {
    const { source } = this.evaluator;
    const variable = source.variableDeclaredBy(name) ?? source.referenceAt(name)?.resolved;
    if (!variable || isExported(variable)) {
      this.escapes.push(name);
      return;
    }
    if (!isAround) this.names.push(name);
    this.#holdIn(variable, isAround);
  }

  #holdIn(variable: Variable, isAround: boolean): void {
    for (const reference of variable.references) if (reference.isRead()) this.#hold(reference.identifier, isAround);
  }

  /** Follows what is put under a property: to the places that read it, or to the list that it is an element of. */
  #stored(target: NodeOf<'MemberExpression'>, isAround: boolean): void {
    const name = memberName(target, this.evaluator);
    if (name === undefined || /^\d+$/.test(name)) {
      this.#putInto(target.object);
      return;
    }
    this.#keptUnder(name, this.uses.ownerOf(target.object), target, isAround);
    if (unwrap(target.object).type === 'Identifier') this.#putInto(target.object);
  }

  #keptUnder(name: string | undefined, owner: Node | undefined, place: Node, isAround: boolean): void {
    const readers = name === undefined || !this.uses.isHidden(name) ? undefined : this.uses.readersOf(name, owner);
    if (!readers) {
      this.escapes.push(place);
      return;
    }
    for (const reader of readers) {
      if (reader.type === 'Property') this.#bind(reader.value, isAround);
      else if (!isWritten(reader)) this.#hold(reader, isAround);
    }
  }

  /** The object is an element of, or an entry in, what an expression stands for. */
  #putInto(container: Node): void {
    const node = unwrap(container);
    if (node.type === 'MemberExpression') {
      this.#stored(node, true);
      return;
    }
    if (node.type === 'ThisExpression') return;
    const variable = node.type === 'Identifier' ? this.evaluator.source.referenceAt(node)?.resolved : undefined;
    if (!variable || isExported(variable) || !isMadeHere(variable)) {
      this.escapes.push(node);
      return;
    }
    this.#holdIn(variable, true);
  }

  #member(member: NodeOf<'MemberExpression'>, isAround: boolean): void {
    const name = memberName(member, this.evaluator);
    const expression = wrapped(member);
    const { parent } = expression;
    if (isCallee(member)) {
      this.#called(name, parent as Call, isAround);
      return;
    }
    if (parent?.type === 'AssignmentExpression' && parent.left === expression) {
      this.#written(name, parent);
      return;
    }
    this.#access(name, member, false);
    if (isAround) this.#hold(member, true);
    else if (name === undefined || ADDERS.has(name)) this.escapes.push(member);
  }

  #written(name: string | undefined, assignment: NodeOf<'AssignmentExpression'>): void {
    this.#access(name, assignment, true);
    const event = name?.startsWith('on') ? name.slice(2) : undefined;
    if (event) this.listeners.push({ event, node: assignment, callback: assignment.right });
  }

  #access(name: string | undefined, node: Node, isWrite: boolean): void {
    this.accesses.push({ name, node, isWrite });
  }

  #called(name: string | undefined, call: Call, isAround: boolean): void {
    this.calls.push({ name, call });
    const [first, second] = call.arguments;
    if (name !== undefined && ADDERS.has(name)) {
      this.listeners.push({ event: this.#textOf(first), node: call, callback: second });
      this.#hold(call, isAround);
      return;
    }
    if (isAround) {
      this.#takenOut(name, call);
      return;
    }
    if (name === undefined) this.escapes.push(call);
    else if (GIVE_THEMSELVES.has(name)) this.#hold(call, false);
  }

  /** A method of a list, a map or a promise that the object is in: what it gives may hold the object. */
  #takenOut(name: string | undefined, call: Call): void {
    this.#hold(call, true);
    if (name === undefined || !HAND_OUT.has(name)) return;
    for (const argument of call.arguments) {
      const callback = this.evaluator.valueOf(argument);
      if (callback.kind !== 'function') continue;
      for (const parameter of callback.node.params) this.#bind(parameter, true);
    }
  }

  #argument(call: Call, expression: Node, isAround: boolean): void {
    const callee = unwrap(call.callee);
    const index = call.arguments.indexOf(expression as never);
    if (callee.type === 'MemberExpression' && this.#givenToMethod(callee, call)) return;
    const target = this.evaluator.valueOf(callee);
    if (target.kind === 'function') {
      this.#passed(target.node, index, isAround);
      return;
    }
    if (isModule(target, 'events', 'once') || isModule(target, 'events', 'on')) {
      this.#awaited(call);
      return;
    }
    const promise = this.#promiseResolvedBy(callee);
    if (promise) {
      this.#hold(promise, true);
      return;
    }
    this.escapes.push(expression);
  }

  /** Whether a method of the language does no more with its arguments than what is followed here. */
  #givenToMethod(callee: NodeOf<'MemberExpression'>, call: Call): boolean {
    const name = memberName(callee, this.evaluator) ?? '';
    const object = unwrap(callee.object);
    if (isGlobalNamed(object, 'console', this.evaluator) || LOOK_FOR.has(name)) return true;
    const isStatic = ['Array', 'Object', 'Promise'].some((global) => isGlobalNamed(object, global, this.evaluator));
    if (isStatic) this.#hold(call, true);
    else if (PUT_IN.has(name)) this.#putInto(object);
    return isStatic || PUT_IN.has(name);
  }

  #passed(owner: FunctionNode, index: number, isAround: boolean): void {
    const last = owner.params.at(-1);
    const parameter = owner.params[index] ?? (last?.type === 'RestElement' ? last : undefined);
    if (parameter) this.#bind(parameter, isAround);
  }

  /** `once(worker, 'exit')` also listens to errors. */
  #awaited(call: Call): void {
    const event = this.#textOf(call.arguments[1]);
    for (const name of [event, 'error']) this.listeners.push({ event: name, node: call, callback: undefined });
  }

  #promiseResolvedBy(callee: Node): Node | undefined {
    const variable = callee.type === 'Identifier' ? this.evaluator.source.referenceAt(callee)?.resolved : undefined;
    const definition = variable?.defs[0];
    const executor = definition?.node;
    if (!executor || !isFunction(executor) || executor.params[0] !== definition.name) return undefined;
    const creation = wrapped(executor).parent;
    if (creation?.type !== 'NewExpression') return undefined;
    return isGlobalNamed(creation.callee, 'Promise', this.evaluator) ? creation : undefined;
  }

  #returned(owner: FunctionNode | undefined, isAround: boolean): void {
    if (!owner) return;
    const around = isAround || owner.async || owner.generator;
    const uses = this.uses.usesOf(owner)?.map(({ node }) => node) ?? [owner];
    // What a function gives that nobody calls yet is for code that is not there.
    if (uses.length === 0) this.escapes.push(owner);
    for (const use of uses) this.#resultOf(use, around);
  }

  /** Follows what a function gives back, at one of its uses: a call of it, or of what it is handed to. */
  #resultOf(use: Node, isAround: boolean): void {
    const expression = wrapped(use);
    const call = expression.parent;
    if (call?.type !== 'CallExpression' && call?.type !== 'NewExpression') {
      const isDropped = use.type === 'Property' || LOOKERS.has(call?.type ?? '');
      isDropped || this.escapes.push(use);
      return;
    }
    if (call.callee === expression) {
      this.#hold(call, isAround);
      return;
    }
    const callee = unwrap(call.callee);
    const name = callee.type === 'MemberExpression' ? memberName(callee, this.evaluator) : nameOf(callee);
    if (GIVE_RESULTS.has(name ?? '')) {
      this.#hold(call, true);
      return;
    }
    const isDropped = DROP_RESULTS.has(name ?? '') || isGlobalNamed(callee, 'Promise', this.evaluator);
    if (!isDropped) this.escapes.push(use);
  }

  #textOf(node: Node | undefined): string | undefined {
    const value = node && this.evaluator.valueOf(node);
    return value?.kind === 'string' ? value.text : undefined;
  }
}

function isParameter(node: Node): boolean {
  return node.parent !== undefined && isFunction(node.parent) && node.parent.params.includes(node as never);
}

function loopTarget(left: Node): Node {
  return left.type === 'VariableDeclaration' ? left.declarations[0]!.id : left;
}

function isWritten(member: Node): boolean {
  const expression = wrapped(member);
  const { parent } = expression;
  return parent?.type === 'AssignmentExpression' && parent.left === expression && parent.operator === '=';
}

/** Whether a variable is declared with a list, map or record made on the spot, so that nothing else holds it. */
function makesContainer(definition: Node): boolean {
  if (definition.type !== 'VariableDeclarator') return false;
  const made = definition.init && unwrap(definition.init);
  return made?.type === 'ArrayExpression' || made?.type === 'ObjectExpression' || made?.type === 'NewExpression';
}

function isMadeHere({ defs }: Variable): boolean {
  return defs.every(({ node }) => makesContainer(node));
}

function nameOf(callee: Node): string | undefined {
  return callee.type === 'Identifier' ? callee.name : undefined;
}
