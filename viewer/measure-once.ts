// What a target holds now, asked for once, by a connection of its own: what others watch goes on as it is.
import { HubConnection } from './hub-connection';

/** How long to wait for a measurement, in ms; agents measure twice a second, and what many measured is told in parts. */
const MEASURED_WITHIN = 2_000;

/**
 * What keeps a target's event loop alive, counted by Node's names for it; null where that is not to be had in time.
 * @param directory the hub's
 */
export async function handlesOf(
  directory: string,
  run: string,
  target: string,
): Promise<Record<string, number> | null> {
  const connection = await HubConnection.find({ directory });
  if (!connection) return null;
  try {
    const measured = new Promise<Record<string, number> | null>((resolve) => {
      const late = setTimeout(() => resolve(null), MEASURED_WITHIN);
      const settle = (handles: Record<string, number> | null) => {
        clearTimeout(late);
        resolve(handles);
      };
      connection.onDidClose(() => settle(null));
      connection.onDidMeasure(({ targets }) => {
        const found = targets.find(([id]) => id === target);
        if (found) settle(found[1].handles);
      });
    });
    await connection.request({ type: 'watchFigures', runs: [run] });
    return await measured;
  } catch {
    // The hub has gone meanwhile.
    return null;
  } finally {
    connection.close();
  }
}
