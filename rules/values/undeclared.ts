import type { Node, NodeOf } from '../source/nodes';
import { unwrap } from '../source/nodes';
import { isGlobalNamed } from './calls';
import type { Evaluator } from './evaluator';
import { keyOf } from './keys';
import { moduleValue, type Value } from './value';

/** Members that give away what is meant by the name of a module that nobody declares. */
const TELLING_MEMBERS: Readonly<Record<string, ReadonlySet<string>>> = {
  cluster: new Set(['fork', 'isMaster', 'isPrimary', 'isWorker', 'schedulingPolicy', 'setupMaster', 'setupPrimary']),
  os: new Set(['availableParallelism', 'cpus']),
};
/** Names of `worker_threads` that are nothing anywhere else. */
const THREAD_NAMES = new Set(['isMainThread', 'parentPort', 'workerData']);
/** Options that only the `Worker` of Node has. */
const NODE_OPTIONS = new Set([
  'argv',
  'env',
  'eval',
  'execArgv',
  'resourceLimits',
  'stderr',
  'stdin',
  'stdout',
  'workerData',
]);

/**
 * What a name that nothing declares stands for, as in a piece of code whose `require` was left out: only where nothing
 * but the module of Node can be meant. Undefined elsewhere.
 */
export function undeclaredModule(name: string, evaluator: Evaluator): Value | undefined {
  if (THREAD_NAMES.has(name)) return { kind: 'module', name: 'worker_threads', path: [name] };
  if (name === 'Worker') {
    return makesNodeWorker(evaluator) ? { kind: 'module', name: 'worker_threads', path: ['Worker'] } : undefined;
  }
  const telling = Object.hasOwn(TELLING_MEMBERS, name) ? TELLING_MEMBERS[name] : undefined;
  return telling && readsMember(name, telling, evaluator) ? moduleValue(name) : undefined;
}

function readsMember(name: string, members: ReadonlySet<string>, evaluator: Evaluator): boolean {
  return evaluator.source.nodes
    .ofType('MemberExpression')
    .some((node) => isGlobalNamed(unwrap(node.object), name, evaluator) && members.has(plainName(node)));
}

function makesNodeWorker(evaluator: Evaluator): boolean {
  return evaluator.callsNamed('Worker').some(({ callee, arguments: [file, options] }) => {
    if (!isGlobalNamed(unwrap(callee), 'Worker', evaluator)) return false;
    return (file && isGlobalNamed(file, '__filename', evaluator)) || (options && hasNodeOption(options, evaluator));
  });
}

function hasNodeOption(options: Node, evaluator: Evaluator): boolean {
  if (options.type !== 'ObjectExpression') return false;
  return options.properties.some(
    (property) =>
      property.type === 'Property' && !property.computed && NODE_OPTIONS.has(keyOf(property, evaluator) ?? ''),
  );
}

function plainName({ computed, property }: NodeOf<'MemberExpression'>): string {
  return !computed && property.type === 'Identifier' ? property.name : '';
}
