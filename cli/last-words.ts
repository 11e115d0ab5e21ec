// The last that a hub is told of a run: how its command ended.
import type { HubConnection } from '../viewer/hub-connection';

/** How long to wait for the hub's answer, in ms: where nothing depends on it, and where a recording is whole only with it. */
const DEADLINE = 200;
const RECORDING_DEADLINE = 10_000;

export interface LastWords {
  run: string;
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The file that the run is recorded to. */
  record: string | null;
}

/**
 * Tells the hub of the command's end, and waits until the recording is on disk.
 * @param limit how long, in ms
 * @returns why the recording may be incomplete, for a person. Null where it is whole, where there is none, and where the hub had
 * gone before: that is told when it happens.
 */
export async function tellEnd(
  hub: HubConnection,
  { record, ...end }: LastWords,
  limit = record === null ? DEADLINE : RECORDING_DEADLINE,
): Promise<string | null> {
  if (!hub.isOpen) return null;
  const told = hub.request({ type: 'rootExited', ...end }).then(
    () => null,
    (error: Error) => (hub.isOpen ? error.message : 'the hub ended before all was written.'),
  );
  const why = await Promise.race([told, deadline(limit)]);
  return why === null || record === null ? null : `The recording ${record} may be incomplete: ${why}`;
}

function deadline(ms: number): Promise<string> {
  const why = `the hub did not answer within ${ms / 1000} s.`;
  return new Promise((resolve) => setTimeout(resolve, ms, why).unref());
}
