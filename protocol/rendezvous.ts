// How agents and viewers find a hub: a directory of mode 0700 that holds its address and token.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as v from 'valibot';

/** File in the rendezvous directory that tells of the hub that serves it. */
export const RENDEZVOUS_FILE = 'hub.json';

export const Rendezvous = v.object({
  protocol: v.number(),
  pid: v.number(),
  /** Path of a Unix socket, or of a named pipe. */
  address: v.string(),
  token: v.string(),
});
export type Rendezvous = v.InferOutput<typeof Rendezvous>;

/** A rendezvous directory that another user could read or write: nothing is put there. */
export class UnsafeDirectoryError extends Error {
  constructor(directory: string, why: string) {
    super(
      `Worker Lens does not use ${directory}: ${why}. Remove it, or set XDG_RUNTIME_DIR to a directory of your own.`,
    );
    this.name = 'UnsafeDirectoryError';
  }
}

/** Directory below which all rendezvous directories of this user stand. Short: a Unix socket's path holds 107 bytes. */
export function rendezvousRoot(env: NodeJS.ProcessEnv = process.env): string {
  if (process.platform === 'win32') return path.join(env.LOCALAPPDATA ?? os.tmpdir(), 'worker-lens', 'run');
  if (env.XDG_RUNTIME_DIR) return path.join(env.XDG_RUNTIME_DIR, 'worker-lens');
  // Not `os.userInfo`, which throws for a number that has no name, as in many containers.
  return path.join('/tmp', `worker-lens-${process.geteuid?.()}`);
}

/** The rendezvous directory of a workspace, by its folder's absolute path, or of whatever else `key` names. */
export function rendezvousDirectory(key: string, env?: NodeJS.ProcessEnv): string {
  return path.join(rendezvousRoot(env), createHash('sha256').update(key).digest('hex').slice(0, 12));
}

/**
 * Makes a rendezvous directory, and looks that nobody else can reach into it, nor into the one that it stands in: what is kept
 * there is run as code (`fileOfCode` in stub.cjs).
 * @throws UnsafeDirectoryError where it is a link, somebody else's, or open to others.
 */
export function makeRendezvousDirectory(directory: string): void {
  for (const each of [path.dirname(directory), directory]) {
    fs.mkdirSync(each, { recursive: true, mode: 0o700 });
    assertPrivate(each);
  }
}

function assertPrivate(directory: string): void {
  const stat = fs.lstatSync(directory);
  if (!stat.isDirectory()) throw new UnsafeDirectoryError(directory, 'it is not a directory');
  if (process.platform === 'win32') return;
  if (stat.uid !== process.getuid?.()) throw new UnsafeDirectoryError(directory, 'it belongs to another user');
  if (stat.mode & 0o077) throw new UnsafeDirectoryError(directory, 'other users can reach into it');
}

/** What stands in a rendezvous directory; `null` where there is nothing, or nothing that can be read. */
export function readRendezvous(directory: string): Rendezvous | null {
  try {
    const text = fs.readFileSync(path.join(directory, RENDEZVOUS_FILE), 'utf8');
    return v.parse(Rendezvous, JSON.parse(text));
  } catch {
    return null;
  }
}
