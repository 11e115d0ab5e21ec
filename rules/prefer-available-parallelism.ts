import { replace } from './fixes/edits';
import { importExport } from './fixes/imports';
import { outermostStatementAround } from './fixes/statements';
import type { ModuleReferences } from './module-references';
import type { Change, Report, Rule, RuleContext } from './rule';
import {
  ancestorsOf,
  type ClassNode,
  childrenOf,
  type FunctionNode,
  functionAround,
  isFunction,
  isInside,
  type Node,
  type NodeOf,
  unwrap,
  wrapped,
} from './source/nodes';
import type { FunctionUses } from './values/function-uses';
import { keyOf, memberName } from './values/keys';
import { isModule } from './values/value';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;

const LENGTH: ReadonlySet<string> = new Set(['length']);
const NEW: ReadonlySet<string> = new Set(['availableParallelism']);
/** Functions that make a number of a number. */
const NUMBER_FUNCTIONS = /^(Math\.\w+|Number|parseInt|parseFloat|Number\.\w+)$/;
/** What makes a list of as many items. */
const LIST_MAKERS = /^(Array|Array\.from)$/;
/** Pools that make as many threads or processes as an option or an argument says. */
const POOLS = new Set(['jest-worker', 'node-worker-threads-pool', 'piscina', 'throng', 'tinypool', 'workerpool']);

/** `os.cpus().length` as a number of workers: it counts processors that the process may not use. */
export const preferAvailableParallelism: Rule = {
  name: 'prefer-available-parallelism',
  severity: 'hint',
  description: '`os.cpus().length` as a number of workers or threads',
  hasFixes: true,
  check,
};

function* check({ references, roles, allowsNodeBefore }: RuleContext): Generator<Report> {
  // The new name is missing there.
  if (allowsNodeBefore('18.14.0')) return;
  for (const { node } of references.membersOf('cpus', LENGTH)) {
    if (isFallback(node, references) || !new CountFlow(references, roles.uses).reachesCount(node)) continue;
    yield {
      node: unwrap(node),
      message:
        'os.cpus().length counts all processors, also those that this process may not use: use os.availableParallelism().',
      fix: fixFor(node, references),
    };
  }
}

/** `os.availableParallelism?.() ?? os.cpus().length`, in whichever form. */
function isFallback(node: Node, references: ModuleReferences): boolean {
  const around = functionAround(node) ?? outermostStatementAround(node);
  return references.uses('os', NEW).some((use) => isInside(use.node, around));
}

/** Follows a number forward through a file, to where it says how many workers are made. */
class CountFlow {
  readonly #seen = new Set<Node>();
  readonly #pending: Node[] = [];

  constructor(
    readonly references: ModuleReferences,
    readonly uses: FunctionUses,
  ) {}

  reachesCount(origin: Node): boolean {
    this.#hold(origin);
    for (let node = this.#pending.pop(); node; node = this.#pending.pop()) if (this.#isCount(node)) return true;
    return false;
  }

  #hold(node: Node): void {
    const expression = wrapped(unwrap(node));
    if (this.#seen.has(expression)) return;
    this.#seen.add(expression);
    this.#pending.push(expression);
  }

  /** Whether a number counts workers right here; else what has the number too is looked at later. */
  #isCount(expression: Node): boolean {
    const { parent } = expression;
    switch (parent?.type) {
      case 'BinaryExpression':
        return /^(<=?|>=?|[!=]==?)$/.test(parent.operator) ? this.#bounds(parent) : this.#flowsTo(parent);
      case 'LogicalExpression':
      case 'UnaryExpression':
      case 'SequenceExpression':
        return this.#flowsTo(parent);
      case 'ConditionalExpression':
        return parent.test !== expression && this.#flowsTo(parent);
      case 'VariableDeclarator':
        return this.#bind(parent.id);
      case 'AssignmentExpression':
        return this.#assigned(parent, expression);
      case 'AssignmentPattern':
        return this.#bind(parent.left);
      case 'ReturnStatement':
        return this.#returned(functionAround(parent));
      case 'ArrowFunctionExpression':
        return this.#returned(parent);
      case 'CallExpression':
      case 'NewExpression':
        return parent.callee !== expression && this.#argument(parent, expression);
      default:
        return this.#held(parent, expression);
    }
  }

