// Messages on ports, counted without a listener, which would keep the thread alive: between a thread and its creator, on the
// program's own channels, and on broadcast channels. Ports of Node's own bear no stamp, and what they carry is let through.
import { ownProperty, threads } from '../originals';
import { disguise, replaceMethod, replaceValue } from '../patch';
import { type Ports, portsIn } from '../ports';
import type { Reporter } from '../reporter';
import { safely } from '../safely';
import { counterOf, stamp } from '../stamp';
import { type Collector, PatchCollector } from './collector';

type Post = (this: object, ...args: unknown[]) => unknown;
type Dispatch = (this: object, data: unknown, type: string, ...rest: unknown[]) => unknown;
type Receive = (this: unknown, ...args: unknown[]) => unknown;
/** Called after the listeners of what arrived. */
type After = (() => void) | undefined;

/** What Node calls with each message that arrived at a port. https://github.com/nodejs/node/blob/main/lib/internal/per_context/messageport.js */
const DISPATCH = Symbol.for('nodejs.internal.kHybridDispatch');
/** Where it keeps the ports that came with it meanwhile. */
const CARRIED = Symbol.for('nodejs.internal.kCurrentlyReceivingPorts');

/** What is arriving at a port without a stamp, as that of a broadcast channel is. */
interface Arrival {
  data: unknown;
  carried: unknown;
}

export function portsCollector(reporter: Reporter, ports: Ports): Collector {
  const { counters } = reporter;
  const portPrototype: object = threads.MessagePort.prototype;
  const broadcastPrototype: object = threads.BroadcastChannel.prototype;
  let arrival: Arrival | null = null;

  /** Before the program's first line. */
  function adoptOwn(): () => void {
    const { parentPort, workerData } = threads;
    if (!parentPort) return () => {};
    const counter = counters.open({ kind: 'parent' });
    stamp(parentPort, counter);
    ports.started(counter, 'received', workerData);
    return () => {};
  }

  const countPosts = () =>
    replaceMethod<Post>(
      portPrototype,
      'postMessage' as const,
      (theirs) =>
        ({
          postMessage(this: object, ...args: unknown[]) {
            const counter = counterOf(this);
            if (counter === undefined) return Reflect.apply(theirs, this, args);
            const time = ports.begin(counter, args[0], args[1]);
            const result = Reflect.apply(theirs, this, args);
            ports.posted(counter, time, args[0], args[1]);
            return result;
          },
        }).postMessage,
    );

  const letGo = () => {
    arrival = null;
  };

  function arrived(port: object, data: unknown): After {
    // Node's own property, and written by it just before.
    const carried = (port as { [CARRIED]?: unknown })[CARRIED];
    const counter = counterOf(port);
    if (counter !== undefined) return ports.received(counter, data, carried);
    arrival = { data, carried };
    return letGo;
  }

  function seePort(port: object, args: unknown[]): After {
    // What a program emits by hand comes without a third, what it dispatches with the event.
    if (args[1] === 'message') return args.length === 3 && !args[2] ? arrived(port, args[0]) : undefined;
    const counter = args[1] === 'close' ? counterOf(port) : undefined;
    if (counter) counters.forget(counter);
    return undefined;
  }

  /** Node hands an event on from a port that no program has. By whom else it is dispatched, it is no message. */
  function seeBroadcast(channel: object, args: unknown[]): After {
    const arrived = args[1] === 'message' ? arrival : null;
    const counter = arrived && ports.broadcast(channel);
    return counter ? ports.received(counter, arrived.data, arrived.carried) : undefined;
  }

  /** Inherited from `EventTarget`; taken over on these alone. */
  const dispatches = (home: object, see: (target: object, args: unknown[]) => After) => () => {
    const inherited: Dispatch | undefined = Reflect.get(home, DISPATCH);
    if (typeof inherited !== 'function' || Object.hasOwn(home, DISPATCH)) return () => {};
    const { dispatch } = {
      dispatch(this: object, ...args: Parameters<Dispatch>) {
        const after = see(this, args);
        if (!after) return Reflect.apply(inherited, this, args);
        try {
          return Reflect.apply(inherited, this, args);
        } finally {
          safely(after);
        }
      },
    };
    Object.defineProperty(home, DISPATCH, { value: dispatch, writable: true, configurable: true, enumerable: false });
    return () => void Reflect.deleteProperty(home, DISPATCH);
  };

  const countTaken = () =>
    replaceMethod<Receive>(
      threads,
      'receiveMessageOnPort' as const,
      (theirs) =>
        ({
          receiveMessageOnPort(this: unknown, ...args: unknown[]) {
            const taken = Reflect.apply(theirs, this, args);
            if (taken !== undefined) safely(() => seeTaken(args[0] as object, taken));
            return taken;
          },
        }).receiveMessageOnPort,
    );

  function seeTaken(port: object, taken: unknown): void {
    const counter = ports.broadcast(port);
    const message = ownProperty(taken as object, 'message')?.value;
    if (counter) ports.received(counter, message, portsIn(message));
  }

  /** As with `Worker`: the proxy's one trap sees each construction. */
  function seeChannels(): () => void {
    const theirs = threads.MessageChannel;
    const ours: typeof theirs = new Proxy(theirs, {
      construct(target, args: unknown[], newTarget) {
        const channel = Reflect.construct(target, args, newTarget === ours ? target : newTarget);
        safely(() => ports.made(channel));
        return channel;
      },
    });
    const undo = [
      replaceValue(threads, 'MessageChannel', ours),
      replaceValue(theirs.prototype, 'constructor', ours),
      replaceGlobal('MessageChannel', theirs, ours),
    ];
    return () => undo.forEach((each) => void each());
  }

  const countBroadcasts = () =>
    replaceMethod<Post>(
      broadcastPrototype,
      'postMessage' as const,
      (theirs) =>
        ({
          postMessage(this: object, ...args: unknown[]) {
            const counter = ports.broadcast(this);
            const time = counter ? ports.begin(counter, args[0], undefined) : 0;
            const result = Reflect.apply(theirs, this, args);
            if (counter) ports.posted(counter, time, args[0], undefined);
            return result;
          },
        }).postMessage,
    );

  return new PatchCollector(
    adoptOwn,
    countPosts,
    dispatches(portPrototype, seePort),
    countTaken,
    seeChannels,
    countBroadcasts,
    dispatches(broadcastPrototype, seeBroadcast),
  );
}

/** Of some Nodes a getter, which puts the value in its own place when it is first asked for. */
function replaceGlobal(key: string, theirs: unknown, ours: unknown): () => void {
  const before = ownProperty(globalThis, key);
  if (before?.value === theirs) return replaceValue(globalThis, key, ours);
  const lazy = before?.get;
  if (!lazy) return () => {};
  const { get } = {
    get(this: unknown) {
      const value = Reflect.apply(lazy, this, []);
      if (value !== theirs) return value;
      replaceValue(globalThis, key, ours);
      return ours;
    },
  };
  Object.defineProperty(globalThis, key, { ...before, get: disguise(get, lazy) });
  return () => void Object.defineProperty(globalThis, key, before);
}
