// One hub for each rendezvous directory, though several may be started at once, and one may have died in it before.
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { RENDEZVOUS_FILE, type Rendezvous, readRendezvous } from '../protocol/rendezvous';

/** How long a hub may take to accept a connection, in ms; one that is merely slow is alive. */
const CONNECT_DEADLINE = 1000;
/** How often to try again when others come and go meanwhile. */
const TRIES = 20;

/**
 * Publishes a hub that is listening already, unless a living one is there.
 * @returns the hub to use: `mine`, or the one that was there before
 * @throws Error where the directory cannot be written
 */
export async function claimRendezvous(directory: string, mine: Rendezvous): Promise<Rendezvous> {
  const file = path.join(directory, RENDEZVOUS_FILE);
  const draft = path.join(directory, `hub.${randomBytes(4).toString('hex')}.tmp`);
  fs.writeFileSync(draft, JSON.stringify(mine), { mode: 0o600, flag: 'wx' });
  try {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      // A link is made whole or not at all, and never over what is there.
      if (link(draft, file)) return mine;
      const other = readRendezvous(directory);
      if (other && (await isAlive(other.address))) return other;
      takeAway(file, other);
    }
  } finally {
    fs.rmSync(draft, { force: true });
  }
  throw new Error(`The hub could not publish itself in ${directory}: other hubs keep coming and going. Try again.`);
}

/** Takes a hub's own word back; another's stays. */
export function releaseRendezvous(directory: string, mine: Rendezvous): void {
  if (readRendezvous(directory)?.token === mine.token) {
    fs.rmSync(path.join(directory, RENDEZVOUS_FILE), { force: true });
  }
}

function link(from: string, to: string): boolean {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Takes a dead hub's word away; between the judgement and now a living one's may have come in its place. */
function takeAway(file: string, dead: Rendezvous | null): void {
  const aside = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    if (tokenIn(aside) !== (dead?.token ?? null)) link(aside, file);
    else if (dead && process.platform !== 'win32') removeSocket(path.dirname(file), dead.address);
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

function tokenIn(file: string): string | null {
  try {
    return (JSON.parse(fs.readFileSync(file, 'utf8')) as Rendezvous).token;
  } catch {
    return null;
  }
}

/** Only in the directory itself: what stands in the file decides over no other path. */
function removeSocket(directory: string, address: string): void {
  if (path.dirname(address) === directory && address.endsWith('.sock')) fs.rmSync(address, { force: true });
}

function isAlive(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(address);
    const settle = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.setTimeout(CONNECT_DEADLINE, () => settle(true));
    socket.once('connect', () => settle(true));
    // A full backlog is a sign of life.
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code === 'EAGAIN'));
  });
}
