// The `worker-lens` command: one file for each of its subcommands.
import { compare } from './compare';
import { UsageError } from './errors';
import { exportTrace } from './export';
import { lint } from './lint';
import { run } from './run';
import { USAGE } from './usage';

const COMMANDS: Record<string, (args: string[]) => Promise<number>> = { run, lint, export: exportTrace, compare };

async function main([name = '', ...args]: string[]): Promise<number> {
  if (name === '' || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(USAGE);
    return name === '' ? 2 : 0;
  }
  const command = COMMANDS[name];
  if (!command) throw new UsageError(`'${name}' is not a command of worker-lens.`);
  return command(args);
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: Error) => {
    process.stderr.write(`worker-lens: ${error.message}\n`);
    if (error instanceof UsageError) process.stderr.write(`\n${USAGE}`);
    process.exitCode = 2;
  },
);
