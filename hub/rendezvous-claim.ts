// One hub for each rendezvous directory, though several may be started at once, and one may have died in it before.
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { RENDEZVOUS_FILE, type Rendezvous, readRendezvous } from '../protocol/rendezvous';

/** How long a hub may take to accept a connection, in ms; one that is merely slow is alive. */
const CONNECT_DEADLINE = 1000;
/** How often to try again when others come and go meanwhile, and how long to wait before, in ms. */
const TRIES = 20;
const PAUSE = 25;
/** A lock this old, in ms, was left by one that was killed: it is held for two calls. */
const LOCK_DEADLINE = 2000;

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
      if (replaceDead(file, draft, other)) return mine;
      await pause(PAUSE);
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

/**
 * Puts a hub's word in the place of a dead one's: one at a time, so that it is no living one's that goes, and in one step, so
 * that meanwhile nobody finds none there, and publishes itself.
 */
function replaceDead(file: string, draft: string, dead: Rendezvous | null): boolean {
  const lock = `${file}.lock`;
  if (!link(draft, lock)) {
    breakOldLock(lock);
    return false;
  }
  try {
    // Another was faster, or it was taken away.
    if (!fs.existsSync(file) || tokenIn(file) !== (dead?.token ?? null)) return false;
    if (dead && process.platform !== 'win32') removeSocket(path.dirname(file), dead.address);
    fs.renameSync(draft, file);
    return true;
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function breakOldLock(lock: string): void {
  const made = fs.statSync(lock, { throwIfNoEntry: false })?.ctimeMs ?? Number.POSITIVE_INFINITY;
  if (Date.now() - made > LOCK_DEADLINE) fs.rmSync(lock, { force: true });
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
