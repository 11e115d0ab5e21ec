import type { FunctionNode, Node, NodeOf } from '../source/nodes';
import { unwrap } from '../source/nodes';
import { isModule } from '../values/value';
import type { Guards } from './guards';
import { EVERYWHERE, NOWHERE, type Places } from './places';

const LEAVES = new Set(['ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement']);
const MAX_DEPTH = 10;

/** Tells in which places the code after a statement is reached: not where the statement returns, throws or exits. */
export class Completion {
  readonly #known = new Map<Node, Places>();
  /** How many functions deep the calls go that are looked into. */
  #depth = 0;

  constructor(readonly guards: Guards) {}

  placesAfter(statement: Node): Places {
    const known = this.#known.get(statement);
    if (known !== undefined) return known;
    const places = this.#find(statement);
    this.#known.set(statement, places);
    return places;
  }

  placesAfterAll(statements: readonly Node[]): Places {
    return statements.reduce((places, statement) => places & this.placesAfter(statement), EVERYWHERE);
  }

  #find(statement: Node): Places {
    if (LEAVES.has(statement.type)) return NOWHERE;
    switch (statement.type) {
      case 'BlockStatement':
        return this.placesAfterAll(statement.body);
      case 'IfStatement':
        return this.#afterIf(statement);
      case 'TryStatement':
        return this.#afterTry(statement);
      case 'ExpressionStatement':
        return this.#afterExpression(unwrap(statement.expression), statement.expression.type === 'ChainExpression');
      default:
        return EVERYWHERE;
    }
  }

  #afterIf({ test, consequent, alternate }: NodeOf<'IfStatement'>): Places {
    const { whenTrue, whenFalse } = this.guards.truthOf(test);
    const otherwise = alternate ? this.placesAfter(alternate) : EVERYWHERE;
    return (whenTrue & this.placesAfter(consequent)) | (whenFalse & otherwise);
  }

  #afterTry({ block, handler, finalizer }: NodeOf<'TryStatement'>): Places {
    const tried = this.placesAfter(block) | (handler ? this.placesAfter(handler.body) : NOWHERE);
    return finalizer ? tried & this.placesAfter(finalizer) : tried;
  }

  /**
   * `process.exit()`, `process.abort()`, and functions of the file that surely end so, or throw; also `parentPort.on(…)`,
   * which throws where there is no such port.
   */
  #afterExpression(node: Node, isOptional: boolean): Places {
    if (node.type !== 'CallExpression' || isOptional) return EVERYWHERE;
    const callee = this.guards.evaluator.valueOf(node.callee);
    if (isModule(callee, 'process', 'exit') || isModule(callee, 'process', 'abort')) return NOWHERE;
    if (callee.kind === 'function') return this.#afterCallOf(callee.node);
    const member = unwrap(node.callee);
    return member.type === 'MemberExpression' ? this.guards.placesWithMembers(member.object) : EVERYWHERE;
  }

  /** What an `async` function throws, and where it exits, comes at a time that its caller may not wait for. */
  #afterCallOf({ async, generator, body }: FunctionNode): Places {
    if (async || generator || !body) return EVERYWHERE;
    if (body.type !== 'BlockStatement') return this.#afterExpression(unwrap(body), body.type === 'ChainExpression');
    const known = this.#known.get(body);
    if (known !== undefined) return known;
    if (this.#depth >= MAX_DEPTH) return EVERYWHERE;
    // One that calls itself tells nothing on the way round.
    this.#known.set(body, EVERYWHERE);
    const returns = this.guards.evaluator.returnsOf(body.parent as FunctionNode).length > 0;
    this.#depth++;
    const places = returns ? EVERYWHERE : this.placesAfterAll(body.body);
    this.#depth--;
    this.#known.set(body, places);
    return places;
  }
}
