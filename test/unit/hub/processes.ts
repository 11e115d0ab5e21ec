// Hubs in processes of their own, bundled as people run them.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { build } from 'esbuild';

/** Bundles the hub into a folder, as the build does. @returns the bundle's path */
export async function bundleHub(folder: string): Promise<string> {
  const outfile = path.join(folder, 'hub.js');
  await build({
    entryPoints: [path.join(__dirname, '../../../hub/hub.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['bufferutil', 'utf-8-validate'],
    logLevel: 'warning',
  });
  return outfile;
}

export interface HubProcess {
  child: ChildProcess;
  /** The first line of its output, parsed; null where it ended without one. */
  ready: Promise<{ ready: boolean; pid: number } | null>;
  /** All it said on stderr, and how it ended. */
  ended: Promise<{ code: number | null; signal: string | null; stderr: string; stdout: string }>;
}

export function startHubProcess(bundle: string, directory: string, ...args: string[]): HubProcess {
  const child = spawn(process.execPath, [bundle, '--directory', directory, ...args]);
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, stderr, stdout }));
  const ready = new Promise<{ ready: boolean; pid: number } | null>((resolve) => {
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      if (stdout.includes('\n')) resolve(JSON.parse(stdout.split('\n', 1)[0]!));
    });
    ended.then(() => resolve(null));
  });
  return { child, ready, ended };
}
