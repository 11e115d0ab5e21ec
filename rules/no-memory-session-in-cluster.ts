import type { ModuleReferences } from './module-references';
import type { Report, Rule, RuleContext } from './rule';
import { type Node, type NodeOf, unwrap } from './source/nodes';
import { constantOf } from './values/constants';
import { keyOf } from './values/keys';
import type { Value } from './values/value';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;

/** What keeps its state in the memory of one process, where nothing else is said. */
interface Keeper {
  /** The exports that make one, by module; '' is the module itself. */
  readonly makers: ReadonlySet<string>;
  /** The options of which each gives it another place. */
  readonly elsewhere: ReadonlySet<string>;
  /** Whether a server or a port can stand before the options. */
  readonly takesServer: boolean;
  readonly message: string;
}

const KEEPERS: readonly Keeper[] = [
  {
    makers: new Set(['express-session.']),
    elsewhere: new Set(['store']),
    takesServer: false,
    message:
      'Each worker keeps its own sessions, so users are logged out when another worker answers: give session a shared store.',
  },
  {
    makers: new Set(['express-rate-limit.', 'express-rate-limit.rateLimit']),
    elsewhere: new Set(['store']),
    takesServer: false,
    message:
      'Each worker counts for itself, so the limit is as many times higher as there are workers: give it a shared store.',
  },
  {
    makers: new Set(['socket.io.', 'socket.io.Server']),
    elsewhere: new Set(['adapter']),
    takesServer: true,
    message:
      'The requests of one socket.io client come to different workers, which know nothing of each other: use @socket.io/sticky and an adapter.',
  },
];

/** Modules that bring the requests of one client to one worker, or events to all workers. */
const SHARING = /sticky|adapter|socket\.io-redis|socketio-redis/i;

/** Sessions, limits and sockets kept in memory, in a program whose requests go to any of several workers. */
export const noMemorySessionInCluster: Rule = {
  name: 'no-memory-session-in-cluster',
  severity: 'warning',
  description: 'Sessions, rate limits or socket.io kept in the memory of each worker of a cluster',
  check,
};

function* check({ references, roles }: RuleContext): Generator<Report> {
  if (references.callsOf('cluster', 'fork').length === 0) return;
  for (const call of calls(references)) {
    const keeper = keeperOf(references.valueOf(call.callee));
    if (!keeper || !roles.mayRun(call, 'worker') || isElsewhere(call, keeper, references)) continue;
    yield { node: call.callee, message: keeper.message };
  }
}

function calls({ source: { nodes } }: ModuleReferences): Call[] {
  return [...nodes.ofType('CallExpression'), ...nodes.ofType('NewExpression')];
}

function keeperOf(callee: Value): Keeper | undefined {
  if (callee.kind !== 'module') return undefined;
  const path = callee.path.filter((name) => name !== 'default').join('.');
  return KEEPERS.find(({ makers }) => makers.has(`${callee.name}.${path}`));
}

function isElsewhere(call: Call, { elsewhere, takesServer }: Keeper, references: ModuleReferences): boolean {
  if (takesServer && sharesSockets(references)) return true;
  return call.arguments.some((argument, index) => {
    const isServer = takesServer && index === 0 && constantOf(argument, references.source).type !== 'ObjectExpression';
    return !isServer && mayName(argument, elsewhere, references);
  });
}

/** Whether an argument is options with one of these keys, or may be. */
function mayName(argument: Node, names: ReadonlySet<string>, references: ModuleReferences): boolean {
  const options = constantOf(argument, references.source);
  if (options.type !== 'ObjectExpression') return references.valueOf(argument).kind !== 'nullish';
  return options.properties.some((property) => {
    if (property.type === 'SpreadElement') return true;
    const name = keyOf(property, references.evaluator);
    return (name === undefined || names.has(name)) && !isMemoryStore(property.value, references);
  });
}

/** `store: new session.MemoryStore()`. */
function isMemoryStore(store: Node, references: ModuleReferences): boolean {
  const node = constantOf(store, references.source);
  if (node.type !== 'NewExpression') return false;
  const made = references.valueOf(unwrap(node.callee));
  return made.kind === 'module' && made.path.at(-1) === 'MemoryStore' && keeperOf({ ...made, path: [] }) !== undefined;
}

function sharesSockets({ source: { nodes }, evaluator }: ModuleReferences): boolean {
  const isAdapted = evaluator.callsNamed('adapter').length > 0;
  return isAdapted || nodes.ofType('Literal').some(({ value }) => typeof value === 'string' && SHARING.test(value));
}
