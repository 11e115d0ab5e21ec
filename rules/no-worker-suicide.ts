import { renameKey } from './fixes/edits';
import type { ModuleReferences, ModuleUse } from './module-references';
import type { Change, Report, Rule, RuleContext } from './rule';
import { ancestorsOf, type Node, type NodeOf, unwrap, wrapped } from './source/nodes';
import type { SourceFile } from './source/source-file';
import { typeOf } from './values/builtins';

const OLD = 'suicide';
const NEW = 'exitedAfterDisconnect';
const NAMES: ReadonlySet<string> = new Set([OLD]);

/** `worker.suicide`, which Node.js 9 took away: undefined, so that what leaves on purpose looks like a crash. */
export const noWorkerSuicide: Rule = {
  name: 'no-worker-suicide',
  severity: 'error',
  description: '`worker.suicide`, gone since Node.js 9',
  hasFixes: true,
  check,
};

function* check({ references, source, allowsNodeBefore }: RuleContext): Generator<Report> {
  // The new name is missing there.
  if (allowsNodeBefore('6.0.0')) return;
  const uses = [...members(references), ...references.takenFrom('worker', NAMES)];
  // Who puts it there has it.
  if (uses.length === 0 || isWritten(references)) return;
  for (const use of uses) {
    if (hasBoth(use.node, references)) continue;
    yield {
      node: use.key,
      message: `worker.${OLD} is gone since Node.js 9 and always undefined: use worker.${NEW}.`,
      fix: fixFor(use, source),
    };
  }
}

function* members(references: ModuleReferences): Generator<ModuleUse> {
  for (const node of references.membersNamed(OLD)) {
    if (!isWorker(node.object, references)) continue;
    yield { form: 'member', name: OLD, key: unwrap(node.property), node };
  }
}

/** A known worker, or what a file that uses `cluster` calls `worker` and gets from elsewhere. */
function isWorker(object: Node, references: ModuleReferences): boolean {
  const value = references.valueOf(object);
  if (typeOf(value)) return typeOf(value) === 'worker';
  const isHandedIn = value.kind === 'opaque' && /worker$/i.test(nameOf(object));
  return isHandedIn && references.source.nodes.ofType('Identifier').some((node) => isCluster(node, references));
}

function nameOf(object: Node): string {
  const node = unwrap(object);
  return node.type === 'Identifier' ? node.name : '';
}

function isCluster(node: NodeOf<'Identifier'>, references: ModuleReferences): boolean {
  if (node.name !== 'cluster') return false;
  const value = references.valueOf(node);
  return value.kind === 'module' && value.name === 'cluster';
}

function isWritten({ evaluator }: ModuleReferences): boolean {
  return evaluator.assignmentsTo(OLD).length > 0;
}

/** `worker.suicide || worker.exitedAfterDisconnect`: written for old and new. */
function hasBoth(node: Node, references: ModuleReferences): boolean {
  let around: Node = wrapped(node);
  for (const ancestor of ancestorsOf(around)) {
    if (!/^(Logical|Conditional|Binary|Unary)Expression$/.test(ancestor.type)) break;
    around = ancestor;
  }
  const [start, end] = around.range;
  return references.membersNamed(NEW).some((other) => other.range[0] >= start && other.range[1] <= end);
}

function fixFor({ form, key, node }: ModuleUse, source: SourceFile): Change | null {
  if (form !== 'member' && form !== 'pattern') return null;
  const title = `Use ${NEW}`;
  if (node.type === 'Property' && node.shorthand) {
    const edit = { start: node.range[0], end: node.range[0], text: `${NEW}: ` };
    return { title, edits: [edit] };
  }
  const computed = 'computed' in node && node.computed;
  return { title, edits: [renameKey({ node: key, computed }, NEW, source)] };
}
