// What there is to know of Node's members around clusters and threads: since when, where they are there, and what
// people get wrong about them. test/behaviour/node-api.test.ts holds it against Node's own modules.

/** Who has a member, as a person reads it. */
export const ROLES = {
  primary: 'in the primary',
  worker: 'in a cluster worker',
  both: 'in the primary and in the worker itself',
  child: 'in a cluster worker, and in a child with an IPC channel',
  creator: 'where the thread was made',
  thread: 'in a thread; on the main thread it is empty',
  anywhere: 'in every process and thread',
} as const;

export interface Member {
  /** How Node's documentation writes it, and the heading of its section there. */
  readonly heading: string;
  /** The release that brought it. */
  readonly since: string;
  /** Older lines that got it later on. */
  readonly also?: readonly number[];
  readonly deprecated?: string;
  readonly removed?: string;
  readonly role: keyof typeof ROLES;
  readonly text: string;
}

export interface ApiEvent extends Member {
  /** What listeners are given. */
  readonly parameters: readonly string[];
}

/** A module, or a class of objects that it makes. */
export interface Owner {
  /** The page below https://nodejs.org/api/. */
  readonly page: string;
  readonly members: Readonly<Record<string, Member>>;
  readonly events: Readonly<Record<string, ApiEvent>>;
}

const CLUSTER: Owner = {
  page: 'cluster.html',
  members: {
    disconnect: {
      heading: 'cluster.disconnect([callback])',
      since: '0.7.7',
      role: 'primary',
      text: 'Disconnects every worker: each closes its servers, serves what is open, and ends once nothing keeps it. It has no time limit of its own.',
    },
    fork: {
      heading: 'cluster.fork([env])',
      since: '0.6.0',
      role: 'primary',
      text: 'Makes a worker: a process that runs the same file from its first line, unless `setupPrimary` says another. `env` is added to its environment. A worker has no `fork`.',
    },
    isMaster: {
      heading: 'cluster.isMaster',
      since: '0.8.1',
      deprecated: '16.0.0',
      role: 'anywhere',
      text: 'The old name of `cluster.isPrimary`. Node never warns of it.',
    },
    isPrimary: {
      heading: 'cluster.isPrimary',
      since: '16.0.0',
      role: 'anywhere',
      text: 'Whether this process is no cluster worker: `NODE_UNIQUE_ID` is not set. Threads of a primary see it true as well; tell them apart by `isMainThread`.',
    },
    isWorker: {
      heading: 'cluster.isWorker',
      since: '0.6.0',
      role: 'anywhere',
      text: 'Whether this process is a cluster worker; it says nothing about threads. It is the opposite of `cluster.isPrimary`.',
    },
    schedulingPolicy: {
      heading: 'cluster.schedulingPolicy',
      since: '0.11.2',
      role: 'primary',
      text: '`SCHED_RR` (the primary hands out connections in turn) or `SCHED_NONE` (the system does). It is fixed by the first `fork()` or `setupPrimary()`; `NODE_CLUSTER_SCHED_POLICY=rr` or `none` sets it from outside.',
    },
    SCHED_RR: {
      heading: 'cluster.schedulingPolicy',
      since: '0.11.2',
      role: 'anywhere',
      text: 'The policy by which the primary accepts connections and hands them to the workers in turn: the default everywhere but on Windows.',
    },
    SCHED_NONE: {
      heading: 'cluster.schedulingPolicy',
      since: '0.11.2',
      role: 'anywhere',
      text: 'The policy by which the workers accept connections themselves. Shares are often uneven: two of eight workers were seen to get 70 % of them.',
    },
    settings: {
      heading: 'cluster.settings',
      since: '0.7.1',
      role: 'primary',
      text: 'What the next `fork()` goes by; empty before the first `setupPrimary()` or `fork()`. It is to be read: change it with `setupPrimary`.',
    },
    setupMaster: {
      heading: 'cluster.setupMaster([settings])',
      since: '0.7.1',
      deprecated: '16.0.0',
      role: 'primary',
      text: 'The old name of `cluster.setupPrimary`. Node never warns of it.',
    },
    setupPrimary: {
      heading: 'cluster.setupPrimary([settings])',
      since: '16.0.0',
      role: 'primary',
      text: 'Says what workers that are forked from now on run: `exec`, `args`, `execArgv`, `cwd`, `serialization`, `silent`, `stdio`, `uid`, `gid`, `inspectPort`, `windowsHide`. Those that live keep what they have.',
    },
    worker: {
      heading: 'cluster.worker',
      since: '0.7.0',
      role: 'worker',
      text: 'The worker that this process is. In the primary it is undefined.',
    },
    workers: {
      heading: 'cluster.workers',
      since: '0.7.0',
      role: 'primary',
      text: 'The workers that live, by id. One leaves it when it has both disconnected and exited, in either order. In a worker it is undefined.',
    },
    Worker: {
      heading: 'Class: Worker',
      since: '0.7.0',
      role: 'anywhere',
      text: 'What `cluster.fork()` gives, and `cluster.worker` is. Not the `Worker` of `node:worker_threads`, which is a thread.',
    },
  },
  events: {
    disconnect: {
      heading: "Event: 'disconnect'_1",
      since: '0.7.9',
      role: 'primary',
      parameters: ['worker'],
      text: 'The IPC channel of a worker has closed. Its exit may come before, or much later: a worker with open connections lives on.',
    },
    exit: {
      heading: "Event: 'exit'_1",
      since: '0.7.9',
      role: 'primary',
      parameters: ['worker', 'code', 'signal'],
      text: 'A worker has ended. `worker.exitedAfterDisconnect` tells whether it was meant to; fork another only with a limit, or a crash at the start never ends.',
    },
    fork: {
      heading: "Event: 'fork'",
      since: '0.7.0',
      role: 'primary',
      parameters: ['worker'],
      text: 'A worker was forked; it does not run its code yet.',
    },
    listening: {
      heading: "Event: 'listening'_1",
      since: '0.7.0',
      role: 'primary',
      parameters: ['worker', 'address'],
      text: 'A worker listens. `address.addressType` is 4, 6, -1 for a Unix socket, or `udp4` and `udp6`.',
    },
    message: {
      heading: "Event: 'message'_1",
      since: '2.5.0',
      role: 'primary',
      parameters: ['worker', 'message', 'handle'],
      text: 'A worker sent a message. Before Node.js 6 the worker was not among the arguments.',
    },
    online: {
      heading: "Event: 'online'_1",
      since: '0.7.0',
      role: 'primary',
      parameters: ['worker'],
      text: 'A worker has started and runs. It need not listen yet.',
    },
    setup: {
      heading: "Event: 'setup'",
      since: '0.7.1',
      role: 'primary',
      parameters: ['settings'],
      text: '`setupPrimary` was called, by the program or by its first `fork()`. `settings` is what it was at that moment.',
    },
  },
};

