import { replaceBindingByGlobal } from './fixes/declarations';
import { replace } from './fixes/edits';
import type { ModuleUse } from './module-references';
import type { Edit, Report, Rule, RuleContext } from './rule';
import type { SourceFile } from './source/source-file';

const MODULE = 'worker_threads';
/** Globals of every Node that people look for in `worker_threads`, as they are used with it. */
const GLOBALS: ReadonlySet<string> = new Set(['ArrayBuffer', 'Atomics', 'SharedArrayBuffer', 'structuredClone']);

/** `const { SharedArrayBuffer } = require('worker_threads')`, which is undefined: it is a global. */
export const noMissingWorkerThreadsExport: Rule = {
  name: 'no-missing-worker-threads-export',
  severity: 'error',
  description: 'A name taken from `worker_threads` that it does not export, as it is a global',
  hasFixes: true,
  check,
};

function* check({ references, source }: RuleContext): Generator<Report> {
  for (const use of references.uses(MODULE, GLOBALS)) {
    const edits = editsFor(use, source);
    yield {
      node: use.key,
      message: `worker_threads does not export ${use.name}: it is a global, there without any import.`,
      fix: edits && { title: `Use the global ${use.name}`, edits },
    };
  }
}

function editsFor(use: ModuleUse, source: SourceFile): Edit[] | null {
  switch (use.form) {
    case 'member':
      return source.scopes.some(({ set }) => set.has(use.name)) ? null : [replace(use.node, use.name)];
    case 'pattern':
    case 'import':
      return replaceBindingByGlobal(use.node, use.name, source);
    default:
      return null;
  }
}
