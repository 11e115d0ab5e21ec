// Where the hub is. The same file as protocol/rendezvous.ts reads, without its schema library and `crypto`, which are dear to load.
import type { RENDEZVOUS_FILE, Rendezvous } from '../protocol/rendezvous';
import { readFile, sendSignal } from './originals';

const FILE: typeof RENDEZVOUS_FILE = 'hub.json';

/** `null` while no hub serves the directory. One that was killed leaves its file: what tries to connect could be seen. */
export function findHub(directory: string): Pick<Rendezvous, 'address' | 'token'> | null {
  try {
    const { pid, address, token } = JSON.parse(readFile(`${directory}/${FILE}`, 'utf8'));
    return typeof address === 'string' && typeof token === 'string' && isAlive(pid) ? { address, token } : null;
  } catch {
    return null;
  }
}

/** @throws where there is no such process. */
function isAlive(pid: number): boolean {
  try {
    return sendSignal(pid, 0);
  } catch (error) {
    // Another user's.
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return true;
    throw error;
  }
}
