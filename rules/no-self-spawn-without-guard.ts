import { importBeside } from './fixes/imports';
import { outermostStatementAround, wrapInIf } from './fixes/statements';
import type { ModuleReferences } from './module-references';
import { SelfTests } from './roles/self-tests';
import type { Report, Rule, RuleContext } from './rule';
import {
  ancestorsOf,
  type FunctionNode,
  functionAround,
  isClass,
  type Node,
  type NodeOf,
  unwrap,
  wrapped,
} from './source/nodes';
import { isGlobalNamed } from './values/calls';
import type { Evaluator } from './values/evaluator';
import { baseNameOf, mayBeCode, placeByFile } from './values/file-places';
import { isModule } from './values/value';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;

/** `new Worker(__filename)` that the thread comes to as well: it makes a thread, which makes a thread, without end. */
export const noSelfSpawnWithoutGuard: Rule = {
  name: 'no-self-spawn-without-guard',
  severity: 'error',
  description: 'A thread of the same file with no `isMainThread` around it: an endless chain of threads',
  hasFixes: true,
  check,
};

function* check(context: RuleContext): Generator<Report> {
  const { references, source } = context;
  for (const call of references.callsOf('worker_threads', 'Worker')) {
    if (!runsItself(call, references.evaluator)) continue;
    if (!isReachedByThread(call, context, new Set()) && !isInUnusedClass(call, context)) continue;
    const condition = importBeside(call.callee, 'worker_threads', 'isMainThread', references);
    const edits = condition && wrapInIf(outermostStatementAround(call), condition.text, source);
    yield {
      node: call.callee,
      message:
        'The thread runs this code too, and makes a thread of its own, without end: make it only if isMainThread.',
      fix: edits && { title: 'Make the thread only in the main thread', edits: [...condition.edits, ...edits] },
    };
  }
}

/** Whether the code of a thread is the file that makes it. */
function runsItself({ callee, arguments: [file, options] }: Call, evaluator: Evaluator): boolean {
  if (!file || evaluator.valueOf(callee).kind === 'class' || mayBeCode(options, evaluator)) return false;
  return placeByFile(file, evaluator) === baseNameOf(evaluator.source.fileName) || isStartedFile(file, evaluator);
}

/** `process.argv[1]` and `require.main.filename`. */
function isStartedFile(file: Node, evaluator: Evaluator): boolean {
  const node = unwrap(file);
  if (node.type !== 'MemberExpression') return false;
  return isModule(evaluator.valueOf(node), 'process', 'argv.1') || isArgv1(node, evaluator);
}

function isArgv1({ object, property }: NodeOf<'MemberExpression'>, evaluator: Evaluator): boolean {
  return isModule(evaluator.valueOf(object), 'process', 'argv') && property.type === 'Literal' && property.value === 1;
}

/** Whether a thread that starts with the file is led to a node, with no condition on the way that may keep it out. */
function isReachedByThread(node: Node, context: RuleContext, seen: Set<Node>): boolean {
  const { roles } = context;
  const home = functionAround(node);
  if (!roles.mayRun(node, 'thread') || new SelfTests(roles).mayDecide(node, home)) return false;
  if (!home) return true;
  if (seen.has(home)) return false;
  seen.add(home);
  return waysInto(home, context).some((way) => isReachedByThread(way, context, seen));
}

/** The places that surely run a function. */
function waysInto(owner: FunctionNode, { roles, references }: RuleContext): Node[] {
  const { uses } = roles;
  const calls = (uses.usesOf(owner) ?? []).filter(({ isCall }) => isCall).map(({ node }) => node);
  const inPlace = uses.calledInPlace(owner) ?? promiseAround(owner, references);
  return inPlace ? [inPlace, ...calls] : calls;
}

/** The promise that a function is the executor of: it runs at once. */
function promiseAround(owner: FunctionNode, { evaluator }: ModuleReferences): Node | undefined {
  const creation = wrapped(owner).parent;
  const isPromise = creation?.type === 'NewExpression' && isGlobalNamed(creation.callee, 'Promise', evaluator);
  return isPromise ? creation : undefined;
}

/**
 * A class that a file declares, neither uses nor exports, is there to be taken over: who uses it in the file that it
 * stands in makes an endless chain.
 */
function isInUnusedClass(call: Call, { roles, references }: RuleContext): boolean {
  if (roles.hasExports || !roles.mayRun(call, 'thread')) return false;
  const around = [...ancestorsOf(call)].find(isClass);
  const variable = around?.id ? references.source.variableDeclaredBy(around.id) : undefined;
  if (!variable || variable.references.length > 0) return false;
  return !new SelfTests(roles).mayDecide(call, undefined);
}