const CLUSTER_WORKER: Owner = {
  page: 'cluster.html',
  members: {
    disconnect: {
      heading: 'worker.disconnect()',
      since: '0.7.7',
      role: 'both',
      text: 'Lets the worker go: it closes its servers, its open connections are served, then its IPC channel closes. It sets `exitedAfterDisconnect`. Long-lived connections keep the worker alive: give it a time limit.',
    },
    exitedAfterDisconnect: {
      heading: 'worker.exitedAfterDisconnect',
      since: '6.0.0',
      role: 'both',
      text: 'True once the worker was disconnected on purpose: that tells a wanted exit from a crash. `kill()` leaves it false.',
    },
    suicide: {
      heading: 'worker.exitedAfterDisconnect',
      since: '0.7.0',
      deprecated: '6.0.0',
      removed: '9.0.0',
      role: 'both',
      text: 'Gone since Node.js 9: it is `exitedAfterDisconnect` now.',
    },
    id: {
      heading: 'worker.id',
      since: '0.8.0',
      role: 'both',
      text: 'The number of the worker, counted from 1 and never used again: a worker that takes the place of another has a new one.',
    },
    isConnected: {
      heading: 'worker.isConnected()',
      since: '0.11.14',
      role: 'both',
      text: 'Whether the IPC channel is open. A worker that is disconnected may still live.',
    },
    isDead: {
      heading: 'worker.isDead()',
      since: '0.11.14',
      role: 'both',
      text: 'Whether the process of the worker has ended, by an exit code or by a signal.',
    },
    kill: {
      heading: 'worker.kill([signal])',
      since: '0.9.12',
      role: 'both',
      text: 'In the primary it sends the signal (SIGTERM) at once, and `exitedAfterDisconnect` stays false. In the worker itself it disconnects, then exits with 0.',
    },
    destroy: {
      heading: 'worker.kill([signal])',
      since: '0.7.0',
      role: 'both',
      text: 'The older name of `worker.kill`.',
    },
    process: {
      heading: 'worker.process',
      since: '0.7.0',
      role: 'both',
      text: 'The ChildProcess of the worker, seen from the primary; in the worker it is its own `process`.',
    },
    send: {
      heading: 'worker.send(message[, sendHandle[, options]][, callback])',
      since: '0.7.0',
      role: 'both',
      text: "Sends a message to the worker, or from it to the primary. It goes as JSON, which loses Map, Set, Date and undefined, unless `setupPrimary({ serialization: 'advanced' })` says otherwise.",
    },
    state: {
      heading: 'Class: Worker',
      since: '0.7.0',
      role: 'both',
      text: 'How far the worker has come (`none`, `online`, `listening`, `dead` …). It is not documented.',
    },
  },
  events: {
    disconnect: {
      heading: "Event: 'disconnect'",
      since: '0.7.7',
      role: 'both',
      parameters: [],
      text: 'The IPC channel of this worker has closed.',
    },
    error: {
      heading: "Event: 'error'",
      since: '0.7.3',
      role: 'both',
      parameters: ['error'],
      text: 'The process could not be started or killed, or a message could not be sent. It is not an error that the worker threw.',
    },
    exit: {
      heading: "Event: 'exit'",
      since: '0.11.2',
      role: 'primary',
      parameters: ['code', 'signal'],
      text: 'This worker has ended: by a code, or by a signal, and then `code` is null.',
    },
    listening: {
      heading: "Event: 'listening'",
      since: '0.7.0',
      role: 'primary',
      parameters: ['address'],
      text: 'This worker listens. `address.addressType` is 4, 6, -1 for a Unix socket, or `udp4` and `udp6`.',
    },
    message: {
      heading: "Event: 'message'",
      since: '0.7.0',
      role: 'both',
      parameters: ['message', 'handle'],
      text: 'In the primary: a message from this worker. In the worker: one from the primary, as with `process`.',
    },
    online: {
      heading: "Event: 'online'",
      since: '0.7.0',
      role: 'primary',
      parameters: [],
      text: 'This worker has started and runs.',
    },
  },
};

