import { replace } from './fixes/edits';
import { importExport } from './fixes/imports';
import type { ModuleReferences, ModuleUse } from './module-references';
import type { Change, Report, Rule, RuleContext } from './rule';
import { wrapped } from './source/nodes';

const THREAD_ID: ReadonlySet<string> = new Set(['threadId']);

/** `process.threadId`, which is undefined: `worker_threads` has it. */
export const noProcessThreadId: Rule = {
  name: 'no-process-thread-id',
  severity: 'error',
  description: '`process.threadId`, which does not exist',
  hasFixes: true,
  check,
};

function* check({ references }: RuleContext): Generator<Report> {
  const uses = references.uses('process', THREAD_ID);
  // Who puts it there has it.
  if (uses.some(isWritten)) return;
  for (const use of uses) {
    yield {
      node: use.key,
      message: 'process.threadId does not exist: import threadId from worker_threads.',
      fix: fixFor(use, references),
    };
  }
}

function isWritten({ node }: ModuleUse): boolean {
  const expression = wrapped(node);
  return expression.parent?.type === 'AssignmentExpression' && expression.parent.left === expression;
}

function fixFor({ form, node }: ModuleUse, references: ModuleReferences): Change | null {
  if (form !== 'member' || node.type !== 'MemberExpression') return null;
  const imported = importExport('worker_threads', 'threadId', node, references);
  return (
    imported && {
      title: 'Use threadId of worker_threads',
      edits: [...imported.edits, replace(wrapped(node), imported.text)],
    }
  );
}
