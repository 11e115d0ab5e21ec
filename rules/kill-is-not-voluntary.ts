import { replace } from './fixes/edits';
import type { ModuleReferences } from './module-references';
import type { Change, Report, Rule, RuleContext } from './rule';
import { type Node, type NodeOf, unwrap, wrapped } from './source/nodes';
import { typeOf } from './values/builtins';
import { isGlobalNamed } from './values/calls';
import { isCallee } from './values/function-uses';
import { memberName } from './values/keys';

const KILLERS: readonly string[] = ['destroy', 'kill'];
const ASKED_FOR = 'exitedAfterDisconnect';

/** `worker.kill()` in the primary of a program that asks for `exitedAfterDisconnect`, which stays false. */
export const killIsNotVoluntary: Rule = {
  name: 'kill-is-not-voluntary',
  severity: 'information',
  description: '`worker.kill()`, after which `exitedAfterDisconnect` is false',
  check,
};

function* check({ references, instances, source }: RuleContext): Generator<Report> {
  if (!asksForIt(references)) return;
  for (const { node, worker } of kills(references)) {
    const call = wrapped(node).parent as NodeOf<'CallExpression'>;
    if (isLastResort(call, references) || mayDisconnect(worker, { references, instances })) continue;
    yield {
      node: node.property,
      message:
        'kill only sends a signal and leaves exitedAfterDisconnect false, as after a crash: call worker.disconnect() for an end on purpose.',
      suggestions: suggestionsFor(call, worker, source.textOf(worker)),
    };
  }
}

/** Whether the file reads `exitedAfterDisconnect` of anything: the name is of `cluster` alone. */
function asksForIt(references: ModuleReferences): boolean {
  return [references.membersNamed(ASKED_FOR), references.patternsNamed(ASKED_FOR)].some(({ length }) => length > 0);
}

/** The calls of `worker.kill` and `worker.process.kill`, each with the worker. */
function* kills(references: ModuleReferences): Generator<{ node: NodeOf<'MemberExpression'>; worker: Node }> {
  for (const node of KILLERS.flatMap((name) => references.membersNamed(name))) {
    if (!isCallee(node)) continue;
    const object = unwrap(node.object);
    const isProcess = object.type === 'MemberExpression' && memberName(object, references.evaluator) === 'process';
    const worker = isProcess ? object.object : object;
    if (isWorkerOfPrimary(worker, references)) yield { node, worker };
  }
}

/** A worker's own `cluster.worker.kill()` disconnects first. */
function isWorkerOfPrimary(node: Node, references: ModuleReferences): boolean {
  const value = references.valueOf(node);
  if (value.kind === 'builtin') return typeOf(value) === 'worker';
  // A piece of code whose declarations were left out.
  return isGlobalNamed(unwrap(node), 'worker', references.evaluator) && value.kind === 'unknown';
}

/** SIGKILL is for those that did not leave. */
function isLastResort({ arguments: [signal] }: NodeOf<'CallExpression'>, references: ModuleReferences): boolean {
  if (!signal) return false;
  const value = references.valueOf(signal);
  return value.kind !== 'string' || !/^SIG(TERM|INT|HUP|QUIT)$/.test(value.text);
}

/** Whether the worker is told to disconnect as well: then `exitedAfterDisconnect` is true. */
function mayDisconnect(
  worker: Node,
  { references, instances }: Pick<RuleContext, 'references' | 'instances'>,
): boolean {
  const { evaluator } = references;
  if (references.callsOf('cluster', 'disconnect').length > 0) return true;
  const value = evaluator.valueOf(worker);
  const name = references.source.textOf(unwrap(worker));
  const origins = value.kind === 'builtin' ? value.origins : [];
  return (
    origins.some((origin) => instances.of(origin).calls.some((call) => call.name === 'disconnect')) ||
    evaluator.callsNamed('disconnect').some(({ callee }) => {
      const method = unwrap(callee);
      return method.type === 'MemberExpression' && references.source.textOf(unwrap(method.object)) === name;
    })
  );
}

function suggestionsFor(call: NodeOf<'CallExpression'>, worker: Node, text: string): Change[] {
  if (call.callee.type !== 'MemberExpression' || call.callee.optional || worker.type === 'ChainExpression') return [];
  return [{ title: 'Call worker.disconnect()', edits: [replace(call, `${text}.disconnect()`)] }];
}
