import type { ClassNode, FunctionNode, Node, NodeOf } from '../source/nodes';
import { isClass, isFunction } from '../source/nodes';
import { builtinMember } from './builtins';
import { resultOf } from './calls';
import type { Evaluator } from './evaluator';
import { keyOf } from './keys';
import { merge, moduleValue, NULLISH, OPAQUE, REQUIRE, UNKNOWN, type Value } from './value';

/** What a property of a value is. */
export function memberOf(object: Value, name: string, evaluator: Evaluator): Value {
  switch (object.kind) {
    case 'opaque':
      return OPAQUE;
    case 'module':
      return moduleMember(object, name);
    case 'list':
    case 'items':
      return elementOf(object, Number(name));
    case 'builtin':
      return builtinMember(object, name) ?? UNKNOWN;
    case 'require':
      return name === 'main' ? { kind: 'moduleObject' } : UNKNOWN;
    case 'moduleObject':
      return moduleObjectMember(name);
    case 'global':
      return globalMember(name, evaluator);
    case 'shape':
      return shapeMember(object.members, name, evaluator);
    default:
      return ownMember(object, name, evaluator);
  }
}

/** What stands at an index of a list. */
export function elementOf(list: Value, index: number): Value {
  if (list.kind === 'opaque') return OPAQUE;
  if (list.kind === 'items') return Number.isInteger(index) ? list.of : UNKNOWN;
  if (list.kind !== 'list') return UNKNOWN;
  return list.items[index] ?? (Number.isInteger(index) ? NULLISH : UNKNOWN);
}

function moduleMember(module: Value & { kind: 'module' }, name: string): Value {
  // A built-in module's `default` is the module itself, and compilers put one where there is none.
  if (module.path.length === 0 && (name === 'default' || name === 'module.exports')) return module;
  if (module.name === 'process' && name === 'mainModule') return { kind: 'moduleObject' };
  return { ...module, path: [...module.path, name] };
}

function moduleObjectMember(name: string): Value {
  if (name === 'require') return REQUIRE;
  return name === 'exports' ? { kind: 'exports' } : UNKNOWN;
}

function globalMember(name: string, evaluator: Evaluator): Value {
  if (name === 'process') return moduleValue('process');
  const written = assignedTo({ kind: 'global' }, name, evaluator);
  return written.length > 0 ? merge(written) : UNKNOWN;
}

/** A property of something that the file itself makes: what it is made with, and what is assigned to it anywhere. */
function ownMember(object: Value, name: string, evaluator: Evaluator): Value {
  if (name === 'prototype' && (object.kind === 'class' || object.kind === 'function')) {
    return { kind: 'prototype', node: object.node };
  }
  const made = madeWith(object, name, evaluator);
  const all = [...made, ...assignedTo(object, name, evaluator)];
  if (all.length > 0) return evaluator.additions.toProperty(name, merge(all));
  return inherited(object, name, evaluator);
}

function madeWith(object: Value, name: string, evaluator: Evaluator): Value[] {
  switch (object.kind) {
    case 'object':
      return literalMember(object.node, name, evaluator);
    case 'class':
      return classMembers(object.node, name, true, evaluator);
    case 'instance':
    case 'prototype':
      return isClass(object.node) ? classMembers(object.node, name, false, evaluator) : [];
    case 'exports':
      return exportedMember(name, evaluator);
    default:
      return [];
  }
}

function literalMember(node: NodeOf<'ObjectExpression'>, name: string, evaluator: Evaluator): Value[] {
  for (const property of node.properties.toReversed()) {
    if (property.type === 'SpreadElement') {
      const spread = memberOf(evaluator.valueOf(property.argument), name, evaluator);
      if (spread.kind !== 'unknown' && spread.kind !== 'nullish') return [spread];
    } else if (keyOf(property, evaluator) === name) {
      return [heldValue(property.value, property.kind === 'get', evaluator)];
    }
  }
  return [];
}

