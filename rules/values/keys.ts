import type { Node } from '../source/nodes';
import { unwrap } from '../source/nodes';
import type { Evaluator } from './evaluator';
import { textOf } from './value';

type Keyed = { readonly key: Node; readonly computed: boolean };

/** The name that a property, a class member or a pattern's property goes by, where the file tells. Private names keep their `#`. */
export function keyOf(node: Keyed, evaluator: Evaluator): string | undefined {
  return nameOf(node.key, node.computed, evaluator);
}

/** The name that a member expression reads, where the file tells. */
export function memberName(
  node: { readonly property: Node; readonly computed: boolean },
  evaluator: Evaluator,
): string | undefined {
  return nameOf(node.property, node.computed, evaluator);
}

function nameOf(key: Node, computed: boolean, evaluator: Evaluator): string | undefined {
  if (computed) return constantKey(unwrap(key), evaluator);
  if (key.type === 'Identifier') return key.name;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return key.type === 'Literal' ? String(key.value) : undefined;
}

function constantKey(key: Node, evaluator: Evaluator): string | undefined {
  if (key.type === 'Literal') return String(key.value);
  return textOf(evaluator.valueOf(key));
}
