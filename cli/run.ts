// `worker-lens run`: a command under the lens, in any shell or CI.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { rendezvousDirectory } from '../protocol/rendezvous';
import type { Disposable } from '../viewer/emitter';
import { HubConnection } from '../viewer/hub-connection';
import { installStub, launchEnvironment } from '../viewer/launch';
import { UsageError } from './errors';
import { tellEnd } from './last-words';
import { summary } from './summary';

interface RunOptions {
  record: string | null;
  summary: boolean;
  command: string[];
}

/** What a shell gives a command that could not be found, and one that could not be run. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/** How a command ended: `error` where it could not be started. */
interface CommandEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  error: NodeJS.ErrnoException | null;
}

/**
 * Runs a command under the lens; without one, where the hub cannot be started: the command comes first.
 * @returns the command's exit status; 128 + n where a signal ended it; 126 or 127 where it could not be started.
 * @throws UsageError
 */
export async function run(args: string[]): Promise<number> {
  const options = parse(args);
  const id = randomUUID();
  const directory = rendezvousDirectory(`run ${id}`);
  const lens = await raiseLens(directory, id, options);
  const end = await runCommand(options.command, lens?.environment ?? {});
  if (lens) {
    await lastWords(lens, id, end, options);
    if (!lens.hub.isOpen) clearAway(directory);
    lens.hub.close();
  }
  return exitStatus(end, options.command[0] as string);
}

function parse(args: string[]): RunOptions {
  const { own, command } = split(args);
  const { values } = parseOptions(own);
  if (command.length === 0) throw new UsageError('run needs a COMMAND to run.');
  return {
    record: values.record === undefined ? null : path.resolve(values.record),
    summary: values.summary === true,
    command,
  };
}

function parseOptions(own: string[]) {
  try {
    return parseArgs({ args: own, options: { record: { type: 'string' }, summary: { type: 'boolean' } } });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Options end at `--`, or at the first word that is neither an option nor an option's value. */
function split(args: string[]): { own: string[]; command: string[] } {
  let at = 0;
  while (at < args.length && args[at]?.startsWith('-') && args[at] !== '--') {
    at += args[at] === '--record' ? 2 : 1;
  }
  return { own: args.slice(0, at), command: args.slice(args[at] === '--' ? at + 1 : at) };
}

/** What a run under the lens needs: the hub that is told of it, and the variables that bring the command under it. */
interface Lens {
  hub: HubConnection;
  environment: Record<string, string>;
  /** Says so, once, where the hub goes while the command runs. */
  watch: Disposable;
}

async function raiseLens(directory: string, run: string, options: RunOptions): Promise<Lens | null> {
  let hub: HubConnection | undefined;
  try {
    hub = await HubConnection.open({ directory, hub: bundle('hub.js'), node: process.execPath });
    hub.onDidNotice((notice) => warn(notice.message));
    await hub.request({ type: 'prepareRun', run, name: options.command.join(' '), record: options.record });
    const stub = installStub(bundle('stub.cjs'));
    const parts = { agent: bundle('agent.cjs'), stub, directory, run };
    const environment = launchEnvironment(parts, options.command, process.env);
    return { hub, environment, watch: hub.onDidClose(() => warn(whatIsLost(options))) };
  } catch (error) {
    hub?.close();
    warn(`${(error as Error).message} The command runs without the lens.`);
    return null;
  }
}

/** Nobody starts another hub: the agents of the command know of this one alone. */
function whatIsLost({ record }: RunOptions): string {
  const recording = record === null ? '' : ` The recording ${record} ends here.`;
  return `The hub of Worker Lens has ended: the command runs on unobserved.${recording}`;
}

function bundle(name: string): string {
  return path.join(__dirname, name);
}

function warn(text: string): void {
  process.stderr.write(`worker-lens: ${text}\n`);
}

function runCommand(command: string[], environment: Record<string, string>): Promise<CommandEnd> {
  return new Promise((resolve) => {
    const [file, ...args] = command as [string, ...string[]];
    const child = spawn(file, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
    const stopForwarding = forwardSignals(child);
    const settle = (end: CommandEnd) => {
      stopForwarding();
      resolve(end);
    };
    child.once('error', (error) => settle({ code: null, signal: null, error }));
    child.once('exit', (code, signal) => settle({ code, signal, error: null }));
  });
}

/** Signals that end or steer a command, and that a shell would give it. */
const FORWARDED: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGWINCH', 'SIGCONT'];
/** What a terminal itself sends to every process in front: forwarded too, the command would get it twice. */
const FROM_TERMINAL: NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGWINCH', 'SIGHUP'];

function forwardSignals(child: ChildProcess): () => void {
  const handlers = FORWARDED.map((signal) => {
    const handler = () => {
      if (!(FROM_TERMINAL.includes(signal) && isInFront())) child.kill(signal);
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  return () => {
    for (const remove of handlers) remove();
  };
}

/**
 * Whether this process belongs to its terminal's foreground group, whose members all get what is typed.
 * Fields 5 and 8 of /proc/PID/stat: process group, and the terminal's foreground group. Source: proc(5).
 */
function isInFront(): boolean {
  try {
    const stat = fs.readFileSync('/proc/self/stat', 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[2] === fields[5];
  } catch {
    // No /proc: a terminal on both ends is the best sign there is.
    return Boolean(process.stdin.isTTY);
  }
}

async function lastWords({ hub, watch }: Lens, run: string, end: CommandEnd, options: RunOptions): Promise<void> {
  watch.dispose();
  const loss = await tellEnd(hub, { run, code: end.code, signal: end.signal, record: options.record });
  if (loss !== null) warn(loss);
  if (options.summary) process.stderr.write(summary(hub.model));
}

/** What a hub leaves that was killed: it serves this run alone, and takes its directory with it when it ends. */
function clearAway(directory: string): void {
  try {
    fs.rmSync(directory, { recursive: true, force: true });
  } catch {
    // Nobody is told of a few files in a directory that is private, and gone with the next boot.
  }
}

function exitStatus(end: CommandEnd, file: string): number {
  if (end.error) {
    warn(whyNotStarted(end.error, file));
    return end.error.code === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE;
  }
  return end.signal ? 128 + os.constants.signals[end.signal] : (end.code ?? 1);
}

function whyNotStarted(error: NodeJS.ErrnoException, file: string): string {
  if (error.code === 'ENOENT') return `'${file}' was not found. Check its spelling, and that it is on your PATH.`;
  if (error.code === 'EACCES') return `'${file}' may not be executed. Check its permissions (chmod +x).`;
  return `'${file}' could not be started: ${error.message}`;
}
