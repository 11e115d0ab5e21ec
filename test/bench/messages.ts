// What it costs a program that its messages are seen: processor time of all its processes for as many messages, plain and
// observed; and what it costs more where somebody asks for figures, or for what the messages say.
import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { PayloadFilter } from '../../protocol/agent';
import { ensureNode } from '../../scripts/lib/ensure.mjs';
import { Lens, type Watched } from './lib/lens';
import type { Finding } from './lib/report';
import { inTurn, paired, type Samples } from './lib/rounds';
import { type Estimate, estimate } from './lib/statistics';
import { type Told, toldIn } from './lib/told';

export const NODES = [20] as const;

/** Work for the same processor time, of the plain program's. */
const GOALS = { oneWay: 0.97, pingPong: 0.95 };

/** Before it is measured, so that V8 has compiled what runs: a multiple of 500, as are counts of what goes flat out. */
const WARM_UP = 2_000;
/**
 * And so many seconds as fast as they are then measured. That the hub is told for the first time has V8 compile anew, once, what
 * it made of Node's dispatching of messages and the hooks in it: some 40 ms.
 */
const PACED = 2;

/** By their names in the program, `messages.js`; how many go flat out, for a second or more of work. */
const CHANNELS = {
  ipcDown: { title: 'IPC, a primary to its worker', peers: ['child', 'parent'], flatOut: 100_000 },
  ipcUp: { title: 'IPC, a worker to its primary', peers: ['parent', 'child'], flatOut: 100_000 },
  ipcPingPong: { title: 'IPC, there and back', peers: ['child', 'parent'], flatOut: 30_000 },
  threadOneWay: { title: '`postMessage` to a thread', peers: ['thread', 'parent'], flatOut: 300_000 },
  threadPingPong: { title: '`postMessage` to a thread and back', peers: ['thread', 'parent'], flatOut: 50_000 },
  portPingPong: { title: 'a MessageChannel, there and back', peers: ['port', 'port'], flatOut: 50_000 },
} as const;
type Channel = keyof typeof CHANNELS;

/** Others go by the same code. */
const FLAT_OUT_ONLY: readonly Channel[] = ['ipcUp', 'portPingPong'];

/**
 * A second how many, 0 as fast as they go; for how many seconds; and what is asked for besides, where that costs most:
 * figures where there is little else, what messages say where there are many; both of what goes one way.
 */
const RATES = [
  { rate: 20, seconds: 5, asked: 'figures' },
  { rate: 500, seconds: 3, asked: null },
  { rate: 5_000, seconds: 2, asked: 'payloads' },
  { rate: 0, seconds: 0, asked: null },
] as const;

/** All of them, as one asks for them who looks for one that has got lost. */
const PAYLOADS: PayloadFilter = { way: null, hint: null, field: null, masked: ['password', 'token'] };

type Rate = (typeof RATES)[number];
type Measurements = Samples<'plain' | 'lens', Measured> & { asked?: Measured[] };
type Progress = (text: string) => void;

/** What the program says at its end, of what was measured; counts of all that its one end sent and received. */
interface Said {
  /** ms */
  processorTime: number;
  ms: number;
  sent: number;
  received: number;
}

interface Measured extends Said {
  /** Share of the messages that are in the recording each by itself; of the plain program none. */
  whole: number;
}

interface Case {
  channel: Channel;
  rate: number;
  count: number;
  asked: 'figures' | 'payloads' | null;
}

/** For a look at a few cases alone the variable names channels and rates, such as `ipcDown 500 0`. */
const WANTED = (process.env.WORKER_LENS_BENCH_PARTS ?? '').split(' ').filter(Boolean);

/** @param majors versions of Node that run the program */
export async function measureMessages(
  rounds: number,
  progress: Progress,
  majors: readonly number[] = NODES,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const major of majors) {
    const node = await ensureNode(major as Parameters<typeof ensureNode>[0]);
    const version = path.basename(path.resolve(node, '../..')).replace(/^.*-/, '');
    for (const each of cases()) {
      const samples = await measureCase(node, each, rounds, (text) => progress(`Node ${version}, ${text}`));
      findings.push(...compared(each, samples).map((finding) => ({ ...finding, node: version })));
    }
  }
  return findings;
}

function cases(): Case[] {
  const channels = Object.keys(CHANNELS) as Channel[];
  const isWanted = (name: string, all: readonly string[]) => {
    const named = WANTED.filter((wanted) => all.includes(wanted));
    return named.length === 0 || named.includes(name);
  };
  const rates = RATES.filter(({ rate }) =>
    isWanted(
      String(rate),
      RATES.map((each) => String(each.rate)),
    ),
  );
  return channels
    .filter((channel) => isWanted(channel, channels))
    .flatMap((channel) =>
      ratesOf(channel, rates).map(({ rate, seconds, asked }) => ({
        channel,
        rate,
        asked: isPingPong(channel) ? null : asked,
        count: rate === 0 ? CHANNELS[channel].flatOut : rate * seconds,
      })),
    );
}

