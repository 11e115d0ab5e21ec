import type { Edit } from '../rule';
import { type Node, type NodeOf, unwrap, wrapped } from '../source/nodes';
import type { SourceFile } from '../source/source-file';

const NEVER_OPTIONAL = new Set<string>(['ArrayPattern', 'RestElement', 'TaggedTemplateExpression', 'UpdateExpression']);

/**
 * Makes a member or a call an optional one: `a.b`, `a!.b` and `a[b]` get `?.`, and so does `a(b)`. Null where the language
 * has no such form: what is assigned to, made by `new` or a template's tag.
 */
export function makeOptional(node: NodeOf<'MemberExpression' | 'CallExpression'>, source: SourceFile): Edit[] | null {
  const subject = unwrap(node.type === 'CallExpression' ? node.callee : node.object);
  const end = node.type === 'CallExpression' || node.computed ? undefined : node.property.range[0];
  const between = source.text.slice(subject.range[1], end ?? node.range[1]);
  const link = (end === undefined ? /^!*(?=[[(])/ : /^!*(?=\s*\.\s*$)/).exec(between);
  if (!link || !canBeOptional(node)) return null;
  const at = subject.range[1];
  if (end === undefined) return [{ start: at, end: at + link[0].length, text: '?.' }];
  const dot = at + between.indexOf('.');
  const assertion = link[0] === '' ? [] : [{ start: at, end: at + link[0].length, text: '' }];
  return [...assertion, { start: dot, end: dot, text: '?' }];
}

/** Whether the chain that a node is in is only read or called. */
function canBeOptional(node: Node): boolean {
  const expression = wrapped(node);
  const { parent } = expression;
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.object !== expression || canBeOptional(parent);
    case 'CallExpression':
      return parent.callee !== expression || canBeOptional(parent);
    case 'AssignmentExpression':
    case 'AssignmentPattern':
    case 'ForInStatement':
    case 'ForOfStatement':
      return parent.left !== expression;
    case 'NewExpression':
      return parent.callee !== expression;
    case 'Property':
      return parent.parent.type !== 'ObjectPattern';
    default:
      return !NEVER_OPTIONAL.has(parent?.type ?? '');
  }
}
