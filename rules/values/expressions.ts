import type { Node, NodeOf, NodeType } from '../source/nodes';
import { listOf, workerIn } from './builtins';
import { callValue, constructionValue } from './calls';
import type { Evaluator } from './evaluator';
import { memberName } from './keys';
import { memberOf } from './members';
import { thisValue } from './this';
import { awaited, itemOf, merge, moduleValue, NULLISH, OPAQUE, promiseOf, textOf, UNKNOWN, type Value } from './value';
import { identifierValue } from './variables';

type Handlers = { [T in NodeType]?: (node: NodeOf<T>, evaluator: Evaluator) => Value };

const HANDLERS: Handlers = {
  Identifier: identifierValue,
  Literal: literalValue,
  TemplateLiteral: templateValue,
  BinaryExpression: concatenation,
  UnaryExpression: (node) => (node.operator === 'void' ? NULLISH : UNKNOWN),
  MemberExpression: memberValue,
  CallExpression: callValue,
  NewExpression: constructionValue,
  ImportExpression: (node, evaluator) => promiseOf(importedFrom(node.source, evaluator)),
  AwaitExpression: (node, evaluator) => awaited(evaluator.valueOf(node.argument)),
  AssignmentExpression: assignmentValue,
  LogicalExpression: logicalValue,
  ConditionalExpression: (node, evaluator) =>
    merge([evaluator.valueOf(node.consequent), evaluator.valueOf(node.alternate)]),
  SequenceExpression: (node, evaluator) => lastOf(node.expressions, evaluator),
  ThisExpression: thisValue,
  ObjectExpression: (node) => ({ kind: 'object', node }),
  ArrayExpression: arrayValue,
  FunctionExpression: (node) => ({ kind: 'function', node }),
  ArrowFunctionExpression: (node) => ({ kind: 'function', node }),
  ClassExpression: (node) => ({ kind: 'class', node }),
};

/** What an expression stands for, seen by its own kind alone; the evaluator remembers it. */
export function expressionValue(node: Node, evaluator: Evaluator): Value {
  const handler = HANDLERS[node.type] as ((node: Node, evaluator: Evaluator) => Value) | undefined;
  return handler ? handler(node, evaluator) : UNKNOWN;
}

/** The module that `require`, `import()` and their like get for a specifier. */
export function importedFrom(specifier: Node | undefined, evaluator: Evaluator): Value {
  const value = specifier ? evaluator.valueOf(specifier) : UNKNOWN;
  return value.kind === 'string' ? moduleValue(value.text) : UNKNOWN;
}

function literalValue(node: NodeOf<'Literal'>): Value {
  if (typeof node.value === 'string') return { kind: 'string', text: node.value };
  // A regular expression or a bigint can have the value null as well, where the engine lacks its syntax.
  return node.raw === 'null' ? NULLISH : UNKNOWN;
}

function templateValue(node: NodeOf<'TemplateLiteral'>, evaluator: Evaluator): Value {
  const parts = node.quasis.flatMap((quasi, index) => {
    const expression = node.expressions[index];
    return expression ? [quasi.value.cooked, textOf(evaluator.valueOf(expression))] : [quasi.value.cooked];
  });
  return joined(parts);
}

function concatenation(node: NodeOf<'BinaryExpression'>, evaluator: Evaluator): Value {
  if (node.operator !== '+') return UNKNOWN;
  const [left, right] = [evaluator.valueOf(node.left), evaluator.valueOf(node.right)];
  return joined([textOf(left), textOf(right)]);
}

function joined(parts: readonly (string | null | undefined)[]): Value {
  return parts.every((part) => typeof part === 'string') ? { kind: 'string', text: parts.join('') } : UNKNOWN;
}

function memberValue(node: NodeOf<'MemberExpression'>, evaluator: Evaluator): Value {
  const object = evaluator.valueOf(node.object);
  const name = memberName(node, evaluator);
  if (object.kind === 'module') {
    const worker = workerIn(object, node);
    if (worker) return worker;
  }
  if (name !== undefined) return memberOf(object, name, evaluator);
  if (object.kind === 'items') return object.of;
  return object.kind === 'opaque' ? OPAQUE : UNKNOWN;
}

function assignmentValue(node: NodeOf<'AssignmentExpression'>, evaluator: Evaluator): Value {
  if (node.operator === '=') return evaluator.valueOf(node.right);
  const isLogical = ['||=', '??=', '&&='].includes(node.operator);
  return isLogical ? merge([evaluator.valueOf(node.left), evaluator.valueOf(node.right)]) : UNKNOWN;
}

function logicalValue(node: NodeOf<'LogicalExpression'>, evaluator: Evaluator): Value {
  const left = evaluator.valueOf(node.left);
  // A module is never falsy, so what stands behind it is never reached.
  if (left.kind === 'module' && node.operator !== '&&') return left;
  const right = evaluator.valueOf(node.right);
  // `a && b` is either b, or a falsy value that nothing can be read from.
  return node.operator === '&&' ? right : merge([left, right]);
}

function arrayValue(node: NodeOf<'ArrayExpression'>, evaluator: Evaluator): Value {
  const hasSpread = node.elements.some((element) => element?.type === 'SpreadElement');
  if (hasSpread) return spreadValue(node, evaluator);
  return { kind: 'list', items: node.elements.map((element) => (element ? evaluator.valueOf(element) : NULLISH)) };
}

/** `[...list]`, where the items of the list are known. */
function spreadValue({ elements }: NodeOf<'ArrayExpression'>, evaluator: Evaluator): Value {
  const items = elements.map((element) => {
    if (!element) return NULLISH;
    return element.type === 'SpreadElement' ? itemOf(evaluator.valueOf(element.argument)) : evaluator.valueOf(element);
  });
  return listOf(merge(items)) ?? UNKNOWN;
}

function lastOf(expressions: readonly Node[], evaluator: Evaluator): Value {
  const last = expressions.at(-1);
  return last ? evaluator.valueOf(last) : UNKNOWN;
}
