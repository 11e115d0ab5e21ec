import type { Node, NodeOf, NodeType } from '../source/nodes';
import type { Evaluator } from './evaluator';
import { memberOf } from './members';
import { merge, moduleValue, NULLISH, OPAQUE, promiseOf, UNKNOWN, type Value } from './value';

type Handlers = { [T in NodeType]?: (node: NodeOf<T>, evaluator: Evaluator) => Value };

/** Types that change nothing about which properties there are, or only their types. */
const TRANSPARENT = new Set(['Readonly', 'Partial', 'Required', 'NonNullable', 'Awaited', 'Pick', 'Omit']);
const PROMISES = new Set(['Promise', 'PromiseLike']);
/** How `@types/node` names the type of a module that is an object: the default export of `cluster` is a `Cluster`. */
const MODULE_TYPES: Readonly<Record<string, string>> = { cluster: 'Cluster' };

const HANDLERS: Handlers = {
  TSTypeQuery: (node, evaluator) => entityValue(node.exprName, evaluator),
  TSImportType: importTypeValue,
  TSTypeReference: referenceValue,
  TSUnionType: (node, evaluator) => merge(node.types.map((type) => evaluator.valueOfType(type))),
  TSIntersectionType: intersectionValue,
  TSTypeOperator: (node, evaluator) => (node.typeAnnotation ? evaluator.valueOfType(node.typeAnnotation) : UNKNOWN),
  TSIndexedAccessType: indexedValue,
  TSTypeLiteral: (node) => ({ kind: 'shape', members: node.members, node }),
  TSAnyKeyword: () => OPAQUE,
  TSNullKeyword: () => NULLISH,
  TSUndefinedKeyword: () => NULLISH,
  TSLiteralType: literalValue,
  Identifier: entityValue,
  TSQualifiedName: entityValue,
};

/** What values of a type are, seen by the type's own kind alone; the evaluator remembers it. */
export function typeValue(node: Node, evaluator: Evaluator): Value {
  const handler = HANDLERS[node.type] as ((node: Node, evaluator: Evaluator) => Value) | undefined;
  return handler ? handler(node, evaluator) : UNKNOWN;
}

/** What a dotted name in a type (`cluster.worker`, `import('cluster')`) stands for as a value. */
function entityValue(node: Node, evaluator: Evaluator): Value {
  switch (node.type) {
    case 'Identifier':
      return evaluator.valueOf(node);
    case 'TSQualifiedName':
      return memberOf(entityValue(node.left, evaluator), node.right.name, evaluator);
    case 'TSImportType':
      return qualified(importedModule(node), node.qualifier, evaluator);
    default:
      return UNKNOWN;
  }
}

function importedModule(node: NodeOf<'TSImportType'>): Value {
  const source: Node | undefined = node.source;
  return source?.type === 'Literal' && typeof source.value === 'string' ? moduleValue(source.value) : UNKNOWN;
}

function qualified(module: Value, qualifier: Node | null, evaluator: Evaluator): Value {
  if (!qualifier) return module;
  if (qualifier.type === 'Identifier') return memberOf(module, qualifier.name, evaluator);
  if (qualifier.type !== 'TSQualifiedName') return UNKNOWN;
  return memberOf(qualified(module, qualifier.left, evaluator), qualifier.right.name, evaluator);
}

function importTypeValue(node: NodeOf<'TSImportType'>, evaluator: Evaluator): Value {
  return valueNamedByType(entityValue(node, evaluator));
}

/** A value of the type that a module exports for itself is the module; of any other it is something else. */
function valueNamedByType(type: Value): Value {
  if (type.kind !== 'module') return UNKNOWN;
  return isModuleType(type, type.path.join('.')) ? { ...type, path: [] } : UNKNOWN;
}

/** Whether a module's type of a name is the type of the module itself. */
export function isModuleType(module: Value, name: string | undefined): boolean {
  return module.kind === 'module' && name !== undefined && MODULE_TYPES[module.name] === name;
}

function referenceValue(node: NodeOf<'TSTypeReference'>, evaluator: Evaluator): Value {
  const declared = node.typeName.type === 'Identifier' ? declaredType(node.typeName, node, evaluator) : undefined;
  return declared ?? valueNamedByType(entityValue(node.typeName, evaluator));
}

function declaredType(
  name: NodeOf<'Identifier'>,
  reference: NodeOf<'TSTypeReference'>,
  evaluator: Evaluator,
): Value | undefined {
  const variable = evaluator.source.referenceAt(name)?.resolved;
  if (!variable) return libraryType(name.name, reference.typeArguments?.params[0], evaluator);
  const [definition] = variable.defs;
  switch (definition?.node.type) {
    case 'TSTypeAliasDeclaration':
      return evaluator.valueOfType(definition.node.typeAnnotation);
    case 'TSInterfaceDeclaration':
      return { kind: 'shape', members: definition.node.body.body, node: definition.node };
    case 'TSTypeParameter':
      return definition.node.constraint ? evaluator.valueOfType(definition.node.constraint) : undefined;
    case 'ClassDeclaration':
      return { kind: 'instance', node: definition.node };
    default:
      return undefined;
  }
}

function libraryType(name: string, argument: Node | undefined, evaluator: Evaluator): Value | undefined {
  if (!argument) return undefined;
  if (PROMISES.has(name)) return promiseOf(evaluator.valueOfType(argument));
  return TRANSPARENT.has(name) ? evaluator.valueOfType(argument) : undefined;
}

function intersectionValue(node: NodeOf<'TSIntersectionType'>, evaluator: Evaluator): Value {
  const values = node.types.map((type) => evaluator.valueOfType(type));
  return values.find((value) => value.kind === 'module') ?? values.find((value) => value.kind === 'shape') ?? UNKNOWN;
}

function indexedValue(node: NodeOf<'TSIndexedAccessType'>, evaluator: Evaluator): Value {
  const name = evaluator.valueOfType(node.indexType);
  return name.kind === 'string' ? memberOf(evaluator.valueOfType(node.objectType), name.text, evaluator) : UNKNOWN;
}

function literalValue(node: NodeOf<'TSLiteralType'>, evaluator: Evaluator): Value {
  return evaluator.valueOf(node.literal);
}
