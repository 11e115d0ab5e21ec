// What it costs an HTTP cluster to be observed while somebody watches its figures.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { whileHeld } from './held';
import { Lens } from './lens';
import { childrenOf, processorTimeOf } from './proc';
import type { Finding } from './report';
import { inTurn, paired, type Samples } from './rounds';
import { estimate } from './statistics';

const WARM_UP = 2_000;
/** About four seconds of work on two cores, so that figures are told some times meanwhile. */
const REQUESTS = 20_000;
const AT_ONCE = 16;
/** Of the plain program. */
const GOAL = 0.98;

/** Of all of the program's own processes, while the requests were answered. */
interface Served {
  /** ms */
  processorTime: number;
  /** Requests a second. */
  throughput: number;
}

/** @param node the Node that runs the cluster, and the load beside it */
export async function httpFindings(
  node: string,
  rounds: number,
  progress: (text: string) => void,
): Promise<Omit<Finding, 'node'>[]> {
  const lens = await Lens.raise();
  await lens.watch();
  const { NODE_OPTIONS: _, ...plain } = process.env;
  const served = (env: NodeJS.ProcessEnv) => () =>
    whileHeld([node, program('http.js')], env, (pid, said) => serve(node, pid, Number(said)));
  try {
    const variants = { plain: served(plain), lens: served(lens.environment(plain)) };
    const samples = await inTurn(variants, rounds, (round) => progress(`HTTP: round ${round + 1} of ${rounds}`));
    // Each process tells twice a second.
    const least = rounds * 2;
    if (lens.measured < least) throw new Error(`figures were told ${lens.measured} times only: nobody watched`);
    return compared(samples);
  } finally {
    lens.close();
  }
}

async function serve(node: string, primary: number, port: number): Promise<Served> {
  await load(node, port, WARM_UP);
  const pids = [primary, ...childrenOf(primary)];
  const used = () => pids.map(processorTimeOf).reduce((total, each) => total + each, 0);
  const before = used();
  const ms = await load(node, port, REQUESTS);
  return { processorTime: used() - before, throughput: (REQUESTS * 1000) / ms };
}

/** @returns ms until all were answered */
async function load(node: string, port: number, count: number): Promise<number> {
  const args = [program('http-load.js'), port, count, AT_ONCE].map(String);
  const { stdout } = await promisify(execFile)(node, args, { env: {} });
  return Number(stdout);
}

function compared({ plain, lens }: Samples<'plain' | 'lens', Served>): Omit<Finding, 'node'>[] {
  const time = ({ processorTime }: Served) => processorTime;
  const throughput = (served: Served) => served.throughput;
  const each = (all: Served[]) => estimate(all.map((one) => (time(one) * 1000) / REQUESTS));
  return [
    { what: 'HTTP cluster of 4, plain: processor time of a request', unit: 'µs', value: each(plain), goal: null },
    { what: 'observed, figures watched', unit: 'µs', value: each(lens), goal: null },
    {
      what: 'work for the same processor time, against plain',
      unit: 'of it',
      value: estimate(paired(plain.map(time), lens.map(time), (a, b) => a / b)),
      goal: GOAL,
      least: true,
    },
    {
      what: 'throughput against plain, with the load on the same cores',
      unit: 'of it',
      value: estimate(paired(lens.map(throughput), plain.map(throughput), (a, b) => a / b)),
      goal: null,
    },
  ];
}

function program(file: string): string {
  return fileURLToPath(new URL(`../../fixtures/bench/${file}`, import.meta.url));
}
