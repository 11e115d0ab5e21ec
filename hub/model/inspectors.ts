// What is known of each target's inspector.
import { CLOSED, type ProcessRecord, type ThreadRecord } from './records';
import type { Store } from './store';

type Target = ProcessRecord | ThreadRecord;

/** An agent says that the inspector is open at `url`, or that none is. */
export function inspectorIs(store: Store, target: Target, url: string | null): void {
  const { inspector } = target.state;
  if (inspector.state === 'forbidden') return;
  const ofLens = inspector.state === 'lens' || (inspector.state === 'closed' && target.inspectorAsked);
  const state = ofLens ? 'lens' : 'program';
  const { attached, held } = inspector;
  target.state.inspector = url === null ? { ...CLOSED, held } : { state, url, attached, held };
  store.touch(target);
}

/** An agent says that its permission model allows no inspector. */
export function inspectorForbidden(store: Store, target: Target): void {
  target.state.inspector = { ...CLOSED, state: 'forbidden' };
  store.touch(target);
}

/** The hub asks for an inspector: if one opens now, it is the lens's own. */
export function inspectorAsked(target: Target): void {
  target.inspectorAsked = true;
}

/** The agent answered; `url` is null where it could not open one. */
export function inspectorAnswered(store: Store, target: Target, url: string | null): void {
  if (url !== null) inspectorIs(store, target, url);
  target.inspectorAsked = false;
}

/** A debugger that came through the hub is attached, or no longer. */
export function inspectorAttached(store: Store, target: Target, attached: boolean): void {
  if (target.state.inspector.attached === attached) return;
  target.state.inspector = { ...target.state.inspector, attached };
  store.touch(target);
}

/** The target waits before its first line for this hold, or no longer. */
export function inspectorHeld(store: Store, target: Target, held: string | null): void {
  if (target.state.inspector.held === held) return;
  target.state.inspector = { ...target.state.inspector, held };
  store.touch(target);
}
