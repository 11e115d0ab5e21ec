import { insertAfter, statementAround } from './fixes/statements';
import type { Instance } from './instances';
import type { Change, Report, Rule, RuleContext } from './rule';
import { ancestorsOf, isFunction, type Node, type NodeOf, wrapped } from './source/nodes';
import type { SourceFile } from './source/source-file';
import { isGlobalNamed } from './values/calls';
import type { Evaluator } from './values/evaluator';

/** A thread with nobody listening to `error`: what it throws ends the whole process. */
export const requireWorkerErrorListener: Rule = {
  name: 'require-worker-error-listener',
  severity: 'warning',
  description: 'A thread with no `error` listener: an error in it ends the whole process',
  hasFixes: true,
  check,
};

function* check({ references, instances, source }: RuleContext): Generator<Report> {
  for (const creation of references.made('thread')) {
    const instance = instances.of(creation);
    if (instance.mayListenTo('error') || listensItself(creation, references.evaluator)) continue;
    const change = changeFor(creation, instance, source, references.evaluator);
    yield {
      node: creation.callee,
      message: "Nothing listens to this thread's 'error' event, so an error in the thread ends the whole process.",
      fix: change.isSure ? change : null,
      suggestions: change.isSure || change.edits.length === 0 ? [] : [change],
    };
  }
}

/** A class that extends `Worker` can add its listeners in its own code. */
function listensItself({ callee }: NodeOf<'CallExpression' | 'NewExpression'>, evaluator: Evaluator): boolean {
  return evaluator.valueOf(callee).kind === 'class';
}

/** Beside a promise that can be rejected that is surely right; else a person has to say what is to happen. */
function changeFor(
  creation: Node,
  { names }: Instance,
  source: SourceFile,
  evaluator: Evaluator,
): Change & { isSure: boolean } {
  const statement = statementAround(creation);
  const name = names.find((candidate) => statementAround(candidate) === statement)?.name;
  const isOwn = statement.type === 'VariableDeclaration' || statement.type === 'ExpressionStatement';
  if (!name || !isOwn || !isPlain(creation)) return { title: '', edits: [], isSure: false };
  const reject = rejectAround(creation, evaluator);
  const listener = reject ?? '(error) => {\n  console.error(error);\n}';
  const edit = insertAfter(statement, `${name}.on('error', ${listener});`, source);
  return { title: "Add an 'error' listener", edits: [edit], isSure: reject !== undefined };
}

/** `const worker = new Worker(…)` or `worker = new Worker(…)`. */
function isPlain(creation: Node): boolean {
  const expression = wrapped(creation);
  const { parent } = expression;
  return (
    (parent?.type === 'VariableDeclarator' && parent.init === expression) ||
    (parent?.type === 'AssignmentExpression' && parent.parent.type === 'ExpressionStatement')
  );
}

/** The name of `reject` where the code is the executor of a promise, and not in a function inside of it. */
function rejectAround(node: Node, evaluator: Evaluator): string | undefined {
  const executor = [...ancestorsOf(node)].find(isFunction);
  const reject = executor?.params[1];
  const creation = executor && wrapped(executor).parent;
  if (creation?.type !== 'NewExpression' || reject?.type !== 'Identifier') return undefined;
  return isGlobalNamed(creation.callee, 'Promise', evaluator) ? reject.name : undefined;
}
