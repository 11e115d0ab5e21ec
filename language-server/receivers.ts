// Which of Node's objects around clusters and threads an expression stands for: what rules need not know to find
// mistakes, and people want to be told while they type.
import type { ModuleReferences } from '../rules/module-references';
import type { FunctionNode, Node, NodeOf } from '../rules/source/nodes';
import { isFunction, unwrap, wrapped } from '../rules/source/nodes';
import { isGlobalNamed } from '../rules/values/calls';
import type { Evaluator } from '../rules/values/evaluator';
import { memberName } from '../rules/values/keys';
import { isModule, same, type Value } from '../rules/values/value';
import type { OwnerName } from './node-api';

/** What of a module is an object of a class, by the path below the module. */
const PARTS: Readonly<Record<string, OwnerName>> = {
  cluster: 'cluster',
  'cluster.worker': 'clusterWorker',
  worker_threads: 'worker_threads',
  'worker_threads.parentPort': 'messagePort',
  process: 'process',
};
/** What calls and `new` give. */
const MADE: Readonly<Record<string, OwnerName>> = {
  'cluster.fork': 'clusterWorker',
  'worker_threads.Worker': 'thread',
  'worker_threads.MessageChannel': 'messageChannel',
  'worker_threads.BroadcastChannel': 'broadcastChannel',
  'worker_threads.moveMessagePortToContext': 'messagePort',
};
/** What a name means as a type. */
const TYPES: Readonly<Record<string, OwnerName>> = {
  'cluster.Worker': 'clusterWorker',
  'worker_threads.Worker': 'thread',
  'worker_threads.MessagePort': 'messagePort',
  'worker_threads.MessageChannel': 'messageChannel',
  'worker_threads.BroadcastChannel': 'broadcastChannel',
};
const SUBSCRIBING = new Set([
  'on',
  'once',
  'addListener',
  'prependListener',
  'prependOnceListener',
  'off',
  'removeListener',
]);
/** Methods of arrays that hand each element to a function as its first argument. */
const VISITING = new Set(['every', 'filter', 'find', 'findLast', 'flatMap', 'forEach', 'map', 'some']);

/** Finds for expressions of one file which object of Node's they stand for. */
export class Receivers {
  readonly #evaluator: Evaluator;
  readonly #known = new Map<Node, OwnerName | undefined>();
  readonly #elements = new Map<Node, OwnerName | undefined>();

  constructor(references: ModuleReferences) {
    this.#evaluator = references.evaluator;
  }

