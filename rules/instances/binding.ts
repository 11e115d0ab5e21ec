// Where an object is put: into variables, by patterns, under properties, and into lists.
import type { Node, NodeOf } from '../source/nodes';
import { unwrap, wrapped } from '../source/nodes';
import type { Variable } from '../source/source-file';
import { isExported } from '../values/function-uses';
import { keyOf, memberName } from '../values/keys';
import type { Trail } from './trail';

/** Holds the object in a pattern: of a declaration, a parameter, or the left side of an assignment. */
export function bind(pattern: Node, isAround: boolean, trail: Trail): void {
  const target = unwrap(pattern);
  switch (target.type) {
    case 'Identifier':
      bindName(target, isAround, trail);
      return;
    case 'MemberExpression':
      stored(target, isAround, trail);
      return;
    case 'AssignmentPattern':
      bind(target.left, isAround, trail);
      return;
    case 'RestElement':
      bind(target.argument, true, trail);
      return;
    case 'TSParameterProperty':
      bind(target.parameter, isAround, trail);
      trail.escapes.push(target);
      return;
    case 'ArrayPattern':
      for (const element of target.elements) if (element) bind(element, true, trail);
      return;
    case 'ObjectPattern':
      bindProperties(target, isAround, trail);
      return;
    default:
      trail.escapes.push(target);
  }
}

function bindProperties({ properties }: NodeOf<'ObjectPattern'>, isAround: boolean, trail: Trail): void {
  for (const property of properties) {
    if (property.type === 'RestElement') bind(property, true, trail);
    else if (isAround) bind(property.value, true, trail);
    else trail.access(keyOf(property, trail.evaluator), property, false);
  }
}

function bindName(name: NodeOf<'Identifier'>, isAround: boolean, trail: Trail): void {
  const { source } = trail.evaluator;
  const variable = source.variableDeclaredBy(name) ?? source.referenceAt(name)?.resolved;
  if (!variable || isExported(variable)) {
    trail.escapes.push(name);
    return;
  }
  if (!isAround) trail.names.push(name);
  holdIn(variable, isAround, trail);
}

/** Follows what is put under a property: to the places that read it, or to the list that it is an element of. */
export function stored(target: NodeOf<'MemberExpression'>, isAround: boolean, trail: Trail): void {
  const name = memberName(target, trail.evaluator);
  if (name === undefined || /^\d+$/.test(name)) {
    putInto(target.object, trail);
    return;
  }
  keptUnder(name, trail.uses.ownerOf(target.object), target, isAround, trail);
  if (unwrap(target.object).type === 'Identifier') putInto(target.object, trail);
}

export function keptUnder(
  name: string | undefined,
  owner: Node | undefined,
  place: Node,
  isAround: boolean,
  trail: Trail,
): void {
  const readers = name === undefined || !trail.uses.isHidden(name) ? undefined : trail.uses.readersOf(name, owner);
  if (!readers) {
    trail.escapes.push(place);
    return;
  }
  for (const reader of readers) {
    if (reader.type === 'Property') bind(reader.value, isAround, trail);
    else if (!isWritten(reader)) trail.hold(reader, isAround);
  }
}

/** The object is an element of, or an entry in, what an expression stands for. */
export function putInto(container: Node, trail: Trail): void {
  const node = unwrap(container);
  if (node.type === 'MemberExpression') {
    stored(node, true, trail);
    return;
  }
  if (node.type === 'ThisExpression') return;
  const variable = node.type === 'Identifier' ? trail.evaluator.source.referenceAt(node)?.resolved : undefined;
  if (!variable || isExported(variable) || !isMadeHere(variable)) {
    trail.escapes.push(node);
    return;
  }
  holdIn(variable, true, trail);
}

function isWritten(member: Node): boolean {
  const expression = wrapped(member);
  const { parent } = expression;
  return parent?.type === 'AssignmentExpression' && parent.left === expression && parent.operator === '=';
}

/** Whether a variable is declared with a list, map or record made on the spot, so that nothing else holds it. */
function makesContainer(definition: Node): boolean {
  if (definition.type !== 'VariableDeclarator') return false;
  const made = definition.init && unwrap(definition.init);
  return made?.type === 'ArrayExpression' || made?.type === 'ObjectExpression' || made?.type === 'NewExpression';
}

function isMadeHere({ defs }: Variable): boolean {
  return defs.every(({ node }) => makesContainer(node));
}

function holdIn(variable: Variable, isAround: boolean, trail: Trail): void {
  for (const reference of variable.references) if (reference.isRead()) trail.hold(reference.identifier, isAround);
}
