import { importWholeInstead } from './fixes/whole-import';
import type { ModuleReferences, ModuleUse } from './module-references';
import { isAskedFor } from './roles/asked-for';
import { setsExec } from './roles/exec';
import { WORKER } from './roles/places';
import type { Change, Report, Rule, RuleContext } from './rule';
import type { Node, NodeOf } from './source/nodes';
import type { Reference } from './source/source-file';

/** What the module of the primary has alone. */
const OF_PRIMARY: ReadonlySet<string> = new Set([
  ...['SCHED_NONE', 'SCHED_RR', 'disconnect', 'fork', 'schedulingPolicy'],
  ...['settings', 'setupMaster', 'setupPrimary', 'workers'],
]);
const OF_WORKER: ReadonlySet<string> = new Set(['worker']);
const QUESTIONS: ReadonlySet<string> = new Set(['isMaster', 'isPrimary', 'isWorker']);

type Named = ModuleUse & { form: 'import' | 'export' };

/** `import { fork } from 'node:cluster'`, which does not link in a worker: there is no such export in it. */
export const noRoleSpecificNamedImport: Rule = {
  name: 'no-role-specific-named-import',
  severity: 'error',
  description: 'A named import of what `cluster` exports in one role only, in a file that the other role runs too',
  hasFixes: true,
  check,
};

function* check(context: RuleContext): Generator<Report> {
  if (!isModuleAtRunTime(context)) return;
  yield* reports(OF_PRIMARY, 'A worker', workersRunThis, context);
  yield* reports(OF_WORKER, 'The primary', primaryRunsThis, context);
}

function* reports(
  names: ReadonlySet<string>,
  who: string,
  isRunByOthers: (uses: readonly Named[], context: RuleContext) => boolean,
  context: RuleContext,
): Generator<Report> {
  const uses = context.references.uses('cluster', names).filter((use): use is Named => isKept(use, context));
  if (uses.length === 0 || !isRunByOthers(uses, context)) return;
  for (const { name, key, form, node } of uses) {
    yield {
      node: key,
      message: `${who} runs this file too, and its cluster exports no ${name}: the import throws a SyntaxError, so import cluster as a whole.`,
      fix: form === 'import' ? fixFor(node, context) : null,
    };
  }
}

function fixFor(node: NodeOf<'ImportSpecifier'>, { references }: RuleContext): Change | null {
  const edits = importWholeInstead(node, 'cluster', references);
  return edits && { title: 'Import cluster as a whole', edits };
}

/** Whether Node itself links the file's imports: compiled to CommonJS, a name that is missing is only undefined. */
function isModuleAtRunTime({ source: { fileName }, surroundings }: RuleContext): boolean {
  if (/\.m[jt]s$/i.test(fileName)) return true;
  return surroundings.manifest?.type === 'module' && /\.[jt]sx?$/i.test(fileName);
}

/** Whether a name between the braces is still there at run time: TypeScript takes out what is only used as a type. */
function isKept({ form, node }: ModuleUse, { source }: RuleContext): boolean {
  if (form === 'export') return node.exportKind !== 'type' && node.parent.exportKind !== 'type';
  if (form !== 'import' || node.importKind === 'type') return false;
  if ((node.parent as NodeOf<'ImportDeclaration'>).importKind === 'type') return false;
  const isTyped = /\.[mc]?tsx?$/i.test(source.fileName);
  const references = source.variableDeclaredBy(node.local)?.references ?? [];
  return !isTyped || references.some(isAtRunTime);
}

function isAtRunTime({ isValueReference, identifier: { parent } }: Reference): boolean {
  return isValueReference && !/^TS(TypeQuery|QualifiedName)$/.test(parent.type);
}

/** The file forks, and workers start with the file that the primary started with; or it has code for workers. */
function workersRunThis(_uses: readonly Named[], { references, roles, source }: RuleContext): boolean {
  if (setsExec(references)) return false;
  const forks = references.callsOf('cluster', 'fork');
  if (asksForRole(references)) return forks.length > 0 || hasWorkerCode(source, roles);
  return !roles.hasExports && forks.some((fork) => roles.comesTo(fork, 'primary'));
}

/** The file forks, which only a primary can, or asks which of the two it is. */
function primaryRunsThis(uses: readonly Named[], { references, source }: RuleContext): boolean {
  if (asksForRole(references) || references.callsOf('cluster', 'fork').length > 0) return true;
  return uses.some(({ form, node }) => {
    const variable = form === 'import' ? source.variableDeclaredBy(node.local) : undefined;
    return variable?.references.some(({ identifier }) => isAskedFor(identifier)) === true;
  });
}

function asksForRole(references: ModuleReferences): boolean {
  return references.uses('cluster', QUESTIONS).some(({ node }) => !node.type.startsWith('TS'));
}

/** Whether a guard leaves something to do for workers, other than to say that they have no business here. */
function hasWorkerCode({ nodes }: RuleContext['source'], roles: RuleContext['roles']): boolean {
  return [...nodes.ofType('IfStatement'), ...nodes.ofType('ConditionalExpression')].some((node) => {
    const { whenTrue, whenFalse } = roles.truthOf(node.test);
    const branches = [whenTrue === WORKER && node.consequent, whenFalse === WORKER && node.alternate];
    return branches.some((branch) => branch && !onlyThrows(branch));
  });
}

function onlyThrows(branch: Node): boolean {
  const [first] = branch.type === 'BlockStatement' ? branch.body : [branch];
  return first === undefined || first.type === 'ThrowStatement';
}
