// Who has a debugger in one process. Knows the model, not the editor.
import type { HubLink } from '../../viewer/hub-link';

/** The main thread and the threads of a process that have a debugger. */
export function attachedTo(id: string, { model }: Pick<HubLink, 'model'>): string[] {
  const process = model.processes.get(id);
  return [...(process ? [process] : []), ...model.threadsIn(id)]
    .filter((each) => each.inspector.attached)
    .map((each) => each.id);
}
