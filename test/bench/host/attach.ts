// Runs inside the extension host of a real VS Code: from the click to the breakpoint hit, through the lens and by
// js-debug alone. Each time a program of its own is started, left until it runs steadily, and ended again.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import { breakAt, DebuggerWatch } from '../../vscode/host/support/debugger';
import { Lens, ROOT } from '../../vscode/host/support/lens';
import { inTurn } from '../lib/rounds';
import { ORDER_VARIABLE, type Order, type Result, type Scene } from './attach-order';

const PROGRAM = path.join(ROOT, 'test/fixtures/bench/attach.js');
const THREAD = path.join(ROOT, 'test/fixtures/bench/attach-thread.js');
const MANY = 16;
/** How long a program or a debugger may take, in ms, until the whole is given up. */
const EVENT_WITHIN = 60_000;

/** What runs, and what is attached: a thread by its id, or with 0 the process. */
interface Subject {
  threads: number;
  thread: number;
}

const SCENES: Record<Scene, (round: number) => Subject> = {
  process: () => ({ threads: 0, thread: 0 }),
  thread: () => ({ threads: 1, thread: 1 }),
  // Each in its turn: js-debug comes to them in an order of its own.
  oneOfMany: (round) => ({ threads: MANY, thread: 1 + (round % MANY) }),
};

describe('attach', () => {
  it('is timed', async function () {
    this.timeout(0);
    const order: Order = JSON.parse(process.env[ORDER_VARIABLE] ?? '');
    const lens = await Lens.find();
    const result: Partial<Result> = {};
    for (const scene of Object.keys(SCENES) as Scene[]) {
      const rounds = { lens: counted(SCENES[scene]), jsDebug: counted(SCENES[scene]) };
      const variants = {
        lens: () => timed(rounds.lens(), (subject) => throughLens(lens, order.node, subject)),
        jsDebug: () => timed(rounds.jsDebug(), (subject) => byJsDebug(order.node, subject)),
      };
      result[scene] = await inTurn(variants, order.rounds, (round) => tell(`${scene}: round ${round + 1}`));
    }
    writeFileSync(order.result, JSON.stringify(result));
  });
});

/** A program that runs steadily. */
interface Running {
  click(): Thenable<unknown>;
  /** Whether a session of js-debug is that of the subject. */
  isSubject(session: vscode.DebugSession): boolean;
  end(): Promise<void>;
}

/** @returns ms from the click to the breakpoint hit */
async function timed(subject: Subject, start: (subject: Subject) => Promise<Running>): Promise<number> {
  const running = await start(subject);
  const watch = new DebuggerWatch();
  const hit = firstEvent('pwa-node', ({ event, body }, session) => {
    return event === 'stopped' && body?.reason === 'breakpoint' && running.isSubject(session);
  });
  try {
    breakAt(subject.thread === 0 ? PROGRAM : THREAD, 'The line to stop at');
    const clicked = performance.now();
    await running.click();
    return (await hit) - clicked;
  } finally {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await running.end();
    await watch.none();
    watch.dispose();
  }
}

interface AdapterEvent {
  event?: string;
  body?: { reason?: string; output?: string };
}

/** Resolves when a debug adapter first sends such an event to VS Code, to that moment by `performance.now()`. */
function firstEvent(
  type: string,
  isMeant: (event: AdapterEvent, session: vscode.DebugSession) => boolean,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => {
      clearTimeout(deadline);
      tracker.dispose();
      then();
    };
    const late = () => new Error(`${type}: what was waited for did not come within ${EVENT_WITHIN} ms`);
    const deadline = setTimeout(() => settle(() => reject(late())), EVENT_WITHIN);
    const see = (event: AdapterEvent, session: vscode.DebugSession) => {
      const at = performance.now();
      if (isMeant(event, session)) settle(() => resolve(at));
    };
    const tracker = vscode.debug.registerDebugAdapterTrackerFactory(type, {
      createDebugAdapterTracker: (session) => ({ onDidSendMessage: (event) => see(event, session) }),
    });
  });
}

/** As a person has it: started with F5, and clicked in the tree. */
async function throughLens(lens: Lens, node: string, { threads, thread }: Subject): Promise<Running> {
  const steady = firstEvent(
    'worker-lens',
    ({ event, body }) => event === 'output' && body?.output?.includes('steady') === true,
  );
  const run = await lens.launch({ program: PROGRAM, args: [String(threads)], runtimeExecutable: node });
  await steady;
  const [root] = lens.api.link.model.rootsOf(run);
  assert.ok(root);
  const target = thread === 0 ? root.id : `${root.id}:${thread}`;
  return {
    click: () => vscode.commands.executeCommand('workerLens.attach', target),
    isSubject: () => true,
    end: () => lens.endAll(),
  };
}

/** As its documentation has it: started with `--inspect`, and attached to by its port. */
async function byJsDebug(node: string, { threads, thread }: Subject): Promise<Running> {
  const child = spawn(node, ['--inspect=0', PROGRAM, String(threads)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  const [[, port]] = await Promise.all([
    lineOf(child.stderr, /^Debugger listening on ws:\/\/127\.0\.0\.1:(\d+)/),
    lineOf(child.stdout, /^steady$/),
  ]);
  const config = {
    type: 'pwa-node',
    request: 'attach',
    name: 'Attach',
    port: Number(port),
    // Else it tries both addresses of `localhost`, and is slower.
    address: '127.0.0.1',
    // Nothing for VS Code to open or save that the lens does not have it open or save either.
    internalConsoleOptions: 'neverOpen',
  };
  const quiet = { suppressSaveBeforeStart: true, suppressDebugView: true };
  return {
    click: () => vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], config, quiet),
    isSubject: ({ name }) => thread === 0 || name.startsWith(`[worker ${thread}]`),
    end: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function lineOf(stream: Readable, pattern: RegExp): Promise<RegExpExecArray> {
  for await (const line of createInterface(stream)) {
    const found = pattern.exec(line);
    if (found) return found;
  }
  throw new Error(`No line like ${pattern}`);
}

/** The subjects of the rounds, one after the other. The first round warms up. */
function counted(subjectOf: (round: number) => Subject): () => Subject {
  let round = -1;
  return () => subjectOf(++round);
}

/** Says something where mocha's report goes. */
function tell(text: string): void {
  Mocha.reporters.Base.consoleLog(text);
}
