// npm run bench -- NAME [--json] [--rounds N] [--node MAJOR…]: measures, prints the table, and keeps it in
// docs/performance.md. With few rounds it is a probe, of which nothing is kept.
import { parseArgs } from 'node:util';
import { runMain, UserFacingError } from '../../scripts/lib/errors.mjs';
import { measureAgent } from './agent';
import { measureAttach } from './attach';
import { measureFlood } from './flood';
import { type Finding, isMet, keep, report, toMarkdown } from './lib/report';
import { measureLint } from './lint';
import { measureMessages } from './messages';
import { measureTimeline } from './timeline';
import { measureTree } from './tree';

/** Fewer say little: the interval's ends are then single rounds. */
const LEAST_ROUNDS = 10;

interface Benchmark {
  /** How many rounds it has where nothing else is asked for. */
  rounds: number;
  /** @param nodes versions of Node that were asked for; its own where there are none */
  measure(rounds: number, progress: (text: string) => void, nodes?: readonly number[]): Promise<Finding[]>;
}

const BENCHMARKS: Record<string, Benchmark> = {
  agent: { rounds: 12, measure: measureAgent },
  attach: { rounds: 50, measure: measureAttach },
  tree: { rounds: 20, measure: measureTree },
  lint: { rounds: 20, measure: measureLint },
  messages: { rounds: 10, measure: measureMessages },
  timeline: { rounds: 10, measure: measureTimeline },
  flood: { rounds: 10, measure: measureFlood },
};

await runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      node: { type: 'string', multiple: true },
    },
  });
  const [name = ''] = positionals;
  const benchmark = BENCHMARKS[name];
  if (!benchmark) {
    throw new UserFacingError(`There is no benchmark ${name}. Choose from: ${Object.keys(BENCHMARKS).join(', ')}`);
  }
  const rounds = Number(values.rounds) || benchmark.rounds;
  const progress = (text: string) => void process.stderr.write(`${text}\n`);
  const findings = await benchmark.measure(rounds, progress, values.node?.map(Number));
  const made = report(name, rounds, findings, new Date());
  const isKept = rounds >= LEAST_ROUNDS;
  if (isKept) keep(made);
  console.log(values.json ? JSON.stringify(made, null, 2) : toMarkdown(made));
  const missed = findings.filter((finding) => !isMet(finding)).length;
  const where = isKept ? 'kept in docs/performance.md' : `kept nowhere: it takes ${LEAST_ROUNDS} rounds`;
  process.stderr.write(`${missed === 0 ? 'All goals are met' : `${missed} goals are not met`}; ${where}\n`);
  return 0;
});
