import type { FunctionNode, Node, NodeOf } from '../source/nodes';
import { isFunction } from '../source/nodes';
import type { Evaluator } from './evaluator';
import { documentedValue } from './jsdoc';
import { keyOf } from './keys';
import { elementOf, memberOf } from './members';
import { parameterValue } from './parameters';
import { itemOf, merge, moduleValue, NULLISH, UNKNOWN, type Value } from './value';

/**
 * What a pattern, or a name in one, is bound to: asked from the inside out, until the declaration, parameter or
 * assignment that has the value. A type says what is meant where the value does not.
 */
export function patternValue(pattern: Node, evaluator: Evaluator): Value {
  const value = valueFromParent(pattern, evaluator);
  if (value.kind === 'module') return value;
  const type = 'typeAnnotation' in pattern ? pattern.typeAnnotation : undefined;
  const isTyped = type?.type === 'TSTypeAnnotation';
  const typed = isTyped ? evaluator.valueOfType(type.typeAnnotation) : documentedValue(pattern, evaluator.source);
  return typed.kind === 'unknown' ? value : typed;
}

function valueFromParent(pattern: Node, evaluator: Evaluator): Value {
  const parent = pattern.parent;
  switch (parent?.type) {
    case 'VariableDeclarator':
      return declaredValue(parent, evaluator);
    case 'AssignmentExpression':
      return evaluator.valueOf(parent.right);
    case 'AssignmentPattern':
      return merge([evaluator.valueBoundTo(parent), evaluator.valueOf(parent.right)]);
    case 'Property':
      return propertyValue(parent, evaluator);
    case 'ArrayPattern':
      return elementOf(evaluator.valueBoundTo(parent), parent.elements.indexOf(pattern as never));
    case 'RestElement':
      // What is left of a module still has the names that were not taken out of it.
      return parent.parent?.type === 'ObjectPattern' ? evaluator.valueBoundTo(parent.parent) : UNKNOWN;
    case 'TSParameterProperty':
      return evaluator.valueBoundTo(parent);
    case 'ForOfStatement':
      return itemOf(evaluator.valueOf(parent.right));
    default:
      return parent ? boundByFile(pattern, parent, evaluator) : UNKNOWN;
  }
}

function boundByFile(pattern: Node, parent: Node, evaluator: Evaluator): Value {
  if (isFunction(parent)) return parameterOf(pattern, parent, evaluator);
  switch (parent.type) {
    case 'ImportSpecifier':
      return importedName(parent);
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return parent.parent.type === 'ImportDeclaration' ? moduleValue(parent.parent.source.value) : UNKNOWN;
    case 'TSImportEqualsDeclaration':
      return importEquals(parent, evaluator);
    default:
      return UNKNOWN;
  }
}

function declaredValue(declarator: NodeOf<'VariableDeclarator'>, evaluator: Evaluator): Value {
  if (declarator.init) return evaluator.valueOf(declarator.init);
  const loop = declarator.parent.parent;
  if (loop?.type === 'ForOfStatement' && loop.left === declarator.parent) return itemOf(evaluator.valueOf(loop.right));
  return loop?.type === 'ForInStatement' ? UNKNOWN : NULLISH;
}

function propertyValue(property: NodeOf<'Property'>, evaluator: Evaluator): Value {
  const object = evaluator.valueBoundTo(property.parent);
  if (object.kind === 'opaque') return object;
  const name = keyOf(property, evaluator);
  return name === undefined ? UNKNOWN : memberOf(object, name, evaluator);
}

function parameterOf(pattern: Node, owner: FunctionNode, evaluator: Evaluator): Value {
  return parameterValue(owner, owner.params.indexOf(pattern as never), evaluator);
}

function importedName(specifier: NodeOf<'ImportSpecifier'>): Value {
  if (specifier.parent.type !== 'ImportDeclaration') return UNKNOWN;
  const { imported } = specifier;
  const name = imported.type === 'Identifier' ? imported.name : imported.value;
  const module = moduleValue(specifier.parent.source.value);
  // `default` of a built-in module is the module.
  return module.kind === 'module' && name !== 'default' ? { ...module, path: [name] } : module;
}

/** `import x = require('y')`, and `import x = y.z`. */
function importEquals(node: NodeOf<'TSImportEqualsDeclaration'>, evaluator: Evaluator): Value {
  const { moduleReference } = node;
  if (moduleReference.type !== 'TSExternalModuleReference') return evaluator.valueOfType(moduleReference);
  const specifier = evaluator.valueOf(moduleReference.expression);
  return specifier.kind === 'string' ? moduleValue(specifier.text) : UNKNOWN;
}
