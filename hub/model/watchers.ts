// `node --watch`: Node runs no preload in it, so it has no agent. It is known by what it starts, and so are its restarts.
import type { Hello } from '../../protocol/agent';
import { askProcess } from './ends';
import { WATCH } from './launchers';
import type { ProcessRecord } from './records';
import { addProcess, kindBelow } from './runs';
import type { Store } from './store';

/** A watched process that is followed by another within so many ms of its end was ended for it. */
const RESTART = 2000;

/** Puts a process that a `node --watch` started below that, which is made up where nobody told of it. */
export function placeBelowWatcher(store: Store, record: ProcessRecord, hello: Hello): void {
  record.watched = hello.watched === true;
  if (!record.watched || !isOutermost(record, hello)) return;
  const watcher = knownWatcher(record, hello.ppid) ?? addProcess(record.run, record.parent, hello.started);
  const [node = '', ...words] = hello.argv;
  const { state } = watcher;
  Object.assign(state, {
    pid: hello.ppid,
    launcher: WATCH,
    script: record.state.script,
    cwd: hello.cwd,
    notObserved: null,
  });
  state.argv = [node, '--watch', ...words];
  if (state.state === 'starting') state.state = 'online';
  store.show(watcher);
  store.touch(watcher);
  takeOverRoot(store, record, watcher);
  moveBelow(record, watcher);
  judgeRestarts(store, watcher);
}

/** All that a watched process starts is marked too; and the test runner, which watches by itself, has an agent. */
function isOutermost({ parent }: ProcessRecord, { spawner, ppid }: Hello): boolean {
  if (parent === null) return spawner === null;
  return !parent.watched && parent.state.pid !== ppid;
}

/** Its parent may have told of it as of a command, or of the shell that it took the place of. */
function knownWatcher({ run }: ProcessRecord, pid: number): ProcessRecord | undefined {
  return [...run.processes].find(({ agent, state }) => agent === null && state.pid === pid && state.ended === null);
}

/** What was taken for the run's first process is only the first one watched. */
function takeOverRoot(store: Store, { run, state }: ProcessRecord, watcher: ProcessRecord): void {
  if (run.state.root !== state.id) return;
  run.state.root = watcher.state.id;
  watcher.state.kind = 'root';
  store.touch(run);
}

function moveBelow(record: ProcessRecord, watcher: ProcessRecord): void {
  record.parent?.children.delete(record);
  record.parent = watcher;
  record.state.parent = watcher.state.id;
  record.state.kind = kindBelow(watcher);
  watcher.children.add(record);
}

/**
 * Node ends what it watches by SIGTERM, and nobody tells: that another follows at once, or the watcher ends too, shows it.
 * https://nodejs.org/api/cli.html#--watch-kill-signal
 */
export function judgeRestarts(store: Store, watcher: ProcessRecord | null): void {
  if (watcher?.state.launcher !== WATCH) return;
  const all = [...watcher.children];
  for (const { state } of all) {
    const { end, ended, started } = state;
    if (end?.how !== 'unknown' || ended === null) continue;
    const followed = all.some((other) => other.state.started > started && other.state.started < ended + RESTART);
    const child = store.processes.get(state.id);
    if (child && (followed || watcher.state.ended !== null)) askProcess(store, child, 'SIGTERM', ended);
  }
}
