// Threads: told of by their creator, and by themselves once they have lived a while. Either may come first.
import type { AgentToHub, Hello } from '../../protocol/agent';
import { targetId } from '../../protocol/viewer';
import { inspectorForbidden, inspectorIs } from './inspectors';
import { scriptOf } from './naming';
import { newThread, type ProcessRecord, type ThreadRecord } from './records';
import type { Store } from './store';

type ThreadCreate = Extract<AgentToHub, { type: 'threadCreate' }>;

/** The record of a thread, made where it is new. */
export function threadOf(store: Store, process: ProcessRecord, thread: number, time: number): ThreadRecord {
  const known = process.threads.get(thread);
  if (known) return known;
  const record = newThread(process, targetId(process.state.id, thread), thread, time);
  process.threads.set(thread, record);
  store.threads.set(record.state.id, record);
  return record;
}

/** Its creator made it. */
export function threadCreated(store: Store, process: ProcessRecord, message: ThreadCreate): void {
  const record = threadOf(store, process, message.thread, message.time);
  const { file, name, creator, site, options: settings, time } = message;
  const started = Math.min(record.state.started, time);
  record.told = true;
  // Of a thread that its creator met late, it knows less than the thread itself.
  const known = record.state;
  Object.assign(record.state, {
    script: file || known.script,
    name: name ?? known.name,
    creator,
    site,
    settings,
    started,
  });
  store.touch(record);
}

/** It runs. */
export function threadUp(store: Store, record: ThreadRecord): void {
  if (record.state.state !== 'starting') return;
  record.state.state = 'online';
  store.touch(record);
}

/** It said hello on a connection of its own. */
export function threadHello(store: Store, process: ProcessRecord, hello: Hello): void {
  const record = threadOf(store, process, hello.thread, hello.started);
  record.state.script ||= scriptOf(hello.argv, []);
  record.state.connected = record.state.ended === null;
  record.state.notObserved = null;
  record.late = hello.late === true;
  if (hello.inspectable) inspectorIs(store, record, hello.inspector);
  else inspectorForbidden(store, record);
  threadUp(store, record);
  store.touch(record);
}