function ratesOf(channel: Channel, rates: readonly Rate[]): readonly Rate[] {
  return FLAT_OUT_ONLY.includes(channel) ? rates.filter(({ rate }) => rate === 0) : rates;
}

/** A hub of its own for each case: it does not matter what the ones before left in it. */
async function measureCase(node: string, each: Case, rounds: number, progress: Progress): Promise<Measurements> {
  const lens = await Lens.raise();
  const { NODE_OPTIONS: _, ...plain } = process.env;
  const observed = (watched: Watched) => async (): Promise<Measured> => {
    const run = await lens.begin(watched);
    const said = await runProgram(node, each, run.environment(plain));
    return { ...said, whole: wholeShare(each, said, toldIn(await run.end(), WARM_UP + pacedOf(each) + 1)) };
  };
  try {
    const variants = {
      plain: async () => ({ ...(await runProgram(node, each, plain)), whole: 0 }),
      lens: observed({}),
    };
    const tell = (round: number) => progress(`${titleOf(each)}: round ${round + 1} of ${rounds}`);
    if (each.asked === null) return await inTurn(variants, rounds, tell);
    const asked = observed(each.asked === 'figures' ? { figures: true } : { payloads: PAYLOADS });
    return await inTurn({ ...variants, asked }, rounds, tell);
  } finally {
    lens.close();
  }
}

/** With a few a second, nothing that a program runs gets hot. */
const pacedOf = ({ rate }: Case) => (rate < 500 ? 0 : rate * PACED);

async function runProgram(node: string, each: Case, env: NodeJS.ProcessEnv): Promise<Said> {
  const { channel, rate, count } = each;
  const paced = pacedOf(each);
  const program = fileURLToPath(new URL('../fixtures/bench/messages.js', import.meta.url));
  const { stdout } = await promisify(execFile)(node, [program, channel, rate, count, WARM_UP, paced].map(String), {
    env,
  });
  return JSON.parse(stdout);
}

/**
 * @returns share of the measured messages, at both ends, that the recording has each by itself
 * @throws Error where the recording's totals are not those of the program: the run is void
 */
function wholeShare({ channel, count }: Case, said: Said, told: Map<string, Told>): number {
  const [asking, answering] = CHANNELS[channel].peers;
  const { sent: there, received: back } = said;
  const wanted = new Map<string, { sent: number; received: number }>();
  const add = (kind: string, sent: number, received: number) => {
    const before = wanted.get(kind) ?? { sent: 0, received: 0 };
    wanted.set(kind, { sent: before.sent + sent, received: before.received + received });
  };
  add(asking, there, back);
  add(answering, back, there);
  for (const [kind, { sent, received }] of wanted) {
    const has = told.get(kind);
    if (has?.sent === sent && has.received === received) continue;
    throw new Error(
      `void: of ${kind} the recording has ${has?.sent} sent and ${has?.received} received, the program ${sent} and ${received}`,
    );
  }
  const whole = [...told.values()].reduce((sum, each) => sum + each.sentWhole + each.receivedWhole, 0);
  return whole / (2 * count * (isPingPong(channel) ? 2 : 1));
}

function compared(each: Case, { plain, lens, asked }: Measurements): Omit<Finding, 'node'>[] {
  const time = ({ processorTime }: Measured) => processorTime;
  const ms = (measured: Measured) => measured.ms;
  const against = (other: Measured[]) => estimate(paired(plain.map(time), other.map(time), (a, b) => a / b));
  const micros = (all: Measured[]) => estimate(all.map((one) => (time(one) * 1000) / each.count));
  const goal = isPingPong(each.channel) ? GOALS.pingPong : GOALS.oneWay;
  const throughput = (other: Measured[]) => estimate(paired(plain.map(ms), other.map(ms), (a, b) => a / b));
  const share = estimate(lens.map(({ whole }) => whole));
  const flatOut: Omit<Finding, 'node'>[] = [
    found('throughput, plain', 'a second', estimate(plain.map((one) => (each.count * 1000) / one.ms))),
    found('throughput against plain', 'of it', throughput(lens)),
  ];
  return [
    found(`${titleOf(each)}, plain: processor time of a message`, 'µs', micros(plain)),
    {
      what: 'work for the same processor time, against plain',
      unit: 'of it',
      value: against(lens),
      goal,
      least: true,
    },
    ...(asked ? [found(askedTitle(each), 'of it', against(asked))] : []),
    ...(each.rate === 0 ? flatOut : []),
    found('told each by itself', 'of them', share),
  ];
}

const askedTitle = ({ asked }: Case) => (asked === 'figures' ? 'figures watched, too' : 'with what they say, too');

function isPingPong(channel: Channel): boolean {
  return channel.endsWith('PingPong');
}

function titleOf({ channel, rate }: Case): string {
  return `${CHANNELS[channel].title}, ${rate === 0 ? 'flat out' : `${rate.toLocaleString('en')} a second`}`;
}

function found(what: string, unit: string, value: Estimate): Omit<Finding, 'node'> {
  return { what, unit, value, goal: null };
}
