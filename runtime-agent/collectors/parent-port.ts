// In a thread: messages between it and its creator, counted without a listener, which would keep the thread alive.
import threads = require('node:worker_threads');

import { replaceMethod } from '../patch';
import type { Reporter } from '../reporter';
import { type Collector, PatchCollector } from './collector';

type Port = threads.MessagePort;
type Post = (this: Port, ...args: unknown[]) => unknown;
type Dispatch = (this: Port, data: unknown, type: string, ...rest: unknown[]) => unknown;
type Receive = (this: unknown, ...args: unknown[]) => unknown;

/** What Node calls with each message that arrived at a port. https://github.com/nodejs/node/blob/main/lib/internal/per_context/messageport.js */
const DISPATCH = Symbol.for('nodejs.internal.kHybridDispatch');

export function parentPortCollector(reporter: Reporter): Collector {
  const port = threads.parentPort;
  if (!port) return new PatchCollector();
  const counter = reporter.counters.open({ kind: 'parent' });
  const prototype: object = threads.MessagePort.prototype;

  const countPosts = () =>
    replaceMethod<Post>(
      prototype,
      'postMessage',
      (theirs) =>
        ({
          postMessage(this: Port, ...args: unknown[]) {
            const result = Reflect.apply(theirs, this, args);
            if (this === port) reporter.counters.sent(counter);
            return result;
          },
        }).postMessage,
    );

  /** Inherited from `EventTarget`; taken over on ports alone. */
  const countArrivals = () => {
    const inherited: Dispatch | undefined = Reflect.get(prototype, DISPATCH);
    if (typeof inherited !== 'function' || Object.hasOwn(prototype, DISPATCH)) return () => {};
    const { dispatch } = {
      dispatch(this: Port, ...args: Parameters<Dispatch>) {
        if (this === port && args[1] === 'message') reporter.counters.received(counter);
        return Reflect.apply(inherited, this, args);
      },
    };
    Object.defineProperty(prototype, DISPATCH, {
      value: dispatch,
      writable: true,
      configurable: true,
      enumerable: false,
    });
    return () => void Reflect.deleteProperty(prototype, DISPATCH);
  };

  const countTaken = () =>
    replaceMethod<Receive>(
      threads,
      'receiveMessageOnPort',
      (theirs) =>
        ({
          receiveMessageOnPort(this: unknown, ...args: unknown[]) {
            const taken = Reflect.apply(theirs, this, args);
            if (args[0] === port && taken !== undefined) reporter.counters.received(counter);
            return taken;
          },
        }).receiveMessageOnPort,
    );
  return new PatchCollector(countPosts, countArrivals, countTaken);
}
