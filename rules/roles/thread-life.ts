import { Roles } from '../roles';
import { type Node, wrapped } from '../source/nodes';
import { SourceFile } from '../source/source-file';
import { Evaluator } from '../values/evaluator';
import { FunctionUses, isCallee } from '../values/function-uses';
import { memberName } from '../values/keys';
import { isModule } from '../values/value';
import { SelfTests } from './self-tests';

/** What takes a listener off a port, closes it, or ends the thread or the process. Which object it is asked of is not looked at. */
const ENDS = ['abort', 'close', 'exit', 'kill', 'off', 'removeAllListeners', 'removeListener', 'unref'];
const ADDERS = new Set(['addEventListener', 'addListener', 'on', 'prependListener']);

/** Whether a thread that runs a file stays until somebody ends it: it listens to its port, and never stops. */
export function staysAlive(source: SourceFile, roles?: Roles): boolean {
  const evaluator = roles?.evaluator ?? new Evaluator(source);
  if (ENDS.some((name) => evaluator.callsNamed(name).length > 0)) return false;
  const known = roles ?? new Roles(evaluator, new FunctionUses(evaluator));
  return source.nodes
    .ofType('MemberExpression')
    .some(
      (member) =>
        isModule(evaluator.valueOf(member.object), 'worker_threads', 'parentPort') &&
        isListening(member, memberName(member, evaluator), evaluator) &&
        known.comesTo(member, 'thread') &&
        !new SelfTests(known).mayDecide(member, undefined),
    );
}

/** The same for the text of another file. */
export function textStaysAlive(text: string, fileName: string): boolean {
  const source = SourceFile.from(text, fileName);
  return source !== null && staysAlive(source);
}

/** `parentPort.on('message', …)`, or `parentPort.onmessage = …`. */
function isListening(member: Node, name: string | undefined, evaluator: Evaluator): boolean {
  const { parent } = wrapped(member);
  if (name === 'onmessage') return parent?.type === 'AssignmentExpression';
  if (name === undefined || !ADDERS.has(name) || !isCallee(member) || parent?.type !== 'CallExpression') return false;
  const event = parent.arguments[0] && evaluator.valueOf(parent.arguments[0]);
  return event?.kind === 'string' && event.text === 'message';
}
