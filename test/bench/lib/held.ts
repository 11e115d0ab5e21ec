// A program that is ready and waits, to be looked at.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Starts a program that prints a line when it is ready, looks at it, and lets it go by closing its input.
 * @param look takes its process id and that line
 * @throws Error where it ends before it is ready.
 */
export async function whileHeld<T>(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  look: (pid: number, said: string) => T | Promise<T>,
): Promise<T> {
  const [file, ...args] = command as [string, ...string[]];
  const child = spawn(file, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(child, 'close');
  try {
    const said = await ready(child);
    return await look(child.pid!, said);
  } finally {
    child.stdin.end();
    await ended;
  }
}

async function ready(child: ChildProcess): Promise<string> {
  const [why] = await Promise.race([once(child.stdout!, 'data'), once(child, 'close')]);
  if (!Buffer.isBuffer(why)) throw new Error(`${child.spawnargs.join(' ')} ended before it was ready`);
  return String(why).trim();
}