const WORKER_THREADS: Owner = {
  page: 'worker_threads.html',
  members: {
    BroadcastChannel: {
      heading: 'Class: BroadcastChannel extends EventTarget',
      since: '15.4.0',
      role: 'anywhere',
      text: 'A channel by name among all threads of a process. It keeps its thread alive until it is closed or `unref()`ed, and does not reach other processes.',
    },
    MessageChannel: {
      heading: 'Class: MessageChannel',
      since: '10.5.0',
      role: 'anywhere',
      text: 'Two connected ports, `port1` and `port2`. Transfer one to a thread to talk to it past its creator.',
    },
    MessagePort: {
      heading: 'Class: MessagePort',
      since: '10.5.0',
      role: 'anywhere',
      text: 'One end of a channel. A listener for `message` keeps the thread alive until the port is closed or `unref()`ed.',
    },
    SHARE_ENV: {
      heading: 'worker_threads.SHARE_ENV',
      since: '11.14.0',
      role: 'anywhere',
      text: 'As the option `env` of `new Worker`: the thread reads and writes the same environment, in place of a copy.',
    },
    Worker: {
      heading: 'new Worker(filename[, options])',
      since: '10.5.0',
      role: 'anywhere',
      text: 'Makes a thread. A relative path is meant from the working directory: give `new URL(…, import.meta.url)` or an absolute path. Without a listener for `error`, what it throws ends the process.',
    },
    getEnvironmentData: {
      heading: 'worker_threads.getEnvironmentData(key)',
      since: '15.12.0',
      also: [14],
      role: 'anywhere',
      text: 'A copy of what `setEnvironmentData` had under this key in the creator when the thread was made.',
    },
    isInternalThread: {
      heading: 'worker_threads.isInternalThread',
      since: '23.7.0',
      also: [22],
      role: 'anywhere',
      text: "Whether this is a thread of Node's own, such as the one of module hooks.",
    },
    isMainThread: {
      heading: 'worker_threads.isMainThread',
      since: '10.5.0',
      role: 'anywhere',
      text: 'Whether this is no thread made by `new Worker`. It is true in the main thread of a cluster worker too.',
    },
    isMarkedAsUntransferable: {
      heading: 'worker_threads.isMarkedAsUntransferable(object)',
      since: '21.0.0',
      role: 'anywhere',
      text: 'Whether `markAsUntransferable` was called for an object.',
    },
    locks: {
      heading: 'worker_threads.locks',
      since: '24.5.0',
      role: 'anywhere',
      text: 'Locks by name among the threads of a process, as browsers have them.',
    },
    markAsUncloneable: {
      heading: 'worker_threads.markAsUncloneable(object)',
      since: '23.0.0',
      also: [22],
      role: 'anywhere',
      text: 'Makes posting this object throw, in place of sending a copy of it.',
    },
    markAsUntransferable: {
      heading: 'worker_threads.markAsUntransferable(object)',
      since: '14.5.0',
      also: [12],
      role: 'anywhere',
      text: 'Keeps an object from being transferred; it is not to be undone. Since Node.js 21 naming it in a list of transfers throws, before it was copied.',
    },
    moveMessagePortToContext: {
      heading: 'worker_threads.moveMessagePortToContext(port, contextifiedSandbox)',
      since: '11.13.0',
      role: 'anywhere',
      text: 'Moves a port into a context of `node:vm`. The old one is of no use afterwards.',
    },
    parentPort: {
      heading: 'worker_threads.parentPort',
      since: '10.5.0',
      role: 'thread',
      text: 'The port to whoever made this thread; null on the main thread. A listener for `message` keeps the thread alive: close it, or have the creator terminate the thread.',
    },
    postMessageToThread: {
      heading: 'worker_threads.postMessageToThread(threadId, value[, transferList][, timeout])',
      since: '22.5.0',
      also: [20],
      role: 'anywhere',
      text: 'Sends a value to any thread of the process by its id. There it is the event `workerMessage` of `process`; without a listener the promise rejects.',
    },
    receiveMessageOnPort: {
      heading: 'worker_threads.receiveMessageOnPort(port)',
      since: '12.3.0',
      role: 'anywhere',
      text: 'Takes one message from a port at once, as `{ message }`, or undefined where there is none. No `message` event comes of it.',
    },
    resourceLimits: {
      heading: 'worker_threads.resourceLimits',
      since: '13.2.0',
      also: [12],
      role: 'thread',
      text: 'The limits that this thread was made with. One that is reached ends the thread with `ERR_WORKER_OUT_OF_MEMORY`, not the process.',
    },
    setEnvironmentData: {
      heading: 'worker_threads.setEnvironmentData(key[, value])',
      since: '15.12.0',
      also: [14],
      role: 'anywhere',
      text: 'Hands a copy of a value to every thread that is made from here later on.',
    },
    threadId: {
      heading: 'worker_threads.threadId',
      since: '10.5.0',
      role: 'anywhere',
      text: 'The number of this thread in its process; 0 is the main thread. It is an export of this module: `process.threadId` does not exist.',
    },
    threadName: {
      heading: 'worker_threads.threadName',
      since: '24.6.0',
      also: [22],
      role: 'thread',
      text: 'The name that the thread was made with (`new Worker(…, { name })`).',
    },
    workerData: {
      heading: 'worker_threads.workerData',
      since: '10.5.0',
      role: 'thread',
      text: 'A copy of what `new Worker(…, { workerData })` was given; null on the main thread. Functions can not be copied, and instances lose their class.',
    },
  },
  events: {},
};

