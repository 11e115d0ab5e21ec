// Options of `new Worker` under which the thread would not load the agent, made so that it does.
// A thread takes over its creator's preloads, but with an `execArgv` or `env` of its own: there it reads only those.
// Node alone reads the program's objects: getters and traps run when, and as often as, they would without the lens.
import { addStub } from '../protocol/injection';
import { isOtherUser } from './hide';
import { environment } from './originals';
import { overlay } from './overlay';
import { dataProperty, findProperty, isObject, isProxy } from './safely';

const OPTIONS = 'NODE_OPTIONS';

export interface ObservedOptions {
  /** The arguments of `new Worker` to use in place of the program's. */
  args: unknown[];
  /** To be called once Node has read them. */
  settle(): void;
}

export function observedOptions(args: unknown[], stub: string): ObservedOptions {
  const options = args[1];
  if (isOtherUser(null)) return { args: withOwnFlags(args), settle() {} };
  if (!isObject(options) || !mayReplace(options)) return { args, settle() {} };
  let settle = () => {};
  const add: AddStub = (theirs) => {
    const ours = addStub(typeof theirs === 'string' ? theirs : undefined, stub);
    if (typeof theirs === 'string' && theirs === environment[OPTIONS]) settle = lend(theirs, ours);
    return ours;
  };
  const given = args.slice();
  given[1] = withStub(options, stub, add);
  return { args: given, settle: () => settle() };
}

/** The flags that a thread would take over, given by name: as the program sees them they do not hold the stub. */
function withOwnFlags(args: unknown[]): unknown[] {
  const options = args[1] ?? {};
  if (!isObject(options)) return args;
  const given = args.slice();
  given[1] = overlay(options, 'execArgv', (theirs) =>
    isObject(dataProperty(options, 'env')) ? theirs : (theirs ?? process.execArgv),
  );
  return given;
}

type AddStub = (theirs: unknown) => string;

/**
 * NODE_OPTIONS of a thread may hold what only a process takes, such as `--title`, if they equal the process's own:
 * these get the stub too for a moment. Source: `Worker::New` of Node 24's src/node_worker.cc.
 */
function lend(theirs: string, ours: string): () => void {
  environment[OPTIONS] = ours;
  return () => {
    if (environment[OPTIONS] === ours) environment[OPTIONS] = theirs;
  };
}

function mayReplace(options: object): boolean {
  return isProxy(options) || ['execArgv', 'env'].some((key) => findProperty(options, key) !== undefined);
}

function withStub(options: object, stub: string, add: AddStub): object {
  let ownFlags = false;
  const flagged = overlay(options, 'execArgv', (theirs) => {
    ownFlags = Array.isArray(theirs);
    return ownFlags ? ['--require', stub].concat(theirs as string[]) : theirs;
  });
  // Node reads `execArgv` first. `SHARE_ENV` is a symbol, no object.
  return overlay(flagged, 'env', (theirs) => (isObject(theirs) && !ownFlags ? overlay(theirs, OPTIONS, add) : theirs));
}
