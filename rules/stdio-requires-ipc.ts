import type { Change, Edit, Report, Rule, RuleContext } from './rule';
import { type Node, type NodeOf, unwrap } from './source/nodes';
import type { SourceFile } from './source/source-file';
import { constantOf } from './values/constants';
import type { Evaluator } from './values/evaluator';
import { keyOf } from './values/keys';
import { isModule } from './values/value';

/** The streams that each process has: an entry behind them is one more. */
const STANDARD_STREAMS = 3;

/** `stdio` for workers as a list with no `'ipc'`: `fork` throws. */
export const stdioRequiresIpc: Rule = {
  name: 'stdio-requires-ipc',
  severity: 'error',
  description: "`stdio` of a fork as a list with no `'ipc'` in it",
  hasFixes: true,
  check,
};

function* check({ references, source }: RuleContext): Generator<Report> {
  const settings = ['setupPrimary', 'setupMaster'].flatMap((name) => references.callsOf('cluster', name));
  const options = [
    ...settings.map((call) => call.arguments[0]),
    ...references.callsOf('child_process', 'fork').map((call) => call.arguments.slice(1).at(-1)),
  ];
  for (const option of options) {
    const list = option && stdioIn(option, source, references.evaluator);
    if (!list || list.elements.some((element) => mayBeIpc(element, source, references.evaluator))) continue;
    yield {
      node: list,
      message: "fork throws ERR_CHILD_PROCESS_IPC_REQUIRED without an IPC channel: add 'ipc' to stdio.",
      fix: fixFor(list, source),
    };
  }
}

/** The list that stands under `stdio`, where nothing can be added to it later. */
function stdioIn(option: Node, source: SourceFile, evaluator: Evaluator): NodeOf<'ArrayExpression'> | undefined {
  const object = usedOnce(option, source);
  if (object?.type !== 'ObjectExpression') return undefined;
  const last = object.properties.findLast(
    (property) => property.type === 'SpreadElement' || keyOf(property, evaluator) === 'stdio',
  );
  const list = last?.type === 'Property' ? usedOnce(last.value, source) : undefined;
  return list?.type === 'ArrayExpression' ? list : undefined;
}

/** What an expression stands for; undefined for a name that others use as well, as they may change what it holds. */
function usedOnce(node: Node, source: SourceFile): Node | undefined {
  const inner = unwrap(node);
  if (inner.type !== 'Identifier') return inner;
  const reads = source.referenceAt(inner)?.resolved?.references.filter((reference) => reference.isRead());
  return reads?.length === 1 ? constantOf(inner, source) : undefined;
}

/** Whether an entry is `'ipc'`, or something that can't be told. */
function mayBeIpc(element: Node | null, source: SourceFile, evaluator: Evaluator): boolean {
  if (!element) return false;
  const value = evaluator.valueOf(element);
  if (value.kind === 'string') return value.text === 'ipc';
  if (value.kind === 'nullish' || (value.kind === 'module' && value.name === 'process')) return false;
  const node = constantOf(element, source);
  switch (node.type) {
    case 'Literal':
      return false;
    case 'ConditionalExpression':
      return [node.consequent, node.alternate].some((branch) => mayNameIpc(branch, evaluator));
    case 'CallExpression':
      return !isModule(evaluator.valueOf(node.callee), 'fs', 'openSync');
    default:
      return true;
  }
}

function mayNameIpc(branch: Node, evaluator: Evaluator): boolean {
  const value = evaluator.valueOf(branch);
  return value.kind === 'string' ? value.text === 'ipc' : branch.type !== 'Literal';
}

/** Behind the standard streams: in the place of one it would take that from the child. What is left out there is a pipe. */
function fixFor({ elements, range }: NodeOf<'ArrayExpression'>, source: SourceFile): Change | null {
  const last = elements.at(-1);
  if (elements.length > 0 && !last) return null;
  const quote = elements.some((element) => element && source.textOf(element).startsWith('"')) ? '"' : "'";
  const missing = Array.from({ length: Math.max(0, STANDARD_STREAMS - elements.length) }, () => 'pipe');
  const entries = [...missing, 'ipc'].map((entry) => `${quote}${entry}${quote}`).join(', ');
  const edit: Edit = last
    ? { start: last.range[1], end: last.range[1], text: `, ${entries}` }
    : { start: range[0], end: range[1], text: `[${entries}]` };
  return { title: "Add 'ipc'", edits: [edit] };
}