const THREAD: Owner = {
  page: 'worker_threads.html',
  members: {
    cpuUsage: {
      heading: 'worker.cpuUsage([prev])',
      since: '24.6.0',
      also: [22],
      role: 'creator',
      text: 'Promises the processor time that the thread has used.',
    },
    getHeapSnapshot: {
      heading: 'worker.getHeapSnapshot([options])',
      since: '13.9.0',
      also: [12],
      role: 'creator',
      text: 'Promises a stream of a snapshot of the heap of the thread. It rejects when the thread ends before.',
    },
    getHeapStatistics: {
      heading: 'worker.getHeapStatistics()',
      since: '24.0.0',
      also: [22],
      role: 'creator',
      text: 'Promises what `v8.getHeapStatistics()` says in the thread.',
    },
    performance: {
      heading: 'worker.performance',
      since: '15.1.0',
      also: [12, 14],
      role: 'creator',
      text: '`performance.eventLoopUtilization()` of it tells how busy the thread is, without asking the thread.',
    },
    postMessage: {
      heading: 'worker.postMessage(value[, transferList])',
      since: '10.5.0',
      role: 'creator',
      text: 'Sends a copy of a value to the `parentPort` of the thread. What is in the list of transfers moves there, and is of no use here any more. Functions and promises throw.',
    },
    ref: {
      heading: 'worker.ref()',
      since: '10.5.0',
      role: 'creator',
      text: 'Takes `unref()` back: the process waits for the thread again.',
    },
    resourceLimits: {
      heading: 'worker.resourceLimits_1',
      since: '13.2.0',
      also: [12],
      role: 'creator',
      text: 'The limits of the thread; empty once it has ended.',
    },
    startCpuProfile: {
      heading: 'worker.startCpuProfile()',
      since: '24.8.0',
      also: [22],
      role: 'creator',
      text: 'Starts a CPU profile of the thread, and promises a handle with `stop()`.',
    },
    startHeapProfile: {
      heading: 'worker.startHeapProfile()',
      since: '24.9.0',
      role: 'creator',
      text: 'Starts a profile of what the thread allocates, and promises a handle with `stop()`.',
    },
    stderr: {
      heading: 'worker.stderr',
      since: '10.5.0',
      role: 'creator',
      text: 'What the thread writes to its `process.stderr`. It goes through the event loop here, so a blocked one shows it late; with `stderr: true` it does not go to the own `stderr` by itself.',
    },
    stdin: {
      heading: 'worker.stdin',
      since: '10.5.0',
      role: 'creator',
      text: 'A stream to the `process.stdin` of the thread where it was made with `stdin: true`; else null.',
    },
    stdout: {
      heading: 'worker.stdout',
      since: '10.5.0',
      role: 'creator',
      text: 'What the thread writes to its `process.stdout`. It goes through the event loop here, so a blocked one shows it late; with `stdout: true` it does not go to the own `stdout` by itself.',
    },
    terminate: {
      heading: 'worker.terminate()',
      since: '10.5.0',
      role: 'creator',
      text: 'Stops the thread as soon as it can, in the middle of its code: nothing of it is finished, no `finally` runs. Promises its exit code.',
    },
    threadId: {
      heading: 'worker.threadId',
      since: '10.5.0',
      role: 'creator',
      text: 'The number of the thread; -1 once it has ended.',
    },
    threadName: {
      heading: 'worker.threadName',
      since: '24.6.0',
      also: [22],
      role: 'creator',
      text: 'The name that the thread was made with; null once it has ended.',
    },
    unref: {
      heading: 'worker.unref()',
      since: '10.5.0',
      role: 'creator',
      text: 'Lets the process end while the thread still runs, which ends it too.',
    },
  },
  events: {
    error: {
      heading: "Event: 'error'",
      since: '10.5.0',
      role: 'creator',
      parameters: ['error'],
      text: 'The thread threw what it did not catch, and ends. Without this listener the error is thrown here, and ends the process.',
    },
    exit: {
      heading: "Event: 'exit'",
      since: '10.5.0',
      role: 'creator',
      parameters: ['exitCode'],
      text: 'The thread has ended: by `process.exit()` with its code, by `terminate()` with 1, by an error with 1. Promises around a thread must settle here too.',
    },
    message: {
      heading: "Event: 'message'_1",
      since: '10.5.0',
      role: 'creator',
      parameters: ['value'],
      text: 'The thread posted a value with `parentPort.postMessage()`.',
    },
    messageerror: {
      heading: "Event: 'messageerror'_1",
      since: '14.5.0',
      also: [12],
      role: 'creator',
      parameters: ['error'],
      text: 'A value from the thread could not be read here.',
    },
    online: {
      heading: "Event: 'online'",
      since: '10.5.0',
      role: 'creator',
      parameters: [],
      text: 'The thread has begun to run its code.',
    },
  },
};