  #held(parent: Node | undefined, expression: Node): boolean {
    switch (parent?.type) {
      case 'Property':
        return this.#property(parent);
      case 'PropertyDefinition':
        return this.#read(keyOf(parent, this.references.evaluator));
      case 'WhileStatement':
      case 'DoWhileStatement':
        // `while (count--)`.
        return parent.test === expression && this.#makes(parent.body);
      case 'UpdateExpression':
        return this.#flowsTo(parent);
      case 'ForStatement':
        return parent.test === expression && this.#makes(parent.body);
      default:
        return false;
    }
  }

  #flowsTo(node: Node): false {
    this.#hold(node);
    return false;
  }

  #assigned(assignment: NodeOf<'AssignmentExpression'>, expression: Node): boolean {
    if (assignment.right !== expression) return false;
    this.#hold(assignment);
    return this.#bind(assignment.left);
  }

  #bind(pattern: Node): false {
    const target = unwrap(pattern);
    if (target.type === 'MemberExpression') return this.#read(memberName(target, this.references.evaluator));
    if (target.type === 'TSParameterProperty') return this.#bind(target.parameter);
    if (target.type === 'AssignmentPattern') return this.#bind(target.left);
    if (target.type !== 'Identifier') return false;
    const { source } = this.references;
    const variable = source.variableDeclaredBy(target) ?? source.referenceAt(target)?.resolved;
    for (const reference of variable?.references ?? []) if (reference.isRead()) this.#hold(reference.identifier);
    return false;
  }

  /** Whatever has a property of the name: two of one name in a file are seldom two numbers. */
  #read(name: string | undefined): false {
    if (name === undefined) return false;
    for (const reader of this.uses.readersOf(name, undefined) ?? []) {
      if (reader.type === 'Property') this.#bind(reader.value);
      else this.#hold(reader);
    }
    return false;
  }

  #returned(owner: Node | undefined): false {
    if (!owner || !isFunction(owner)) return false;
    for (const use of this.uses.usesOf(owner) ?? []) {
      const call = wrapped(use.node).parent;
      const calls = call?.type === 'CallExpression' && call.callee === wrapped(use.node);
      this.#hold(calls ? call : use.node);
    }
    return false;
  }

  #argument(call: Call, expression: Node): boolean {
    const text = this.references.source.textOf(unwrap(call.callee));
    if (NUMBER_FUNCTIONS.test(text)) return this.#flowsTo(call);
    if (LIST_MAKERS.test(text)) return this.#makes(statementOf(call));
    const target = this.references.valueOf(call.callee);
    if (target.kind === 'module') return POOLS.has(target.name);
    const parameter = this.#calledBy(call)?.params[call.arguments.indexOf(expression as never)];
    return parameter ? this.#bind(parameter) : false;
  }

  /** `{ length: count }` of `Array.from`, an option of a pool, or a record of the file's own. */
  #property(property: NodeOf<'Property'>): boolean {
    if (property.parent.type === 'ObjectPattern') return false;
    const name = keyOf(property, this.references.evaluator);
    const call = wrapped(property.parent).parent;
    if (!call || !isCall(call)) return this.#read(name);
    const isList = name === 'length' && LIST_MAKERS.test(this.references.source.textOf(unwrap(call.callee)));
    if (isList) return this.#makes(statementOf(call));
    const target = this.references.valueOf(call.callee);
    return target.kind === 'module' ? POOLS.has(target.name) : this.#read(name);
  }

  /** A comparison: of a loop, of an `if`, or of `a < count && fork()`. */
  #bounds(comparison: Node): boolean {
    for (const ancestor of ancestorsOf(wrapped(comparison))) {
      if (/^(LogicalExpression|UnaryExpression|ChainExpression)$/.test(ancestor.type)) continue;
      const test = 'test' in ancestor ? ancestor.test : undefined;
      const isTest = test && isInside(comparison, test as Node);
      return (isTest || ancestor.type === 'ExpressionStatement') && this.#makes(ancestor);
    }
    return false;
  }

  /** Whether a piece of code makes workers, threads or children, also in the functions that it calls. */
  #makes(code: Node, visited = new Set<Node>()): boolean {
    if (visited.has(code)) return false;
    visited.add(code);
    const pending: Node[] = [code];
    for (let node = pending.pop(); node; node = pending.pop()) {
      if (isCall(node) && this.#callMakes(node, visited)) return true;
      pending.push(...childrenOf(node));
    }
    return false;
  }

  #callMakes(call: Call, visited: Set<Node>): boolean {
    const made = this.references.valueOf(call);
    if (made.kind === 'builtin' && /^(worker|thread|child)$/.test(made.type)) return true;
    const body = this.#calledBy(call)?.body;
    return body ? this.#makes(body, visited) : false;
  }

  /** The function of the file that a call runs, also as the constructor of a class. */
  #calledBy({ callee }: Call): FunctionNode | undefined {
    const target = this.references.valueOf(callee);
    if (target.kind === 'function') return target.node;
    return target.kind === 'class' ? constructorOf(target.node) : undefined;
  }
}

function isCall(node: Node): node is Call {
  return node.type === 'CallExpression' || node.type === 'NewExpression';
}

function constructorOf(owner: ClassNode): NodeOf<'FunctionExpression'> | undefined {
  const member = owner.body.body.find((item) => item.type === 'MethodDefinition' && item.kind === 'constructor');
  return member?.type === 'MethodDefinition' && member.value.type === 'FunctionExpression' ? member.value : undefined;
}

/** The statement around a call, but for what stands in blocks of its own. */
function statementOf(call: Node): Node {
  let current = call;
  for (const ancestor of ancestorsOf(call)) {
    if (/Statement$|^VariableDeclaration$|^Program$/.test(ancestor.type))
      return ancestor.type === 'Program' ? current : ancestor;
    current = ancestor;
  }
  return current;
}

/** `os.cpus().length` as a whole; a list that has a name of its own is left to a person. */
function fixFor(node: Node, references: ModuleReferences): Change | null {
  const member = unwrap(node);
  const call = member.type === 'MemberExpression' ? unwrap(member.object) : undefined;
  if (call?.type !== 'CallExpression' || !isModule(references.valueOf(call.callee), 'os', 'cpus')) return null;
  const title = 'Use os.availableParallelism()';
  const callee = unwrap(call.callee);
  if (callee.type === 'MemberExpression') {
    if (callee.optional || callee.computed) return null;
    const text = `${references.source.textOf(callee.object)}.availableParallelism()`;
    return { title, edits: [replace(wrapped(member), text)] };
  }
  const imported = callee.type === 'Identifier' ? importExport('os', 'availableParallelism', node, references) : null;
  return imported && { title, edits: [...imported.edits, replace(wrapped(member), `${imported.text}()`)] };
}
