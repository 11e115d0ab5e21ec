// Finds every process that a test's VS Code started, however deep and however detached, by a mark in its environment.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The environment variable that carries the mark. Programs under test inherit it and ignore it. */
export const MARK_VARIABLE = 'WORKER_LENS_TEST_INSTANCE';

export interface MarkedProcess {
  pid: number;
  /** The command line, arguments separated by blanks. */
  command: string;
}

/** How long a killed process may take to be gone, in ms. */
const GONE_WITHIN = 10_000;

/** Lists the living processes whose environment carries the mark. Zombies do not count: they run no more. */
export function listMarked(mark: string): MarkedProcess[] {
  return process.platform === 'linux' ? listFromProc(mark) : listFromPs(mark);
}

function listFromProc(mark: string): MarkedProcess[] {
  const wanted = `${MARK_VARIABLE}=${mark}`;
  const found: MarkedProcess[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    if (!readProc(pid, 'environ').split('\0').includes(wanted)) continue;
    const command = readProc(pid, 'cmdline').split('\0').join(' ').trim();
    if (command !== '') found.push({ pid, command });
  }
  return found;
}

/** A process can end at any moment, and others' environments are not readable: both read as nothing. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function listFromPs(mark: string): MarkedProcess[] {
  const output = execFileSync('ps', ['-axEww', '-o', 'pid=,command='], { encoding: 'utf8' });
  const lines = output.split('\n').filter((line) => line.includes(`${MARK_VARIABLE}=${mark}`));
  return lines.map((line) => {
    const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), command: command ?? '' };
  });
}

/**
 * Kills every marked process, and those that they start meanwhile.
 * @returns what had to be killed
 * @throws Error when one does not end
 */
export async function killMarked(mark: string): Promise<MarkedProcess[]> {
  const killed = new Map<number, MarkedProcess>();
  const deadline = performance.now() + GONE_WITHIN;
  for (let left = listMarked(mark); left.length > 0; left = listMarked(mark)) {
    if (performance.now() > deadline) throw new Error(`Not gone after SIGKILL: ${JSON.stringify(left)}`);
    for (const found of left) {
      killed.set(found.pid, found);
      kill(found.pid);
    }
    // The system has no event for the end of a process that is not our child.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return [...killed.values()];
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
