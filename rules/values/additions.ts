import { groupBy } from '../source/group-by';
import type { Node, NodeOf } from '../source/nodes';
import { unwrap } from '../source/nodes';
import type { Variable } from '../source/source-file';
import { listOf } from './builtins';
import type { Evaluator } from './evaluator';
import { memberName } from './keys';
import { itemOf, merge, UNKNOWN, type Value } from './value';

/** A place that puts items into a list: `list.push(…)`, `list.unshift(…)` or `list[i] = …`. */
interface Addition {
  readonly list: Node;
  readonly items: readonly Node[];
}

/** What is put into the lists of a file after they are made. */
export class Additions {
  readonly #toVariables: Map<Variable, Addition[]>;
  readonly #toProperties: Map<string, Addition[]>;

  constructor(readonly evaluator: Evaluator) {
    const all = [...additionsIn(evaluator)];
    this.#toVariables = groupBy(all, ({ list }) =>
      list.type === 'Identifier' ? (evaluator.source.referenceAt(list)?.resolved ?? undefined) : undefined,
    );
    this.#toProperties = groupBy(all, ({ list }) =>
      list.type === 'MemberExpression' && !list.computed ? memberName(list, evaluator) : undefined,
    );
  }

  /** A list that a variable holds, with what is added to it. Anything else stays as it is. */
  toVariable(variable: Variable, list: Value): Value {
    return this.#with(this.#toVariables.get(variable), list);
  }

  /** Likewise for a list under a property, where what is added to properties of this name is of one type. */
  toProperty(name: string, list: Value): Value {
    return this.#with(this.#toProperties.get(name), list);
  }

  #with(additions: readonly Addition[] | undefined, list: Value): Value {
    if (!additions || (list.kind !== 'list' && list.kind !== 'items')) return list;
    const items = additions.flatMap((addition) => addition.items).map((item) => this.#itemFrom(item));
    return merge([list, ...items.map((item) => listOf(item) ?? UNKNOWN)]);
  }

  #itemFrom(item: Node): Value {
    return item.type === 'SpreadElement' ? itemOf(this.evaluator.valueOf(item.argument)) : this.evaluator.valueOf(item);
  }
}

function* additionsIn({ source: { nodes } }: Evaluator): Generator<Addition> {
  for (const call of nodes.ofType('CallExpression')) {
    const callee = unwrap(call.callee);
    if (callee.type === 'MemberExpression' && isAdder(callee)) {
      yield { list: unwrap(callee.object), items: call.arguments };
    }
  }
  for (const { left, right } of nodes.ofType('AssignmentExpression')) {
    const target = unwrap(left);
    const isElement = target.type === 'MemberExpression' && target.computed && !isText(target.property);
    if (isElement) yield { list: unwrap(target.object), items: [right] };
  }
}

function isAdder({ computed, property }: NodeOf<'MemberExpression'>): boolean {
  return !computed && property.type === 'Identifier' && (property.name === 'push' || property.name === 'unshift');
}

function isText(key: Node): boolean {
  return key.type === 'Literal' && typeof key.value === 'string';
}
