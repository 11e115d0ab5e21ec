import type { Node } from '../source/nodes';
import { unwrap } from '../source/nodes';
import type { SourceFile, Variable } from '../source/source-file';

/** Names that stand for names: more of them in a row nobody writes, but a half-typed file can have a circle. */
const MAX_NAMES = 5;

/** The expression that a name stands for, where it is declared with one and nothing else is ever put into it; else the node. */
export function constantOf(node: Node, source: SourceFile): Node {
  let current = unwrap(node);
  for (let names = 0; names < MAX_NAMES && current.type === 'Identifier'; names++) {
    const variable = source.referenceAt(current)?.resolved;
    const init = variable && initOf(variable);
    if (!init) return current;
    current = unwrap(init);
  }
  return current;
}

function initOf({ defs, references }: Variable): Node | undefined {
  const [definition, ...others] = defs;
  if (others.length > 0 || definition?.node.type !== 'VariableDeclarator') return undefined;
  const { id, init } = definition.node;
  const isConstant = references.every((reference) => !reference.isWrite() || reference.init);
  return isConstant && id === definition.name && init ? init : undefined;
}
