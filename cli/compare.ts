// `worker-lens compare`: two recordings side by side.
import { type ComparedRow, compare as compareSummaries, ratioText, valueText } from '../viewer/trace/compare';
import { english } from '../viewer/trace/errors';
import { summarize, type TraceSummary } from '../viewer/trace/summary';
import { readAndTell } from './read-recording';
import { parseCompareArguments } from './recording-arguments';

/** Prints two recordings as a table; gives the exit status. Throws where the arguments or the files can't be followed. */
export async function compare(args: string[]): Promise<number> {
  const { a, b, json } = parseCompareArguments(args);
  const [first, second] = [summarize(await readAndTell(a)), summarize(await readAndTell(b))];
  const rows = compareSummaries(first, second, english);
  process.stdout.write(json ? formatJson({ file: a, ...first }, { file: b, ...second }) : formatTable(a, b, rows));
  return 0;
}

type Compared = TraceSummary & { file: string };

function formatJson(a: Compared, b: Compared): string {
  return `${JSON.stringify({ a, b }, null, 2)}\n`;
}

function formatTable(a: string, b: string, rows: readonly ComparedRow[]): string {
  const cells = rows.map(({ label, unit, a, b, ratio }) => [
    label,
    valueText(a, unit),
    valueText(b, unit),
    ratioText(ratio),
  ]);
  const table = [['', a, b, 'second / first'], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]!.length)));
  return table
    .map(
      (row) =>
        `${row
          .map((cell, at) => pad(cell, widths[at]!, at))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** Labels stand at the left, figures at the right. */
function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
