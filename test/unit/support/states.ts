// States of a model with nothing special about them, for tests to change what they are about.
import type { SpawnSettings } from '../../../protocol/agent';
import type { Inspector, ProcessState, RunState, SlotState, ThreadState } from '../../../protocol/viewer';

const CLOSED: Inspector = { state: 'closed', url: null, attached: false, held: null };
const COMMON = {
  connected: true,
  notObserved: null,
  condition: null,
  inspector: CLOSED,
  messages: { sent: 0, received: 0 },
  site: null,
  settings: null,
  started: 0,
  ended: null,
  end: null,
};

export function runState(own: Partial<RunState> = {}): RunState {
  return { id: 'r', name: 'app.js', root: 'p1', state: 'running', startedAt: '', started: 0, ended: null, ...own };
}

export function processState(own: Partial<ProcessState> & { id: string }): ProcessState {
  return {
    ...COMMON,
    run: 'r',
    parent: null,
    pid: 1,
    kind: 'root',
    primary: false,
    worker: null,
    script: '/app.js',
    argv: [],
    execArgv: [],
    cwd: null,
    node: null,
    scheduling: null,
    launcher: null,
    state: 'online',
    addresses: [],
    ...own,
  };
}

/** A worker of `p1`. */
export function workerState(id: string, worker: number, slot: number, own: Partial<ProcessState> = {}): ProcessState {
  return processState({ id, parent: 'p1', kind: 'worker', worker: { id: worker, slot }, pid: worker * 100, ...own });
}

/** A thread of the process and with the threadId that its id names. */
export function threadState(id: string, own: Partial<ThreadState> = {}): ThreadState {
  const [process = '', thread = ''] = id.split(':');
  return {
    ...COMMON,
    id,
    process,
    thread: Number(thread),
    creator: 0,
    name: null,
    script: '/t.js',
    state: 'online',
    workerData: null,
    shares: [],
    ...own,
  };
}

/** A slot of `p1`. */
export function slotState(slot: number, current: string | null, history: string[] = []): SlotState {
  return { id: `p1#${slot}`, primary: 'p1', slot, current, history, restarts: history.length };
}

/** What a child was made with where nothing was given. */
export const NOT_GIVEN: SpawnSettings = {
  exec: null,
  args: null,
  execArgv: null,
  cwd: null,
  silent: null,
  serialization: null,
  stdio: null,
  uid: null,
  gid: null,
  detached: null,
  windowsHide: null,
  inspectPort: null,
};