const MESSAGE_PORT: Owner = {
  page: 'worker_threads.html',
  members: {
    close: {
      heading: 'port.close()',
      since: '10.5.0',
      role: 'anywhere',
      text: 'Closes the channel on both sides. Closing `parentPort` lets a thread end that has nothing else to do.',
    },
    hasRef: {
      heading: 'port.hasRef()',
      since: '18.1.0',
      also: [16],
      role: 'anywhere',
      text: 'Whether the port keeps its thread alive.',
    },
    onmessage: {
      heading: "Event: 'message'",
      since: '10.5.0',
      role: 'anywhere',
      text: 'A listener as browsers have it: it gets an event, whose `data` is the value, where `on("message")` gets the value.',
    },
    onmessageerror: {
      heading: "Event: 'messageerror'",
      since: '14.5.0',
      also: [12],
      role: 'anywhere',
      text: 'A listener as browsers have it for values that could not be read.',
    },
    postMessage: {
      heading: 'port.postMessage(value[, transferList])',
      since: '10.5.0',
      role: 'anywhere',
      text: 'Sends a copy of a value to the other side. What is in the list of transfers moves there. Functions, symbols and promises throw; instances of classes arrive as plain objects.',
    },
    ref: {
      heading: 'port.ref()',
      since: '10.5.0',
      role: 'anywhere',
      text: 'Takes `unref()` back: the port keeps its thread alive again.',
    },
    start: {
      heading: 'port.start()',
      since: '10.5.0',
      role: 'anywhere',
      text: 'Begins to receive. A listener for `message` added by `on()` or `onmessage` does that by itself; `addEventListener` does not.',
    },
    unref: {
      heading: 'port.unref()',
      since: '10.5.0',
      role: 'anywhere',
      text: 'Lets the thread end although the port is open.',
    },
  },
  events: {
    close: {
      heading: "Event: 'close'",
      since: '10.5.0',
      role: 'anywhere',
      parameters: [],
      text: 'One of the two sides has closed the channel, or has ended.',
    },
    message: {
      heading: "Event: 'message'",
      since: '10.5.0',
      role: 'anywhere',
      parameters: ['value'],
      text: 'A value came from the other side. This listener keeps the thread alive.',
    },
    messageerror: {
      heading: "Event: 'messageerror'",
      since: '14.5.0',
      also: [12],
      role: 'anywhere',
      parameters: ['error'],
      text: 'A value from the other side could not be read here.',
    },
  },
};