  /** The object that an expression stands for; undefined where it is none, or the file does not tell. */
  of(node: Node): OwnerName | undefined {
    const inner = unwrap(node);
    return remember(this.#known, inner, () => this.#byValue(inner) ?? this.#byKind(inner));
  }

  #byValue(node: Node): OwnerName | undefined {
    return PARTS[keyOf(this.#evaluator.valueOf(node))];
  }

  #byKind(node: Node): OwnerName | undefined {
    switch (node.type) {
      case 'Identifier':
        return this.#named(node);
      case 'MemberExpression':
        return this.#member(node);
      case 'CallExpression':
        return this.#call(node);
      case 'NewExpression':
        return MADE[keyOf(this.#evaluator.valueOf(node.callee))];
      case 'AwaitExpression':
        return this.of(node.argument);
      case 'AssignmentExpression':
        return this.of(node.right);
      case 'LogicalExpression':
        return this.of(node.right) ?? this.of(node.left);
      case 'ConditionalExpression':
        return this.of(node.consequent) ?? this.of(node.alternate);
      default:
        return undefined;
    }
  }

  #call(node: NodeOf<'CallExpression'>): OwnerName | undefined {
    const callee = unwrap(node.callee);
    const value = this.#evaluator.valueOf(callee);
    const made = MADE[keyOf(value)];
    if (made) return made;
    if (value.kind === 'function') return this.#returned(value.node);
    if (callee.type !== 'MemberExpression') return undefined;
    const name = memberName(callee, this.#evaluator) ?? '';
    // `worker.on(…)` gives the worker back.
    if (SUBSCRIBING.has(name)) return this.of(callee.object);
    return name === 'find' || name === 'findLast' || name === 'at' || name === 'pop' || name === 'shift'
      ? this.#elementOf(callee.object)
      : undefined;
  }

  #returned(node: FunctionNode): OwnerName | undefined {
    if (node.body && node.body.type !== 'BlockStatement') return this.of(node.body);
    return first(this.#evaluator.returnsOf(node), ({ argument }) => argument && this.of(argument));
  }

  #member(node: NodeOf<'MemberExpression'>): OwnerName | undefined {
    const object = this.#evaluator.valueOf(node.object);
    // `cluster.workers[id]`, whatever the id.
    if (isModule(object, 'cluster', 'workers')) return 'clusterWorker';
    const name = memberName(node, this.#evaluator);
    if (name === undefined) return node.computed ? this.#elementOf(node.object) : undefined;
    if (name === 'port1' || name === 'port2') {
      return this.of(node.object) === 'messageChannel' ? 'messagePort' : this.#assigned(object, name);
    }
    // The primary sees the process of a worker from outside.
    return this.#assigned(object, name);
  }

  /** What the file puts into a property of an object that it makes, such as `this.worker`. */
  #assigned(object: Value, name: string): OwnerName | undefined {
    if (object.kind === 'unknown' || object.kind === 'opaque') return undefined;
    const assigned = first(this.#evaluator.assignmentsTo(name), ({ left, right }) => {
      const target = unwrap(left);
      const isSame = target.type === 'MemberExpression' && same(this.#evaluator.valueOf(target.object), object);
      return isSame ? this.of(right) : undefined;
    });
    return assigned ?? this.#field(object, name);
  }

  #field(object: Value, name: string): OwnerName | undefined {
    if (object.kind !== 'instance' && object.kind !== 'class') return undefined;
    if (isFunction(object.node)) return undefined;
    return first(object.node.body.body, (member) => {
      if (member.type !== 'PropertyDefinition' || memberKey(member.key) !== name) return undefined;
      return (member.value && this.of(member.value)) ?? this.#typed(member.typeAnnotation);
    });
  }

  #named(node: NodeOf<'Identifier'>): OwnerName | undefined {
    const variable = this.#evaluator.source.referenceAt(node)?.resolved;
    if (!variable) return undefined;
    return (
      first(variable.defs, ({ name }) => this.#bound(name)) ??
      first(variable.references, ({ identifier, init }) => {
        const { parent } = identifier;
        const writes = !init && parent?.type === 'AssignmentExpression' && parent.left === identifier;
        return writes ? this.of(parent.right) : undefined;
      })
    );
  }

  /** What a name is bound to by its declaration. */
  #bound(name: Node): OwnerName | undefined {
    if (name.type === 'Identifier' && name.typeAnnotation) return this.#typed(name.typeAnnotation);
    const { parent } = name;
    switch (parent?.type) {
      case 'VariableDeclarator':
        return parent.init ? this.of(parent.init) : this.#iterated(parent);
      case 'AssignmentPattern':
        return this.of(parent.right) ?? this.#bound(parent);
      case 'Property':
        return this.#destructured(parent);
      default:
        return parent && isFunction(parent) ? this.#parameter(parent, parent.params.indexOf(name as never)) : undefined;
    }
  }

