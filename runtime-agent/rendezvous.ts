// Where the hub is. The same file as protocol/rendezvous.ts reads, without its schema library and `crypto`, which are dear to load.
import type { RENDEZVOUS_FILE, Rendezvous } from '../protocol/rendezvous';
import { readFile } from './originals';

const FILE: typeof RENDEZVOUS_FILE = 'hub.json';

/** `null` while no hub serves the directory. */
export function findHub(directory: string): Pick<Rendezvous, 'address' | 'token'> | null {
  try {
    const { address, token } = JSON.parse(readFile(`${directory}/${FILE}`, 'utf8'));
    return typeof address === 'string' && typeof token === 'string' ? { address, token } : null;
  } catch {
    return null;
  }
}