const BROADCAST_CHANNEL: Owner = {
  page: 'worker_threads.html',
  members: {
    close: {
      heading: 'broadcastChannel.close()',
      since: '15.4.0',
      role: 'anywhere',
      text: 'Leaves the channel. An open one keeps its thread alive.',
    },
    name: {
      heading: 'new BroadcastChannel(name)',
      since: '15.4.0',
      role: 'anywhere',
      text: 'The name that the channel goes by.',
    },
    onmessage: {
      heading: 'broadcastChannel.onmessage',
      since: '15.4.0',
      role: 'anywhere',
      text: 'Gets an event for each value that another one of this name posts; the value is its `data`. It has no `on()`.',
    },
    onmessageerror: {
      heading: 'broadcastChannel.onmessageerror',
      since: '15.4.0',
      role: 'anywhere',
      text: 'Gets an event for each value that could not be read.',
    },
    postMessage: {
      heading: 'broadcastChannel.postMessage(message)',
      since: '15.4.0',
      role: 'anywhere',
      text: 'Sends a copy of a value to all others of this name in this process. Nothing can be transferred.',
    },
    ref: {
      heading: 'broadcastChannel.ref()',
      since: '15.4.0',
      role: 'anywhere',
      text: 'Takes `unref()` back: the channel keeps its thread alive again.',
    },
    unref: {
      heading: 'broadcastChannel.unref()',
      since: '15.4.0',
      role: 'anywhere',
      text: 'Lets the thread end although the channel is open.',
    },
  },
  events: {},
};

