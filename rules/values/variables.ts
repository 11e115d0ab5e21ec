import type { Definition } from '@typescript-eslint/scope-manager';
import type { Node, NodeOf } from '../source/nodes';
import { ancestorsOf, functionAround, isClass, isFunction, isInside } from '../source/nodes';
import type { Variable } from '../source/source-file';
import { type Evaluator, withObjectAround } from './evaluator';
import { memberOf } from './members';
import { undeclaredModule } from './undeclared';
import { merge, moduleValue, NULLISH, REQUIRE, UNKNOWN, type Value } from './value';

/** One place that puts a value into a variable. */
interface Source {
  readonly at: Node;
  readonly value: Value;
}

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
  const withObject = withObjectAround(node);
  if (withObject) return memberOf(evaluator.valueOf(withObject), node.name, evaluator);
  return Object.hasOwn(GLOBALS, node.name) ? GLOBALS[node.name]! : undeclaredValue(node.name, evaluator);
}

/** What a variable holds, whatever the place, or else at the one place that is asked about. */
export function variableValue(variable: Variable, at: Node, evaluator: Evaluator): Value {
  const sources = sourcesOf(variable, evaluator);
  const merged = merge(sources.map(({ value }) => value));
  if (merged.kind !== 'unknown' || sources.length < 2) return merged;
  return merge(reaching(sources, at).map(({ value }) => value));
}

function undeclaredValue(name: string, evaluator: Evaluator): Value {
  const writes = evaluator.source.globalWrites(name).map(({ identifier }) => evaluator.valueBoundTo(identifier));
  if (writes.length > 0) return merge(writes);
  const member = memberOf({ kind: 'global' }, name, evaluator);
  return member.kind === 'unknown' ? (undeclaredModule(name, evaluator) ?? UNKNOWN) : member;
}

function sourcesOf(variable: Variable, evaluator: Evaluator): Source[] {
  const defined = variable.defs.map((definition) => ({
    at: definition.name,
    value: definedValue(definition, evaluator),
  }));
  const written = variable.references
    .filter((reference) => reference.isWrite() && !reference.init)
    .map(({ identifier }) => ({ at: identifier, value: writtenValue(identifier, evaluator) }));
  return [...defined, ...written];
}

function definedValue({ node, name }: Definition, evaluator: Evaluator): Value {
  if (node.type === 'FunctionDeclaration') {
    return name === node.id ? { kind: 'function', node } : evaluator.valueBoundTo(name);
  }
  if (isClass(node)) return { kind: 'class', node };
  if (isFunction(node) && node.id === name) return { kind: 'function', node };
  return evaluator.valueBoundTo(name);
}

function writtenValue(identifier: Node, evaluator: Evaluator): Value {
  const { parent } = identifier;
  if (parent?.type === 'AssignmentExpression' && parent.left === identifier) return evaluator.valueOf(parent);
  return parent?.type === 'UpdateExpression' ? UNKNOWN : evaluator.valueBoundTo(identifier);
}

/**
 * The sources whose value a use can see, where all stand in the function of the use: those before it, from the last one
 * that surely runs. All of them otherwise, as functions run in an order that the file does not tell.
 */
function reaching(sources: readonly Source[], at: Node): readonly Source[] {
  const home = functionAround(at);
  if (sources.some((source) => functionAround(source.at) !== home)) return sources;
  const before = sources.filter((source) => source.at.range[0] < at.range[0]);
  const last = before.findLastIndex((source) => alwaysRunsBefore(source.at, at));
  if (last < 0) return sources;
  const after = sources.filter((source) => source.at.range[0] > at.range[0]);
  const again = after.filter((source) => sharesLoop(source.at, at));
  return [...before.slice(last), ...again];
}

/** Whether a declaration or assignment is a statement of its own in a block around the use. */
function alwaysRunsBefore(write: Node, at: Node): boolean {
  for (const ancestor of ancestorsOf(write)) {
    if (ancestor.type === 'BlockStatement' || ancestor.type === 'Program') return isInside(at, ancestor);
    const isPartOfWrite = /^(VariableDeclarat|AssignmentExpr|AssignmentPattern|Expression|Object|Array|Prop|Import)/;
    if (!isPartOfWrite.test(ancestor.type)) return false;
  }
  return false;
}

function sharesLoop(a: Node, b: Node): boolean {
  for (const ancestor of ancestorsOf(a)) {
    const isLoop = /^(For|While|DoWhile)/.test(ancestor.type);
    if (isLoop && isInside(b, ancestor)) return true;
  }
  return false;
}
