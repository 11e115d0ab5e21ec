// Runs a program plain and under the lens.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { addStub, type Environment, VARIABLE } from '../../../protocol/environment';
import { agentFolder, ROOT } from './bundle';
import { FakeHub } from './fake-hub';

export const FIXTURES = path.join(ROOT, 'test/fixtures/behaviour');

export interface Ended {
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  node?: string;
  /** Before the program's name. */
  flags?: string[];
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** With the inspector's announcements silenced, as a parent's agent and a launcher do. */
  quiet?: boolean;
}

/** A program that runs. */
export class Program {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly ended: Promise<Ended>;
  #watchers = new Set<() => void>();

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout!.setEncoding('utf8').on('data', (text) => {
      this.stdout += text;
      for (const watch of [...this.#watchers]) watch();
    });
    child.stderr!.setEncoding('utf8').on('data', (text) => {
      this.stderr += text;
    });
    this.ended = once(child, 'close').then(([code, signal]) => {
      const { stdout, stderr } = this;
      return { code, signal, stdout, stderr };
    });
  }

  async printed(text: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const watch = () => {
        if (!this.stdout.includes(text)) return;
        this.#watchers.delete(watch);
        resolve();
      };
      this.#watchers.add(watch);
      this.ended.then(({ stdout, stderr }) => reject(new Error(`never printed ${text}: ${stdout}${stderr}`)));
      watch();
    });
  }

  say(line: string): void {
    this.child.stdin!.write(`${line}\n`);
  }
}

/** A temporary folder with a rendezvous directory in it; removed with whatever still runs when the test is over. */
export class Bench {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wl-'));
  /** Beside it stands what all hubs share. */
  readonly directory = path.join(this.folder, 'hubs', 'rendezvous');
  #programs: Program[] = [];
  #hubs: FakeHub[] = [];

  constructor() {
    fs.mkdirSync(this.directory, { mode: 0o700, recursive: true });
  }

  async hub(told?: { token?: string }): Promise<FakeHub> {
    const hub = await FakeHub.start(this.directory, told);
    this.#hubs.push(hub);
    return hub;
  }

  environment(options: RunOptions = {}, change: Partial<Environment> = {}): Record<string, string | undefined> {
    const agent = agentFolder();
    const stub = path.join(agent, 'stub.cjs');
    const told: Environment = {
      agent: path.join(agent, 'agent.cjs'),
      stub,
      directory: this.directory,
      run: 'run',
      ...change,
    };
    const env = { ...plainEnvironment(), ...options.env };
    return { ...env, NODE_OPTIONS: addStub(env.NODE_OPTIONS, stub, options.quiet), [VARIABLE]: JSON.stringify(told) };
  }

  plain(program: string, args: string[] = [], options: RunOptions = {}): Program {
    return this.#start(program, args, options, { ...plainEnvironment(), ...options.env });
  }

  observed(program: string, args: string[] = [], options: RunOptions = {}, change: Partial<Environment> = {}): Program {
    return this.#start(program, args, options, this.environment(options, change));
  }

  /** Sees to it that a program that was started otherwise does not outlive the test. */
  keep(program: Program): Program {
    this.#programs.push(program);
    return program;
  }

  async close(): Promise<void> {
    for (const { child } of this.#programs)
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await Promise.all(this.#programs.map((program) => program.ended));
    await Promise.all(this.#hubs.map((hub) => hub.stop()));
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  #start(program: string, args: string[], options: RunOptions, env: Record<string, string | undefined>): Program {
    const words = [...(options.flags ?? []), path.resolve(FIXTURES, program), ...args];
    const cwd = options.cwd ?? this.folder;
    const child = spawn(options.node ?? process.execPath, words, { cwd, env, stdio: 'pipe' });
    return this.keep(new Program(child));
  }
}

/** This process's own, without what a test runner put there. */
function plainEnvironment(): Record<string, string | undefined> {
  const { NODE_OPTIONS: _, WORKER_LENS: __, NODE_V8_COVERAGE: ___, ...rest } = process.env;
  return rest;
}