  /** `const { port1 } = new MessageChannel()`. */
  #destructured(property: NodeOf<'Property'>): OwnerName | undefined {
    const pattern = property.parent;
    const declarator = pattern.parent;
    if (declarator?.type !== 'VariableDeclarator' || !declarator.init) return undefined;
    const isPort = /^port[12]$/.test(memberKey(property.key) ?? '');
    return isPort && this.of(declarator.init) === 'messageChannel' ? 'messagePort' : undefined;
  }

  /** `for (const worker of Object.values(cluster.workers))`. */
  #iterated(declarator: NodeOf<'VariableDeclarator'>): OwnerName | undefined {
    const loop = declarator.parent.parent;
    return loop?.type === 'ForOfStatement' && loop.left === declarator.parent ? this.#elementOf(loop.right) : undefined;
  }

  /** What stands in a list: of all workers, of what a function makes for each of some items, or as it is written. */
  #elementOf(list: Node): OwnerName | undefined {
    const inner = unwrap(list);
    return remember(this.#elements, inner, () => this.#elementByKind(inner));
  }

  #elementByKind(node: Node): OwnerName | undefined {
    if (node.type === 'ArrayExpression') return first(node.elements, (element) => element && this.of(element));
    if (node.type === 'Identifier') return this.#elementOfVariable(node);
    return node.type === 'CallExpression' ? this.#elementOfCall(node) : undefined;
  }

  #elementOfCall(node: NodeOf<'CallExpression'>): OwnerName | undefined {
    const callee = unwrap(node.callee);
    if (callee.type !== 'MemberExpression') return undefined;
    const name = memberName(callee, this.#evaluator);
    const [argument, second] = node.arguments;
    if (name === 'values' && isGlobalNamed(callee.object, 'Object', this.#evaluator)) {
      return argument && isModule(this.#evaluator.valueOf(argument), 'cluster', 'workers')
        ? 'clusterWorker'
        : undefined;
    }
    if (name === 'filter' || name === 'slice') return this.#elementOf(callee.object);
    const makes = name === 'map' ? argument : name === 'from' ? second : undefined;
    return makes && isFunction(makes) ? this.#returned(makes) : undefined;
  }

  #elementOfVariable(node: NodeOf<'Identifier'>): OwnerName | undefined {
    const variable = this.#evaluator.source.referenceAt(node)?.resolved;
    const made = first(variable?.defs ?? [], ({ name }) =>
      name.parent?.type === 'VariableDeclarator' && name.parent.init ? this.#elementOf(name.parent.init) : undefined,
    );
    return made ?? first(variable?.references ?? [], ({ identifier }) => this.#pushed(identifier));
  }

  /** `workers.push(cluster.fork())`. */
  #pushed(list: Node): OwnerName | undefined {
    const member = list.parent;
    if (member?.type !== 'MemberExpression' || member.object !== list) return undefined;
    const call = member.parent;
    const adds = memberName(member, this.#evaluator) === 'push' && call?.type === 'CallExpression';
    const [argument] = adds ? call.arguments : [];
    return argument && this.of(argument);
  }

  /** What Node, or a method of an array, hands to a function. */
  #parameter(owner: FunctionNode, index: number): OwnerName | undefined {
    const call = wrapped(owner).parent;
    if (call?.type !== 'CallExpression' || index !== 0) return undefined;
    const callee = unwrap(call.callee);
    if (callee.type !== 'MemberExpression') return undefined;
    const name = memberName(callee, this.#evaluator) ?? '';
    if (VISITING.has(name)) return this.#elementOf(callee.object);
    if (!SUBSCRIBING.has(name)) return undefined;
    return this.#givenToListener(this.of(callee.object), call.arguments[0]);
  }

  #givenToListener(receiver: OwnerName | undefined, event: Node | undefined): OwnerName | undefined {
    const value = event && this.#evaluator.valueOf(event);
    if (value?.kind !== 'string') return undefined;
    if (receiver === 'cluster') return value.text === 'setup' ? undefined : 'clusterWorker';
    return receiver === 'process' && value.text === 'worker' ? 'thread' : undefined;
  }

  #typed(annotation: NodeOf<'TSTypeAnnotation'> | undefined): OwnerName | undefined {
    const type = annotation?.typeAnnotation;
    if (type?.type === 'TSUnionType') return first(type.types, (each) => this.#namedByType(each));
    return type && this.#namedByType(type);
  }

  #namedByType(type: Node): OwnerName | undefined {
    if (type.type !== 'TSTypeReference') return undefined;
    const { typeName } = type;
    if (typeName.type === 'Identifier') return TYPES[keyOf(this.#evaluator.valueOf(typeName))];
    if (typeName.type !== 'TSQualifiedName') return undefined;
    const module = this.#evaluator.valueOfType(typeName.left);
    return module.kind === 'module' ? TYPES[`${module.name}.${typeName.right.name}`] : undefined;
  }
}

/** A module's part as the tables above have it. */
function keyOf(value: Value): string {
  return value.kind === 'module' ? [value.name, ...value.path].join('.') : '';
}

/** A cycle (`x = x || y`) adds nothing, so a node met again on the way is taken for nothing. */
function remember<T>(known: Map<Node, T | undefined>, node: Node, find: () => T | undefined): T | undefined {
  if (known.has(node)) return known.get(node);
  known.set(node, undefined);
  const found = find();
  known.set(node, found);
  return found;
}

function memberKey(key: Node): string | undefined {
  return key.type === 'Identifier' ? key.name : undefined;
}

function first<T, R>(items: readonly T[], find: (item: T) => R | undefined | null): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}

/** Whether a method of this name takes an event and a listener. */
export function isListening(method: string | undefined): boolean {
  return method !== undefined && SUBSCRIBING.has(method);
}
