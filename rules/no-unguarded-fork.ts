import { importBeside } from './fixes/imports';
import { outermostStatementAround, wrapInIf } from './fixes/statements';
import type { ModuleReferences } from './module-references';
import { setsExec } from './roles/exec';
import type { Change, Report, Rule, RuleContext } from './rule';
import { type NodeOf, unwrap } from './source/nodes';
import type { SourceFile } from './source/source-file';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;

/** `cluster.fork()` that a worker comes to as well: it runs the same file, and has no `fork`. */
export const noUnguardedFork: Rule = {
  name: 'no-unguarded-fork',
  severity: 'warning',
  description: '`cluster.fork()` that the workers would run as well',
  hasFixes: true,
  check,
};

function* check({ references, roles, source }: RuleContext): Generator<Report> {
  const calls = references.callsOf('cluster', 'fork');
  // Another file may load this one in the primary only; and workers may be told to run another file.
  if (calls.length === 0 || roles.hasExports || setsExec(references)) return;
  for (const call of calls) {
    if (!roles.comesTo(call, 'worker') || !roles.mayRun(call, 'worker') || isPiece(call, source)) continue;
    yield {
      node: call.callee,
      message: 'The workers run this file too, and have no cluster.fork: fork only if cluster.isPrimary.',
      fix: fixFor(call, references, source),
    };
  }
}

/** A piece of code that leaves out even its `require` also leaves out its guard. */
function isPiece({ callee }: Call, source: SourceFile): boolean {
  const member = unwrap(callee);
  const object = member.type === 'MemberExpression' ? unwrap(member.object) : member;
  return object.type === 'Identifier' && !source.referenceAt(object)?.resolved;
}

function fixFor(call: Call, references: ModuleReferences, source: SourceFile): Change | null {
  const condition = importBeside(call.callee, 'cluster', 'isPrimary', references);
  const edits = condition && wrapInIf(outermostStatementAround(call), condition.text, source);
  return edits && { title: 'Fork only in the primary', edits: [...condition.edits, ...edits] };
}
