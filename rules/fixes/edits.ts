import type { Edit } from '../rule';
import type { Node, NodeOf } from '../source/nodes';
import type { SourceFile } from '../source/source-file';

/** Replaces a node's text. */
export function replace(node: Node, text: string): Edit {
  return { start: node.range[0], end: node.range[1], text };
}

/** Puts a text before a node. */
export function insertBefore(node: Node, text: string): Edit {
  return { start: node.range[0], end: node.range[0], text };
}

export function remove(start: number, end: number): Edit {
  return { start, end, text: '' };
}

/** How a key is written: bare, or as an expression in brackets. */
export interface Key {
  readonly node: Node;
  readonly computed: boolean;
}

/** Gives a property's key another name, and leaves it as it is written: a name, or a string in its quotes. */
export function renameKey({ node, computed }: Key, name: string, source: SourceFile): Edit {
  const isQuoted = node.type === 'Literal' || isPlainTemplate(node);
  if (!isQuoted) return replace(node, computed ? `'${name}'` : name);
  const quote = source.textOf(node).charAt(0);
  return replace(node, `${quote}${name}${quote}`);
}

function isPlainTemplate(key: Node): boolean {
  return key.type === 'TemplateLiteral' && key.expressions.length === 0;
}

/** Takes one of the elements of a list (of a pattern, an import) out, with its comma. The list has others. */
export function removeElement(elements: readonly Node[], element: Node): Edit {
  const index = elements.indexOf(element);
  const previous = elements[index - 1];
  if (previous) return remove(previous.range[1], element.range[1]);
  return remove(element.range[0], elements[index + 1]?.range[0] ?? element.range[1]);
}

/** Applies edits, which may not overlap, to a text. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let done = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return result + text.slice(done);
}

/** Whether two edits change the same text, or insert at the same place. */
export function overlaps(a: Edit, b: Edit): boolean {
  const inSamePlace = a.start === b.start && (a.start === a.end || b.start === b.end);
  return inSamePlace || (a.start < b.end && b.start < a.end);
}

/** Puts one more property at the end of an object. */
export function appendProperty(object: NodeOf<'ObjectExpression'>, text: string): Edit {
  const last = object.properties.at(-1);
  if (!last) return replace(object, `{ ${text} }`);
  return { start: last.range[1], end: last.range[1], text: `, ${text}` };
}