/** `module.exports = {…}` as a whole. */
function exportedMember(name: string, evaluator: Evaluator): Value[] {
  return evaluator
    .assignmentsTo('exports')
    .filter(({ left }) => evaluator.valueOf(left).kind === 'exports')
    .map(({ right }) => evaluator.valueOf(right))
    .filter((value) => value.kind === 'object')
    .flatMap((value) => literalMember(value.node, name, evaluator));
}

function classMembers(node: ClassNode, name: string, isStatic: boolean, evaluator: Evaluator): Value[] {
  const members = node.body.body.filter(
    (member) =>
      'static' in member && 'key' in member && member.static === isStatic && keyOf(member, evaluator) === name,
  );
  const declared = members.map((member) => classMemberValue(member, evaluator));
  return isStatic ? declared : [...declared, ...parameterProperties(node, name, evaluator)];
}

function classMemberValue(member: Node, evaluator: Evaluator): Value {
  switch (member.type) {
    case 'MethodDefinition':
      return member.kind === 'set' ? NULLISH : heldValue(member.value, member.kind === 'get', evaluator);
    case 'TSAbstractMethodDefinition':
      return member.kind === 'get' ? typedAs(member.value.returnType, evaluator) : UNKNOWN;
    case 'TSAbstractPropertyDefinition':
      return typedAs(member.typeAnnotation, evaluator);
    case 'PropertyDefinition':
    case 'AccessorProperty':
      return fieldValue(member, evaluator);
    default:
      return UNKNOWN;
  }
}

function fieldValue(field: NodeOf<'PropertyDefinition' | 'AccessorProperty'>, evaluator: Evaluator): Value {
  const value = field.value ? evaluator.valueOf(field.value) : NULLISH;
  const typed = value.kind === 'module' ? UNKNOWN : typedAs(field.typeAnnotation, evaluator);
  return typed.kind === 'unknown' ? value : typed;
}

function typedAs(annotation: NodeOf<'TSTypeAnnotation'> | undefined, evaluator: Evaluator): Value {
  return annotation ? evaluator.valueOfType(annotation.typeAnnotation) : UNKNOWN;
}

/** TypeScript's `constructor(private x = y)`, which makes `this.x`. */
function parameterProperties(node: ClassNode, name: string, evaluator: Evaluator): Value[] {
  return node.body.body
    .flatMap((member) => (member.type === 'MethodDefinition' && member.kind === 'constructor' ? [member.value] : []))
    .flatMap(({ params }) => params)
    .filter((parameter) => parameter.type === 'TSParameterProperty')
    .map(({ parameter }) => (parameter.type === 'AssignmentPattern' ? parameter.left : parameter))
    .filter((target) => target.type === 'Identifier' && target.name === name)
    .map((target) => evaluator.valueBoundTo(target));
}

function heldValue(node: Node, isGetter: boolean, evaluator: Evaluator): Value {
  return isGetter && isFunction(node) ? resultOf(node, evaluator) : evaluator.valueOf(node);
}

/** What assignments in the file put under a name into this very object. */
function assignedTo(object: Value, name: string, evaluator: Evaluator): Value[] {
  return evaluator.assignmentsToObject(object, name).map((assignment) => evaluator.valueOf(assignment));
}

function inherited(object: Value, name: string, evaluator: Evaluator): Value {
  if (object.kind !== 'instance' && object.kind !== 'class') return UNKNOWN;
  const base = superclassOf(object.node, evaluator);
  return base ? memberOf({ ...object, node: base } as Value, name, evaluator) : UNKNOWN;
}

function superclassOf(node: ClassNode | FunctionNode, evaluator: Evaluator): ClassNode | undefined {
  if (!isClass(node) || !node.superClass) return undefined;
  const base = evaluator.valueOf(node.superClass);
  return base.kind === 'class' && base.node !== node ? base.node : undefined;
}

function shapeMember(members: readonly Node[], name: string, evaluator: Evaluator): Value {
  for (const member of members) {
    const isNamed = 'key' in member && 'computed' in member && keyOf(member as never, evaluator) === name;
    if (!isNamed) continue;
    if (member.type === 'TSPropertySignature' && member.typeAnnotation) {
      return evaluator.valueOfType(member.typeAnnotation.typeAnnotation);
    }
  }
  return UNKNOWN;
}
