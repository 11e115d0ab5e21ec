// The agent and the hub as they are shipped, bundled once for a test run.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';
import { AGENT_BUNDLE, ASKED_BUNDLE } from '../../../scripts/lib/agent-bundle.mjs';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

let folder: string | null = null;

/** Folder that holds `stub.cjs`, `agent.cjs` and `agent-asked.cjs`; its name has a space. */
export function agentFolder(): string {
  if (folder) return folder;
  const made = fs.mkdtempSync(path.join(os.tmpdir(), 'worker lens '));
  process.once('exit', () => fs.rmSync(made, { recursive: true, force: true }));
  const build = (bundle: BuildOptions, file: string) =>
    buildSync({ ...bundle, absWorkingDir: ROOT, outfile: path.join(made, file), logLevel: 'warning' });
  build(AGENT_BUNDLE, 'agent.cjs');
  build(ASKED_BUNDLE, 'agent-asked.cjs');
  fs.copyFileSync(path.join(ROOT, 'runtime-agent/stub.cjs'), path.join(made, 'stub.cjs'));
  folder = made;
  return made;
}

/** The hub's program, beside the agent. */
export function hubFile(): string {
  const outfile = path.join(agentFolder(), 'hub.cjs');
  if (!fs.existsSync(outfile)) {
    const external = ['bufferutil', 'utf-8-validate'];
    const common = { bundle: true, platform: 'node', format: 'cjs', logLevel: 'warning' } as const;
    buildSync({ ...common, external, absWorkingDir: ROOT, entryPoints: ['hub/hub.ts'], outfile });
  }
  return outfile;
}