const MESSAGE_CHANNEL: Owner = {
  page: 'worker_threads.html',
  members: {
    port1: {
      heading: 'Class: MessageChannel',
      since: '10.5.0',
      role: 'anywhere',
      text: 'One end of the channel. What it posts arrives at `port2`.',
    },
    port2: {
      heading: 'Class: MessageChannel',
      since: '10.5.0',
      role: 'anywhere',
      text: 'The other end of the channel. What it posts arrives at `port1`.',
    },
  },
  events: {},
};

/** Only what of `process` has to do with its parent. */
const PROCESS: Owner = {
  page: 'process.html',
  members: {
    channel: {
      heading: 'process.channel',
      since: '7.1.0',
      role: 'child',
      text: 'The IPC channel to the parent; undefined where there is none. `channel.unref()` lets the process end although it is open.',
    },
    connected: {
      heading: 'process.connected',
      since: '0.7.2',
      role: 'child',
      text: 'Whether the IPC channel to the parent is open. Undefined where the process was made without one.',
    },
    disconnect: {
      heading: 'process.disconnect()',
      since: '0.7.2',
      role: 'child',
      text: 'Closes the IPC channel to the parent, so that the process can end by itself. In a cluster worker take `cluster.worker.disconnect()`, which closes its servers first.',
    },
    send: {
      heading: 'process.send(message[, sendHandle[, options]][, callback])',
      since: '0.5.9',
      role: 'child',
      text: 'Sends a message to the parent; undefined where there is none: `process.send?.(…)`. It returns false where too much waits. It goes as JSON, unless the parent asked for another serialization.',
    },
  },
  events: {
    disconnect: {
      heading: "Event: 'disconnect'",
      since: '0.7.7',
      role: 'child',
      parameters: [],
      text: 'The IPC channel to the parent has closed: by either side, or because the parent ended. A cluster worker that did not ask for it ends by itself.',
    },
    message: {
      heading: "Event: 'message'",
      since: '0.5.10',
      role: 'child',
      parameters: ['message', 'handle'],
      text: 'The parent sent a message. This listener keeps the process alive while the channel is open.',
    },
    worker: {
      heading: "Event: 'worker'",
      since: '16.2.0',
      also: [14],
      role: 'anywhere',
      parameters: ['worker'],
      text: 'A thread was made in this process or thread.',
    },
    workerMessage: {
      heading: "Event: 'workerMessage'",
      since: '22.5.0',
      also: [20],
      role: 'anywhere',
      parameters: ['value', 'source'],
      text: 'A value came through `postMessageToThread`; `source` is the id of the thread that sent it.',
    },
  },
};

/** What is known, by the module or the class. */
export const OWNERS = {
  cluster: CLUSTER,
  clusterWorker: CLUSTER_WORKER,
  worker_threads: WORKER_THREADS,
  thread: THREAD,
  messagePort: MESSAGE_PORT,
  broadcastChannel: BROADCAST_CHANNEL,
  messageChannel: MESSAGE_CHANNEL,
  process: PROCESS,
} as const;
export type OwnerName = keyof typeof OWNERS;

/** The address of a member's section in Node's documentation. */
export function documentationOf(owner: Owner, { heading }: Member): string {
  return `https://nodejs.org/api/${owner.page}#${anchorOf(heading)}`;
}

/** A member as its documentation writes it: the heading without the number that tells equal ones apart. */
export function signatureOf({ heading }: Member): string {
  return heading.replace(/_\d+$/, '').replace(/^(Event|Class): /, '');
}

/** Node's page makes anchors from headings so; those of equal headings end in `_1`. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/\s+/g, '-');
}
