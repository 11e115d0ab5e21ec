// What a benchmark found, as a table for people and as JSON.
import * as fs from 'node:fs';
import * as os from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Estimate } from './statistics';

const PERFORMANCE = fileURLToPath(new URL('../../../docs/performance.md', import.meta.url));

/** One measured figure. `goal` is the most it may be, or with `least` the least; met when the worse end of the interval meets it. */
export interface Finding {
  what: string;
  /** Version of Node that the program ran on. */
  node: string;
  unit: string;
  value: Estimate;
  goal: number | null;
  least?: boolean;
}

export interface Report {
  name: string;
  date: string;
  machine: string;
  rounds: number;
  findings: Finding[];
}

export function report(name: string, rounds: number, findings: Finding[], date: Date): Report {
  const [cpu] = os.cpus();
  const machine = `${os.cpus().length} × ${cpu?.model.trim()}, ${os.type()} ${os.release()} ${os.arch()}`;
  return { name, date: date.toISOString().slice(0, 10), machine, rounds, findings };
}

export function isMet({ value, goal, least }: Finding): boolean {
  if (goal === null) return true;
  return least ? value.low >= goal : value.high <= goal;
}

export function toMarkdown({ date, machine, rounds, findings }: Report): string {
  const rows = findings.map((finding) => {
    const { what, node, unit, value, goal, least } = finding;
    const interval = value.low === value.high ? '' : ` (${figure(value.low)} to ${figure(value.high)})`;
    const verdict = goal === null ? '' : isMet(finding) ? 'met' : 'not met';
    return `| ${what} | ${node} | ${figure(value.point)}${interval} ${unit} | ${goal === null ? '' : `${least ? '≥' : '≤'} ${figure(goal)} ${unit}`} | ${verdict} |`;
  });
  return [
    `Measured on ${date}: ${machine}. ${rounds} rounds, variants in turn; medians where nothing else is said, in brackets the 95 % interval.`,
    '',
    '| what | Node | measured | goal | |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** Puts a report in the place of the last one of its name in `docs/performance.md`. */
export function keep(made: Report): void {
  const text = fs.readFileSync(PERFORMANCE, 'utf8');
  const [begin, end] = [`<!-- bench ${made.name} -->`, `<!-- end of bench ${made.name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(`docs/performance.md has no place for ${made.name}: add ${begin} and ${end}`);
  fs.writeFileSync(PERFORMANCE, `${text.slice(0, from + begin.length)}\n${toMarkdown(made)}\n${text.slice(to)}`);
}

function figure(value: number): string {
  return Number(value.toFixed(Math.abs(value) < 1 ? 3 : Math.abs(value) < 100 ? 1 : 0)).toString();
}
