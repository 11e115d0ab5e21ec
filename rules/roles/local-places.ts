import type { Node, NodeOf } from '../source/nodes';
import { isFunction, unwrap } from '../source/nodes';
import { Completion } from './completion';
import type { Guards } from './guards';
import { EVERYWHERE, NOT_TOLD, NOWHERE, not, type Places, type Truth } from './places';

/** Tells which places can run a node, by the guards between it and the function (or file) that it stands in. */
export class LocalPlaces {
  readonly #places = new Map<Node, Places>();
  /** For each list of statements, the places that reach each of them. */
  readonly #reached = new Map<readonly Node[], Map<Node, Places>>();

  readonly #completion: Completion;

  constructor(readonly guards: Guards) {
    this.#completion = new Completion(guards);
  }

  placesOf(node: Node): Places {
    const path: Node[] = [];
    let current: Node | undefined = node;
    while (current?.parent && !isFunction(current.parent) && !this.#places.has(current)) {
      path.push(current);
      current = current.parent;
    }
    let places = (current && this.#places.get(current)) ?? EVERYWHERE;
    for (const step of path.reverse()) {
      places &= this.#allowedBy(step.parent!, step);
      this.#places.set(step, places);
    }
    return places;
  }

  /** The places in which a node runs a child. */
  #allowedBy(parent: Node, child: Node): Places {
    switch (parent.type) {
      case 'IfStatement':
      case 'ConditionalExpression':
        return this.#branch(parent, child);
      case 'LogicalExpression':
        return this.#operand(parent, child);
      case 'WhileStatement':
      case 'ForStatement':
        return child === parent.body && parent.test ? this.guards.truthOf(parent.test).whenTrue : EVERYWHERE;
      case 'Program':
      case 'BlockStatement':
      case 'StaticBlock':
        return this.#statement(parent.body, child);
      case 'SwitchCase':
        return child === parent.test ? EVERYWHERE : this.#statement(parent.consequent, child);
      case 'CallExpression':
        return child === parent.callee ? EVERYWHERE : this.#argument(parent.callee);
      case 'SwitchStatement':
        return child === parent.discriminant ? EVERYWHERE : this.#case(parent, child);
      default:
        return EVERYWHERE;
    }
  }

  #branch({ test, consequent }: NodeOf<'IfStatement' | 'ConditionalExpression'>, child: Node): Places {
    if (child === test) return EVERYWHERE;
    const { whenTrue, whenFalse } = this.guards.truthOf(test);
    return child === consequent ? whenTrue : whenFalse;
  }

  #operand({ operator, left, right }: NodeOf<'LogicalExpression'>, child: Node): Places {
    if (child !== right || operator === '??') return EVERYWHERE;
    const { whenTrue, whenFalse } = this.guards.truthOf(left);
    return operator === '&&' ? whenTrue : whenFalse;
  }

  /** `parentPort.on('message', …)`: a listener runs where there is what it listens to. */
  #argument(callee: Node): Places {
    const member = unwrap(callee);
    return member.type === 'MemberExpression' ? this.guards.placesWithMembers(member.object) : EVERYWHERE;
  }

  /** Declared functions are there from the start, so what ends the code before them is nothing to them. */
  #statement(statements: readonly Node[], child: Node): Places {
    if (child.type === 'FunctionDeclaration') return EVERYWHERE;
    let reached = this.#reached.get(statements);
    if (!reached) {
      reached = new Map();
      let places = EVERYWHERE;
      for (const statement of statements) {
        reached.set(statement, places);
        places &= this.#completion.placesAfter(statement);
      }
      this.#reached.set(statements, reached);
    }
    return reached.get(child) ?? EVERYWHERE;
  }

  /** `switch (true)` and `switch (cluster.isPrimary)`: a case runs by its own test, or after the one that falls into it. */
  #case({ discriminant, cases }: NodeOf<'SwitchStatement'>, child: Node): Places {
    const unmatched = cases.reduce(
      (places, { test }) => places & this.#matches(discriminant, test).whenFalse,
      EVERYWHERE,
    );
    let untested = EVERYWHERE;
    let fallen = NOWHERE;
    for (const candidate of cases) {
      const { whenTrue, whenFalse } = this.#matches(discriminant, candidate.test);
      const entered = fallen | (candidate.test ? untested & whenTrue : unmatched);
      if (candidate === child) return entered;
      untested &= whenFalse;
      fallen = entered & this.#completion.placesAfterAll(candidate.consequent);
    }
    return EVERYWHERE;
  }

  #matches(discriminant: Node, test: Node | null): Truth {
    if (!test) return NOT_TOLD;
    if (isBoolean(discriminant)) return turned(this.guards.truthOf(test), discriminant.value);
    return isBoolean(test) ? turned(this.guards.truthOf(discriminant), test.value) : NOT_TOLD;
  }
}

function turned(truth: Truth, isTrue: boolean): Truth {
  return isTrue ? truth : not(truth);
}

function isBoolean(node: Node): node is NodeOf<'Literal'> & { value: boolean } {
  return node.type === 'Literal' && typeof node.value === 'boolean';
}
