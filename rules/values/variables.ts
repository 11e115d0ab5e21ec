import type { Node, NodeOf } from '../source/nodes';
import type { Variable } from '../source/source-file';
import { type Evaluator, withObjectAround } from './evaluator';
import { memberOf } from './members';
import { undeclaredModule } from './undeclared';
import { merge, moduleValue, NULLISH, REQUIRE, UNKNOWN, type Value } from './value';

const GLOBALS: Readonly<Record<string, Value>> = {
  undefined: NULLISH,
  require: REQUIRE,
  __non_webpack_require__: REQUIRE,
  module: { kind: 'moduleObject' },
  exports: { kind: 'exports' },
  global: { kind: 'global' },
  globalThis: { kind: 'global' },
  process: moduleValue('process'),
};

/** What a name stands for where it is used. */
export function identifierValue(node: NodeOf<'Identifier'>, evaluator: Evaluator): Value {
  const variable = evaluator.source.referenceAt(node)?.resolved;
  if (variable && variable.defs.length > 0) return variableValue(variable, node, evaluator);
  const withObject = withObjectAround(node, evaluator.source);
  if (withObject) return memberOf(evaluator.valueOf(withObject), node.name, evaluator);
  return Object.hasOwn(GLOBALS, node.name) ? GLOBALS[node.name]! : undeclaredValue(node.name, evaluator);
}

/** What a variable holds, whatever the place, or else at the one place that is asked about. */
export function variableValue(variable: Variable, at: Node, evaluator: Evaluator): Value {
  return evaluator.sourcesOf(variable).valueAt(at);
}

function undeclaredValue(name: string, evaluator: Evaluator): Value {
  const writes = evaluator.source.globalWrites(name).map(({ identifier }) => evaluator.valueBoundTo(identifier));
  if (writes.length > 0) return merge(writes);
  const member = memberOf({ kind: 'global' }, name, evaluator);
  return member.kind === 'unknown' ? (undeclaredModule(name, evaluator) ?? UNKNOWN) : member;
}
