import type { Access, Listener, MethodCall } from '../instances';
import type { Node, NodeOf } from '../source/nodes';
import { unwrap } from '../source/nodes';
import type { Evaluator } from '../values/evaluator';
import type { FunctionUses } from '../values/function-uses';
import { textOf } from '../values/value';

/** An expression that holds the object, or something (a list, a promise, a record) that the object is in. */
export interface Holder {
  readonly node: Node;
  readonly isAround: boolean;
}

/** How many expressions may still be followed in a file. Code that a person wrote needs some hundreds. */
export interface Budget {
  left: number;
}

/** What was found on the way of one object through a file, and where to go on. */
export class Trail {
  readonly calls: MethodCall[] = [];
  readonly listeners: Listener[] = [];
  readonly accesses: Access[] = [];
  /** The variables that hold it and nothing around it. */
  readonly names: NodeOf<'Identifier'>[] = [];
  readonly escapes: Node[] = [];
  readonly #seen = new Set<Node>();
  readonly #pending: Holder[] = [];

  constructor(
    readonly evaluator: Evaluator,
    readonly uses: FunctionUses,
    readonly budget: Budget,
  ) {}

  /** The object is, or is in, what an expression stands for: to be followed from there. */
  hold(node: Node, isAround: boolean): void {
    const inner = unwrap(node);
    if (this.#seen.has(inner)) return;
    this.#seen.add(inner);
    this.#pending.push({ node: inner, isAround });
  }

  /** What to follow next. Where too much was followed, the rest is out of sight. */
  next(): Holder | undefined {
    const holder = this.#pending.pop();
    if (!holder || this.budget.left-- > 0) return holder;
    this.escapes.push(holder.node);
    return undefined;
  }

  access(name: string | undefined, node: Node, isWrite: boolean): void {
    this.accesses.push({ name, node, isWrite });
  }

  textOf(node: Node | undefined): string | undefined {
    return node && textOf(this.evaluator.valueOf(node));
  }
}
