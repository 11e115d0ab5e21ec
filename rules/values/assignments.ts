import type { NodeOf } from '../source/nodes';
import { unwrap } from '../source/nodes';
import type { Evaluator } from './evaluator';
import { same, type Value } from './value';

type Assignment = NodeOf<'AssignmentExpression'>;

/** An assignment, and the object that it puts something into. */
interface Put {
  readonly object: Value;
  readonly assignment: Assignment;
}

/**
 * The assignments to a property of one name, by the object they put it into. The object of each is found when it is first
 * asked for, and only once, so that many objects with a property of one name don't look at each other's assignments.
 */
export class AssignmentsByObject {
  readonly #found = new Map<unknown, Put[]>();
  /** Those whose object was asked for while it was being found: it can turn out to be more than it seemed. */
  readonly #doubtful: Put[] = [];
  readonly #pending: Assignment[];

  constructor(
    assignments: readonly Assignment[],
    readonly evaluator: Evaluator,
  ) {
    this.#pending = assignments.toReversed();
  }

  to(object: Value): Assignment[] {
    this.#sort();
    const candidates = [...(this.#found.get(keyOf(object)) ?? []), ...this.#doubtful];
    return candidates.filter((candidate) => isSameObject(candidate.object, object)).map(({ assignment }) => assignment);
  }

  /** Finding one object can ask for others on the way: each call goes on with what no other has taken. */
  #sort(): void {
    this.#pending.push(...this.#doubtful.splice(0).map(({ assignment }) => assignment));
    for (let next = this.#pending.pop(); next; next = this.#pending.pop()) {
      const target = unwrap(next.left);
      if (target.type !== 'MemberExpression') continue;
      const { circles } = this.evaluator;
      const put = { object: this.evaluator.valueOf(target.object), assignment: next };
      if (this.evaluator.circles === circles) this.#keep(put);
      else this.#doubtful.push(put);
    }
  }

  #keep(put: Put): void {
    const key = keyOf(put.object);
    const known = this.#found.get(key);
    if (known) known.push(put);
    else this.#found.set(key, [put]);
  }
}

/** What two values that are the same object have in common. */
function keyOf(object: Value): unknown {
  return 'node' in object ? object.node : object.kind;
}

/** What is put on a prototype is found on its instances. */
function isSameObject(target: Value, object: Value): boolean {
  if (target.kind === 'prototype' && object.kind === 'instance') return target.node === object.node;
  return same(target, object);
}
