import { replace } from './fixes/edits';
import type { ModuleReferences } from './module-references';
import type { Change, Report, Rule, RuleContext } from './rule';
import { sentMessages } from './sent-messages';
import type { Node, NodeOf } from './source/nodes';
import { unwrap } from './source/nodes';
import { keyOf } from './values/keys';

const PREFIX = 'NODE_';

/** `process.send({ cmd: 'NODE_…' })`: Node takes it for one of its own, and no `message` event tells of it. */
export const noReservedIpcCmd: Rule = {
  name: 'no-reserved-ipc-cmd',
  severity: 'error',
  description: 'An IPC message whose `cmd` starts with `NODE_`, which Node.js keeps for itself',
  check,
};

function* check({ references }: RuleContext): Generator<Report> {
  const seen = new Set<Node>();
  for (const { message } of sentMessages(references)) {
    const command = commandOf(message, references);
    if (!command || seen.has(command) || !isReserved(command, references)) continue;
    seen.add(command);
    yield {
      node: command,
      message: "Node.js keeps messages whose cmd starts with NODE_ for itself, so no 'message' event comes: rename it.",
      suggestions: suggestionsFor(command, references),
    };
  }
}

/** What stands under `cmd` in the end; undefined where something spread behind it may replace it. */
function commandOf(message: Node, { evaluator }: ModuleReferences): Node | undefined {
  const value = evaluator.valueOf(message);
  if (value.kind !== 'object') return undefined;
  const last = value.node.properties.findLast(
    (property) => property.type === 'SpreadElement' || keyOf(property, evaluator) === 'cmd',
  );
  return last?.type === 'Property' ? last.value : undefined;
}

/** The prefix alone is let through. */
function isReserved(command: Node, { evaluator }: ModuleReferences): boolean {
  const value = evaluator.valueOf(command);
  if (value.kind === 'string') return value.text.startsWith(PREFIX) && value.text.length > PREFIX.length;
  const inner = unwrap(command);
  const start = inner.type === 'TemplateLiteral' ? (inner.quasis[0]?.value.cooked ?? '') : '';
  return start.startsWith(PREFIX) && start.length > PREFIX.length;
}

/** The new name here, and wherever the file compares with it or sends it too: other files have to follow. */
function suggestionsFor(command: Node, references: ModuleReferences): Change[] {
  const literal = unwrap(command);
  if (literal.type !== 'Literal' || typeof literal.value !== 'string') return [];
  const name = literal.value.replace(/^(NODE_)+/, '');
  if (!name) return [];
  const edits = references.source.nodes
    .ofType('Literal')
    .filter((other) => other.value === literal.value && isCommand(other, references))
    .map((other) => {
      const quote = references.source.textOf(other).charAt(0);
      return replace(other, `${quote}${name}${quote}`);
    });
  return [{ title: `Rename it to ${name} in this file`, edits }];
}

function isCommand(literal: NodeOf<'Literal'>, { evaluator }: ModuleReferences): boolean {
  const { parent } = literal;
  if (parent.type === 'Property') return parent.value === literal && keyOf(parent, evaluator) === 'cmd';
  return parent.type === 'BinaryExpression' || parent.type === 'SwitchCase';
}
