// npm run bench -- NAME [--json] [--rounds N]: measures, prints the table, and keeps it in docs/performance.md.
import { parseArgs } from 'node:util';
import { runMain, UserFacingError } from '../../scripts/lib/errors.mjs';
import { measureAgent } from './agent';
import { measureAttach } from './attach';
import { type Finding, isMet, keep, report, toMarkdown } from './lib/report';
import { measureLint } from './lint';
import { measureTree } from './tree';

/** Fewer say little: the interval's ends are then single rounds. */
const LEAST_ROUNDS = 10;

interface Benchmark {
  /** How many rounds it has where nothing else is asked for. */
  rounds: number;
  measure(rounds: number, progress: (text: string) => void): Promise<Finding[]>;
}

const BENCHMARKS: Record<string, Benchmark> = {
  agent: { rounds: 12, measure: measureAgent },
  attach: { rounds: 50, measure: measureAttach },
  tree: { rounds: 20, measure: measureTree },
  lint: { rounds: 20, measure: measureLint },
};

await runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, rounds: { type: 'string' } },
  });
  const [name = ''] = positionals;
  const benchmark = BENCHMARKS[name];
  if (!benchmark) {
    throw new UserFacingError(`There is no benchmark ${name}. Choose from: ${Object.keys(BENCHMARKS).join(', ')}`);
  }
  const rounds = Math.max(LEAST_ROUNDS, Number(values.rounds) || benchmark.rounds);
  const findings = await benchmark.measure(rounds, (text) => process.stderr.write(`${text}\n`));
  const made = report(name, rounds, findings, new Date());
  keep(made);
  console.log(values.json ? JSON.stringify(made, null, 2) : toMarkdown(made));
  const missed = findings.filter((finding) => !isMet(finding)).length;
  process.stderr.write(
    `${missed === 0 ? 'All goals are met' : `${missed} goals are not met`}; kept in docs/performance.md\n`,
  );
  return 0;
});
