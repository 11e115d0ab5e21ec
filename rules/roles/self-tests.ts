import type { Roles } from '../roles';
import { ancestorsOf, childrenOf, isClass, isFunction, type Node, type NodeOf, unwrap } from '../source/nodes';
import type { Variable } from '../source/source-file';
import { isGlobalNamed } from '../values/calls';
import type { Evaluator } from '../values/evaluator';
import { memberName } from '../values/keys';
import { NOWHERE } from './places';

/** Modules whose exports are the same in a thread, or that `Roles` knows about already. */
const SAME_IN_THREADS = new Set(['assert', 'cluster', 'crypto', 'events', 'os', 'path', 'perf_hooks', 'url', 'util']);
/** Properties of `process` that tell nothing of the thread. */
const SAME_OF_PROCESS = new Set([
  ...['abort', 'cwd', 'exit', 'exitCode', 'hrtime', 'memoryUsage', 'nextTick', 'on', 'once', 'pid', 'platform'],
  ...['stderr', 'stdout', 'uptime', 'version', 'versions'],
]);
/** Globals of the language. Others may be there in one place only. */
const LANGUAGE = new Set([
  ...['Array', 'Boolean', 'Date', 'Infinity', 'JSON', 'Map', 'Math', 'NaN', 'Number', 'Object', 'Promise', 'Set'],
  ...[
    'String',
    'console',
    'isNaN',
    'parseInt',
    'performance',
    'setImmediate',
    'setInterval',
    'setTimeout',
    'undefined',
  ],
]);
const LEAVES = new Set(['ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement']);

/**
 * Looks for what may decide that a thread does not come to a node, beyond what roles know: a condition on `process.env`,
 * `process.argv`, `workerData`, what another file says, what a caller hands in.
 */
export class SelfTests {
  readonly #seen = new Set<Variable | string>();

  readonly evaluator: Evaluator;

  constructor(readonly roles: Roles) {
    this.evaluator = roles.evaluator;
  }

  /** Whether a condition between a node and something around it may decide. */
  mayDecide(node: Node, outer: Node | undefined): boolean {
    let child = node;
    for (const parent of ancestorsOf(node)) {
      if (this.#decides(parent, child)) return true;
      if (parent === outer) return false;
      child = parent;
    }
    return false;
  }

  #decides(parent: Node, child: Node): boolean {
    switch (parent.type) {
      case 'IfStatement':
      case 'ConditionalExpression':
        return child !== parent.test && this.#testTells(parent.test);
      case 'LogicalExpression':
        return child === parent.right && this.#testTells(parent.left);
      case 'WhileStatement':
        return child === parent.body && this.#tells(parent.test);
      case 'SwitchStatement':
        return child !== parent.discriminant && this.#tells(parent.discriminant);
      // What fails in one place only, as `parentPort.on` does in the main thread, leads here.
      case 'CatchClause':
        return true;
      case 'Program':
      case 'BlockStatement':
      case 'StaticBlock':
        return this.#endsBefore(parent.body, child);
      case 'SwitchCase':
        return child !== parent.test && this.#endsBefore(parent.consequent, child);
      default:
        return false;
    }
  }

