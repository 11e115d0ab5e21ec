// Who is at the other end of a message, from the name that its teller has for it.
import type { Peer } from '../../protocol/agent';
import { targetId } from '../../protocol/viewer';
import { type ProcessRecord, spawnKey, spawnOf, type ThreadRecord, threadOfSpawn } from './records';
import type { Store } from './store';

/** Id of the target at the other end; `null` where the model does not know it: of ports and broadcasts it knows none. */
export function otherEnd(store: Store, teller: ProcessRecord | ThreadRecord, peer: Peer): string | null {
  const process = teller.kind === 'thread' ? teller.process : teller;
  switch (peer.kind) {
    case 'parent':
      return teller.kind === 'thread' ? targetId(process.state.id, teller.state.creator) : parentOf(process);
    case 'child':
      // One that is not shown has no id.
      return store.bySpawn.get(spawnKey(process.agent ?? '', peer.spawn))?.state.id || null;
    case 'thread':
      return targetId(process.state.id, peer.thread);
    default:
      return null;
  }
}

/** The thread that spawned it holds the other end of its channel. */
function parentOf({ parent, spawnKey: key }: ProcessRecord): string | null {
  if (!parent?.shown) return null;
  return targetId(parent.state.id, key === null ? 0 : threadOfSpawn(spawnOf(key).spawn));
}
