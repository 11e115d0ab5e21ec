// The process itself: its end, errors that nobody caught, messages with its parent, kills it makes.
import { errorInfo } from '../error-info';
import { countReceived, countSends } from '../ipc';
import { now, setQuietTimer } from '../originals';
import { hookEmit, replaceMethod } from '../patch';
import type { Reporter } from '../reporter';
import { safely } from '../safely';
import { signalName } from '../signals';
import { callSite } from '../site';
import { type Collector, PatchCollector } from './collector';

type Abort = (this: NodeJS.Process, ...args: unknown[]) => never;
type Exit = (this: NodeJS.Process, ...args: unknown[]) => never;
type Kill = (this: NodeJS.Process, ...args: unknown[]) => boolean;

export function processCollector(reporter: Reporter): Collector {
  const inMain = reporter.self.thread === 0;
  const parent = inMain && process.send ? reporter.counters.open({ kind: 'parent' }) : null;

  function see(_: object, args: unknown[]) {
    const event = args[0];
    if (event === 'message' && parent) return countReceived(reporter.counters, parent, args);
    if (event === 'uncaughtExceptionMonitor' && inMain) tellUncaught(args[1]);
    return event === 'exit' && isEnding() ? seeEnd(args[1]) : undefined;
  }

  /** `process.exit` among the exit listeners ends the process in that call: while they run, last words come before it. */
  function seeEnd(given: unknown) {
    const undo = replaceMethod<Exit>(
      process,
      'exit',
      (theirs) =>
        ({
          exit(this: NodeJS.Process, ...args: unknown[]) {
            safely(() => tellEnding(args[0] ?? process.exitCode ?? given));
            return Reflect.apply(theirs, this, args);
          },
        }).exit,
    );
    return (threw: boolean) => {
      undo();
      tellEnding(process.exitCode ?? given, threw);
    };
  }

  /** Emitted with or without listeners, before the program's own. https://nodejs.org/api/process.html#event-uncaughtexceptionmonitor */
  function tellUncaught(error: unknown): void {
    reporter.tell({ type: 'uncaught', time: now(), error: errorInfo(error) });
    // Fires only where the program goes on: what nobody catches ends it before the loop turns.
    setQuietTimer(() => reporter.tell({ type: 'survived', time: now() }), 0);
  }

  /** Nothing runs after it, no listener either. */
  function tellAbort(): void {
    reporter.tell({ type: 'abort', time: now(), site: callSite() });
    reporter.lastWords(null);
  }

  /** The program's own `exit` listeners have run; the code is final. */
  function tellEnding(given: unknown, threw = false): void {
    const code = Number(given ?? 0) || (threw ? 1 : 0);
    // The creator of a thread that ran before the agent came may not know it.
    reporter.lastWords(inMain || reporter.self.environment.late ? code : null);
  }

  const seeEmits = () => hookEmit(Object.getPrototypeOf(process), see);
  const seeKills = () =>
    replaceMethod<Kill>(
      process,
      'kill',
      (theirs) =>
        ({
          kill(this: NodeJS.Process, ...args: unknown[]) {
            const kill = safely(() => describeKill(args[0], args[1]));
            // A signal to itself may be the last thing this process does.
            if (kill?.reachesSelf) safely(() => reporter.tell(kill.message));
            const result = Reflect.apply(theirs, this, args);
            if (kill && !kill.reachesSelf) safely(() => reporter.tell(kill.message));
            return result;
          },
        }).kill,
    );
  const seeAborts = () =>
    replaceMethod<Abort>(
      process,
      'abort',
      (theirs) =>
        ({
          abort(this: NodeJS.Process, ...args: unknown[]) {
            safely(tellAbort);
            return Reflect.apply(theirs, this, args);
          },
        }).abort,
    );
  // A thread may not abort, and has a function of its own that says so.
  const ofMain = inMain ? [seeAborts] : [];
  return new PatchCollector(
    seeEmits,
    ...(parent ? [() => countSends(reporter.counters, parent, process)] : []),
    seeKills,
    ...ofMain,
  );
}

/** False where the program emits `exit` by hand. */
function isEnding(): boolean {
  return Boolean((process as NodeJS.Process & { _exiting?: boolean })._exiting);
}

function describeKill(given: unknown, signal: unknown) {
  // Anything else Node converts itself, which may run the program's code.
  const pid = typeof given === 'number' || typeof given === 'string' ? Number(given) : Number.NaN;
  const name = signalName(signal);
  if (!Number.isInteger(pid) || name === null) return null;
  const message = { type: 'kill', time: now(), pid, signal: name } as const;
  return { message, reachesSelf: pid <= 0 || pid === process.pid };
}