  /** What a role alone decides is known already: `isMainThread`, and not `workerData`, which the main thread can have. */
  #testTells(test: Node): boolean {
    return !this.#isOfRoles(test) && this.#tells(test);
  }

  #isOfRoles(test: Node): boolean {
    const { whenTrue, whenFalse } = this.roles.truthOf(test);
    return (whenTrue & whenFalse) === NOWHERE;
  }

  #endsBefore(statements: readonly Node[], child: Node): boolean {
    const index = statements.indexOf(child);
    return statements.slice(0, Math.max(index, 0)).some((statement) => this.#endTells(statement));
  }

  /** Whether a statement may end the code after it for a reason that roles don't know. */
  #endTells(statement: Node): boolean {
    if (LEAVES.has(statement.type) || statement.type === 'ExpressionStatement' || !this.#mayEnd(statement))
      return false;
    if (statement.type === 'BlockStatement') return statement.body.some((inner) => this.#endTells(inner));
    if (statement.type !== 'IfStatement' || !this.#isOfRoles(statement.test)) return this.#tells(statement);
    return this.#endTells(statement.consequent) || (statement.alternate ? this.#endTells(statement.alternate) : false);
  }

  #mayEnd(node: Node): boolean {
    if (isFunction(node) || isClass(node)) return false;
    if (LEAVES.has(node.type) || this.#exits(node)) return true;
    return childrenOf(node).some((child) => this.#mayEnd(child));
  }

  #exits(node: Node): boolean {
    if (node.type !== 'CallExpression') return false;
    const callee = unwrap(node.callee);
    return callee.type === 'MemberExpression' && /^(exit|abort)$/.test(memberName(callee, this.evaluator) ?? '');
  }

  #tells(node: Node): boolean {
    if (isFunction(node) || isClass(node)) return false;
    switch (node.type) {
      case 'Identifier':
        return this.#nameTells(node);
      case 'MemberExpression':
        return this.#memberTells(node);
      case 'MetaProperty':
      case 'ImportExpression':
        return true;
      case 'CallExpression':
        return this.#callTells(node);
      default:
        return childrenOf(node).some((child) => this.#tells(child));
    }
  }

  #nameTells(node: NodeOf<'Identifier'>): boolean {
    const reference = this.evaluator.source.referenceAt(node);
    if (!reference) return false;
    const { resolved } = reference;
    if (!resolved || resolved.defs.length === 0) return !LANGUAGE.has(node.name);
    const value = this.evaluator.valueOf(node);
    if (value.kind === 'module') return !SAME_IN_THREADS.has(value.name);
    if (this.#seen.has(resolved)) return false;
    this.#seen.add(resolved);
    return resolved.defs.some(({ type, node }) => this.#definitionTells(type, node)) || this.#writesTell(resolved);
  }

  #definitionTells(type: string, node: Node): boolean {
    if (type === 'Parameter' || type === 'ImportBinding') return true;
    if (node.type === 'VariableDeclarator') return node.init ? this.#tells(node.init) : false;
    return node.type === 'FunctionDeclaration' && node.body ? this.#tells(node.body) : false;
  }

  #writesTell({ references }: Variable): boolean {
    return references.some(({ init, writeExpr }) => !init && writeExpr && this.#tells(writeExpr));
  }

  #memberTells(node: NodeOf<'MemberExpression'>): boolean {
    const value = this.evaluator.valueOf(node);
    if (value.kind === 'module') {
      if (value.name === 'process') return !SAME_OF_PROCESS.has(value.path[0] ?? '');
      return !SAME_IN_THREADS.has(value.name);
    }
    if (unwrap(node.object).type !== 'ThisExpression') return this.#tells(node.object) || this.#keyTells(node);
    const name = memberName(node, this.evaluator);
    return name === undefined || this.#propertyTells(name);
  }

  #keyTells({ computed, property }: NodeOf<'MemberExpression'>): boolean {
    return computed && this.#tells(property);
  }

  /** A property of `this`: by all that the file puts there. */
  #propertyTells(name: string): boolean {
    if (this.#seen.has(name)) return false;
    this.#seen.add(name);
    return this.evaluator.assignmentsTo(name).some(({ right }) => this.#tells(right));
  }

  /** What a method is asked with only matters for what it is asked of: `this.workers.includes(worker)`. */
  #callTells({ callee, arguments: args }: NodeOf<'CallExpression'>): boolean {
    const target = unwrap(callee);
    if (target.type === 'MemberExpression' && !this.#isParameter(target.object)) return this.#tells(target);
    return this.#functionTells(target) || args.some((argument) => this.#tells(argument));
  }

  #functionTells(callee: Node): boolean {
    const { kind } = this.evaluator.valueOf(callee);
    const isRequire = kind === 'require' || isGlobalNamed(callee, 'require', this.evaluator);
    return isRequire || this.#tells(callee);
  }

  #isParameter(node: Node): boolean {
    const [definition] = this.evaluator.source.referenceAt(unwrap(node))?.resolved?.defs ?? [];
    return definition?.type === 'Parameter';
  }
}
