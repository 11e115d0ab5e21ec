import type { Node, NodeOf } from '../source/nodes';
import { unwrap } from '../source/nodes';
import { isModule } from '../values/value';
import type { Guards } from './guards';
import { EVERYWHERE, NOWHERE, type Places } from './places';

const LEAVES = new Set(['ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement']);

/** Tells in which places the code after a statement is reached: not where the statement returns, throws or exits. */
export class Completion {
  readonly #known = new Map<Node, Places>();

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
        return this.#endsProcess(statement.expression) ? NOWHERE : EVERYWHERE;
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

  /** `process.exit()` and `process.abort()`. */
  #endsProcess(expression: Node): boolean {
    const node = unwrap(expression);
    if (node.type !== 'CallExpression') return false;
    const callee = this.guards.evaluator.valueOf(node.callee);
    return isModule(callee, 'process', 'exit') || isModule(callee, 'process', 'abort');
  }
}
