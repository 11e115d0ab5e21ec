import type { ModuleReferences } from './module-references';
import type { Node, NodeOf } from './source/nodes';
import { wrapped } from './source/nodes';
import { isCallee } from './values/function-uses';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;

/** A call that sends a message over the IPC channel of two processes. */
export interface SentMessage {
  readonly call: Call;
  /** What it sends, as the call has it. */
  readonly message: Node;
  /** Who sends it: this process to the one that forked it, or the one that forked it to a worker or another child. */
  readonly by: 'process' | 'worker' | 'child';
  /** The expressions or parameters that the worker or child comes from. */
  readonly origins: readonly Node[];
}

const SEND: ReadonlySet<string> = new Set(['send']);

/** The messages that a file sends by `process.send`, `worker.send` and `child.send`, in no order to rely on. */
export function* sentMessages(references: ModuleReferences): Generator<SentMessage> {
  for (const call of references.callsOf('process', 'send')) yield* sentBy(call, 'process', []);
  for (const type of ['worker', 'child'] as const) {
    for (const { node } of references.membersOf(type, SEND)) {
      const call = wrapped(node).parent;
      if (node.type !== 'MemberExpression' || call?.type !== 'CallExpression' || !isCallee(node)) continue;
      const value = references.valueOf(node.object);
      // `cluster.worker` is the module's own: it is what a worker has of itself.
      if (value.kind === 'builtin') yield* sentBy(call, type, value.origins);
      else yield* sentBy(call, 'process', []);
    }
  }
}

function* sentBy(call: Call, by: SentMessage['by'], origins: readonly Node[]): Generator<SentMessage> {
  const [message] = call.arguments;
  if (message && message.type !== 'SpreadElement') yield { call, message, by, origins };
}
