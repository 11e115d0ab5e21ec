// How long a person waits for a debugger: from the click to the breakpoint hit, in a real VS Code, beside js-debug's own
// attach by port.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { ensureChromium, ensureCodeServer, ensureNode, ROOT } from '../../scripts/lib/ensure.mjs';
import { runInExtensionHost } from '../vscode/harness/extension-host';
import { bundleHostTests } from '../vscode/harness/host-bundle';
import { ORDER_VARIABLE, type Order, type Result, type Times } from './host/attach-order';
import type { Finding } from './lib/report';
import { paired } from './lib/rounds';
import { type Estimate, estimate, estimateOf, percentile95 } from './lib/statistics';

const NODE = 24;
/** Of js-debug's own time. */
const GOAL = 1.2;
const GOAL_AMONG_MANY = 1 / 3;
/** How long one round may take, in ms: six programs, each with its debugger. */
const ROUND_WITHIN = 120_000;

export async function measureAttach(rounds: number, progress: (text: string) => void): Promise<Finding[]> {
  await ensureChromium();
  await ensureCodeServer();
  const node = await ensureNode(NODE);
  const version = path.basename(path.resolve(node, '../..')).replace(/^.*-/, '');
  const { process, thread, oneOfMany } = await timesInVsCode(node, rounds, progress);
  return [
    ...findings('a process', process, GOAL),
    ...findings('a thread, the only one', thread, GOAL),
    ...findings('one thread of 16', oneOfMany, GOAL_AMONG_MANY),
  ].map((finding) => ({ ...finding, node: version }));
}

async function timesInVsCode(node: string, rounds: number, progress: (text: string) => void): Promise<Result> {
  const suite = path.join(ROOT, 'out', 'test', 'bench-attach', 'index.js');
  await bundleHostTests([path.join(ROOT, 'test', 'bench', 'host', 'attach.ts')], suite);
  const folder = await mkdtemp(path.join(tmpdir(), 'wl-bench-'));
  try {
    const order: Order = { node, rounds, result: path.join(folder, 'result.json') };
    const vscode = { env: { [ORDER_VARIABLE]: JSON.stringify(order) } };
    const timeout = (rounds + 1) * ROUND_WITHIN;
    const { failures } = await runInExtensionHost({ extension: ROOT, suite, vscode, write: progress, timeout });
    if (failures.length > 0) throw new Error('The rounds in VS Code broke off.');
    return JSON.parse(await readFile(order.result, 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function findings(what: string, times: Times, goal: number): Finding[] {
  const rounds = paired(times.lens, times.jsDebug, (lens, jsDebug) => ({ lens, jsDebug }));
  const tail = estimateOf(
    rounds,
    (some) => percentile95(some.map(({ lens }) => lens)) / percentile95(some.map(({ jsDebug }) => jsDebug)),
  );
  return [
    found(`${what}: from the click to the breakpoint hit`, 'ms', estimate(times.lens)),
    found('by js-debug’s own attach', 'ms', estimate(times.jsDebug)),
    found('the lens against js-debug', 'of it', estimate(rounds.map(({ lens, jsDebug }) => lens / jsDebug)), goal),
    found('95th percentile', 'ms', estimateOf(times.lens, percentile95)),
    found('95th percentile, by js-debug’s own attach', 'ms', estimateOf(times.jsDebug, percentile95)),
    found('95th percentiles, the lens against js-debug', 'of it', tail, goal),
  ];
}

function found(what: string, unit: string, value: Estimate, goal: number | null = null): Finding {
  return { what, node: '', unit, value, goal };
}
