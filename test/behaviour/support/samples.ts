// The samples, as a person runs them: plain and under the lens, with what the person does meanwhile.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { ROOT } from './bundle';
import { shownTree } from './commands';
import type { Ended, Program } from './observe';
import type { RealHub, RealStage } from './real-hub';
import { withoutOurFrames } from './suite';

export const SAMPLES = path.join(ROOT, 'samples');

export interface SampleOptions {
  /** Under samples/. */
  file: string;
  env?: Record<string, string>;
  /** What a person does while it runs; absent where it is left to end by itself. What they were answered is compared. */
  drive?: (program: Program) => Promise<unknown>;
  /** Hides what no two runs have in common, line by line; pids, ports and colours are hidden anyway. */
  blur?: (line: string) => string;
  /** How often it prints a line is up to the machine: each counts once. */
  once?: boolean;
}

export interface SampleEnd extends Pick<Ended, 'code' | 'signal'> {
  /** Without what is blurred; sorted, as the order of several processes is the machine's. */
  printed: string[];
  complained: string[];
  answers: unknown;
}

/** What is looked for where a sample does all that it should. */
export interface Expected {
  answers?: unknown;
  printed: string[];
  /** As `worker-lens run --summary` prints it. */
  tree: string[];
  code?: number | null;
  signal?: string | null;
  /** Matches each line of an error's stack, and so on; nothing if absent. */
  complained?: RegExp;
}

/** Holds what a sample did, and what the lens showed of it, against what it should. */
export function assertEnd(end: SampleEnd & { tree: string[] }, expected: Expected): void {
  const { complained, ...rest } = end;
  const { complained: pattern, printed, ...more } = expected;
  assert.deepEqual(rest, { code: 0, signal: null, answers: undefined, ...more, printed: [...printed].sort() });
  if (pattern) assert.match(complained.join('\n'), pattern);
  else assert.deepEqual(complained, []);
}

/**
 * Runs a sample plain and under the lens. Holds that nobody could tell which is which, and that no process and no file is left.
 * What the lens shows in the end stands in the stage's hub, and as text in `tree`.
 */
export async function runSample(stage: RealStage, options: SampleOptions): Promise<SampleEnd & { tree: string[] }> {
  const { bench, hub } = stage;
  const folder = path.join(SAMPLES, path.dirname(options.file));
  const before = filesIn(folder);
  const plain = await finish(bench.plain(fileOf(options), [], runOptions(options)), options);
  const observed = await finish(bench.observed(fileOf(options), [], runOptions(options)), options, hub);
  assert.deepEqual(observed, plain);
  assertNothingRuns(hub);
  assert.deepEqual(filesIn(folder), before);
  assert.deepEqual(fs.readdirSync(bench.folder), ['hubs']);
  return { ...observed, tree: shownTree(hub, folder) };
}

/** Waits until what a program has printed, to either stream, matches so often; gives the matches. */
export function seen(program: Program, pattern: RegExp, count = 1): Promise<RegExpMatchArray[]> {
  return new Promise((resolve, reject) => {
    const { stdout, stderr } = program.child;
    const look = () => {
      const found = [...`${program.stdout}${program.stderr}`.matchAll(pattern)];
      if (found.length < count) return;
      stdout!.off('data', look);
      stderr!.off('data', look);
      resolve(found);
    };
    stdout!.on('data', look);
    stderr!.on('data', look);
    program.ended.then((end) => reject(new Error(`never printed ${pattern}: ${end.stdout}${end.stderr}`)));
    look();
  });
}

/** Waits until so many have come to listen; gives the port, which is another one where nobody listened in between. */
export async function listening(program: Program, count = 1): Promise<number> {
  const found = await seen(program, /listen\w* on port (\d+)/g, count);
  return Number(found.at(-1)![1]);
}

/** What is answered to a request on a connection of its own, blurred; `gone` where the server ends without an answer. */
export function ask(port: number, url: string, body?: unknown): Promise<string> {
  return new Promise((resolve) => {
    const headers = { 'Content-Type': 'application/json', Connection: 'close' };
    const options = { host: '127.0.0.1', port, path: url, method: body ? 'POST' : 'GET', agent: false, headers };
    const request = http.request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(blurred(text)));
      response.on('error', () => resolve('gone'));
    });
    request.on('error', () => resolve('gone'));
    request.end(body && JSON.stringify(body));
  });
}

/** A connection that is held open: its text as far as it came, and how it ended. */
export async function openStream(port: number, url: string): Promise<{ first: string; rest: Promise<string> }> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path: url, agent: false }, (response) => {
      let text = '';
      const rest = new Promise<string>((done) => {
        response.on('end', () => done(text));
        response.on('error', () => done(`${text}gone`));
      });
      response.setEncoding('utf8').on('data', (chunk) => {
        if (text === '') resolve({ first: chunk, rest });
        text += chunk;
      });
    });
    request.on('error', reject);
  });
}

function fileOf({ file }: SampleOptions): string {
  return path.join(SAMPLES, file);
}

function runOptions({ env = {} }: SampleOptions) {
  return { env: { WORKERS: '2', PORT: '0', ...env } };
}

async function finish(
  program: Program,
  { drive, blur = String, once = false }: SampleOptions,
  hub?: RealHub,
): Promise<SampleEnd> {
  const answers = await drive?.(program);
  const { code, signal, stdout, stderr } = await (hub ? hub.ended(program) : program.ended);
  const lines = (text: string) => blurred(text).split('\n').slice(0, -1).map(blur);
  const printed = once ? [...new Set(lines(stdout))] : lines(stdout);
  return { code, signal, answers, printed: printed.sort(), complained: lines(withoutOurFrames(stderr)) };
}

function blurred(text: string): string {
  return text
    .replace(/(PID |"pid":)\d+/g, '$10')
    .replace(/ \(\d+\)/g, ' (0)')
    .replace(/port \d+/g, 'port 0')
    .replace(/"timestamp":"[^"]*"/g, '"timestamp":""');
}

function filesIn(folder: string): string[] {
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

function assertNothingRuns({ viewer }: RealHub): void {
  for (const { pid, script } of viewer.processes.values()) {
    assert.throws(() => process.kill(pid!, 0), { code: 'ESRCH' }, `${script} still runs`);
  }
  for (const { ended, id } of viewer.threads.values()) assert.ok(ended !== null, `thread ${id} still runs`);
}
