// Runs inside the extension host of a real VS Code: starts what the tree is to show, and watches the event loop meanwhile.
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import * as path from 'node:path';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import { childrenOf, type Node } from '../../../extension/tree/nodes';
import { readRendezvous, rendezvousDirectory } from '../../../protocol/rendezvous';
import type { Model } from '../../../viewer/model';
import { Lens, ROOT } from '../../vscode/host/support/lens';
import type { CrowdManner } from '../lib/crowd';
import type { CrowdCommand, CrowdWord } from '../lib/crowd-main';
import { type Delays, delaysDuring, delaysFor } from '../lib/loop-delays';
import { type Known, ORDER_VARIABLE, type Order, PHASE, type Phase, PROFILE_VARIABLE, type Result } from './tree-order';

const PROGRAM = path.join(ROOT, 'test/fixtures/bench/tree.js');
const RUN = 'crowd';
/** How often a row is to be opened at most, and how long after one another, in ms. */
const [TRIES, AGAIN] = [20, 250];
/** The first parts of a watch in which nothing runs, for comparison. */
const IDLE_PARTS = 4;

describe('the tree', () => {
  const order: Order = JSON.parse(process.env[ORDER_VARIABLE] ?? '');
  let lens: Lens;

  before(async () => {
    lens = await Lens.find();
    await vscode.commands.executeCommand('workerLens.workers.focus');
  });

  it('shows what happens', async function () {
    this.timeout(0);
    if (order.cascades === 0) return;
    const { node, workers, cascades, stamps } = order;
    const env = { WORKERS: String(workers), CASCADES: String(cascades), STAMPS: stamps };
    const run = await lens.launch({ program: PROGRAM, runtimeExecutable: node, env });
    const { processes, runs } = lens.api.link.model;
    await lens.once(`${workers} workers`, () => {
      return (
        [...processes.values()].filter(({ worker, state }) => worker && state === 'online').length === workers ||
        undefined
      );
    });
    const known: Known = [];
    const watch = lens.api.link.onDidChange(() => known.push({ at: Date.now(), rows: rowsOf(lens.api.link.model) }));
    tell(`events ${processes.get(runs.get(run)?.root ?? '')?.pid ?? 0}`);
    await new Promise<void>((resolve) => {
      const look = () => {
        if (runs.get(run)?.state !== 'ended') return;
        listener.dispose();
        resolve();
      };
      const listener = lens.api.link.onDidChange(look);
    });
    watch.dispose();
    writeFileSync(order.known, JSON.stringify(known));
    tell('events over');
    await lens.endAll();
  });

  it('stays fast with many', async function () {
    this.timeout(0);
    if (order.parts === 0) return;
    const idle = await watched(IDLE_PARTS);
    const crowd = fork(order.crowd, { execPath: order.node, env: {}, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    try {
      const connecting = await delaysDuring(() => raise(crowd));
      await openAll();
      await behave(crowd, { steady: true });
      tell('scroll quiet');
      const quiet = [await delaysFor(order.scrolling)];
      tell('crowd');
      await behave(crowd, { lively: true, changes: order.changes });
      const beside = fork(order.crowd, {
        execPath: order.node,
        env: {},
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      beside.send({ watch: { parts: order.parts, part: order.part } } satisfies CrowdCommand);
      const still = once(beside, 'message');
      const before = performance.now();
      const lively = await profiled(() => watched(order.parts));
      const word = (await still)[0] as { delays: Delays[] };
      beside.disconnect();
      tell('scroll lively');
      const scrolled = await delaysFor(order.scrolling);
      const { changes } = await behave(crowd, { steady: true });
      const seconds = (performance.now() - before) / 1000;
      tell('over');
      const result: Result = {
        idle,
        connecting: [connecting],
        quiet,
        lively,
        scrolled: [scrolled],
        beside: word.delays,
        changes: changes / seconds,
      };
      writeFileSync(order.result, JSON.stringify(result));
    } finally {
      crowd.disconnect();
    }
    await lens.once('the end of the run', () => lens.api.link.model.runs.get(RUN)?.state === 'ended' || undefined);
    await lens.endAll();
  });

  async function watched(parts: number): Promise<Delays[]> {
    const all: Delays[] = [];
    while (all.length < parts) all.push(await delaysFor(order.part));
    return all;
  }

  async function raise(crowd: ChildProcess): Promise<void> {
    const { link } = lens.api;
    await link.connect();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    const hub = folder && readRendezvous(rendezvousDirectory(folder));
    assert.ok(hub, 'no hub');
    await link.request({ type: 'prepareRun', run: RUN, name: 'crowd', record: `${order.result}.wlens.jsonl` });
    const { address, token } = hub;
    crowd.send({ raise: { address, token, run: RUN, count: order.processes } } satisfies CrowdCommand);
    await once(crowd, 'message');
    await lens.once('the whole crowd', () => {
      const listening = [...link.model.processes.values()].filter(({ state }) => state === 'listening');
      return listening.length === order.processes - 1 || undefined;
    });
  }

  /** Every row that a person can open. */
  async function openAll(): Promise<void> {
    const { model } = lens.api.link;
    const [primary] = model.rootsOf(RUN);
    assert.ok(primary);
    const groups = childrenOf(model, { kind: 'process', id: primary.id }).filter(({ kind }) => kind === 'group');
    assert.ok(groups.length > 1);
    for (const group of groups.toReversed()) await reveal(group);
  }

  async function reveal(node: Node): Promise<void> {
    const { view, tree } = lens.api.view;
    const same = tree.getChildren(tree.getParent(node)).find(({ id }) => id === node.id);
    assert.ok(same);
    const open = () => view.reveal(same, { select: false, focus: false, expand: true });
    // Where the editor is just reading its rows anew it finds none.
    for (let tries = 1; ; tries++) {
      const failed = await Promise.resolve(open()).then(
        () => undefined,
        (error: Error) => error,
      );
      if (!failed) return;
      if (tries === TRIES) throw failed;
      await new Promise((resolve) => setTimeout(resolve, AGAIN));
    }
  }
});

/** With a profile of this process for who wants to know where its time goes; but a profiler costs time, too. */
async function profiled<T>(act: () => Promise<T>): Promise<T> {
  const file = process.env[PROFILE_VARIABLE];
  if (!file) return act();
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  const result = await act();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  writeFileSync(file, JSON.stringify(profile));
  return result;
}

/** What the model knows, as rows say it. */
function rowsOf({ processes, threads }: Model): string[] {
  return [
    ...[...processes.values()].map(({ worker, state }) => `worker ${worker?.id}${state}`),
    ...[...threads.values()].map(({ thread, name, state }) => `thread ${thread}${name} · ${state}`),
  ];
}

async function behave(crowd: ChildProcess, behave: CrowdManner): Promise<{ changes: number }> {
  crowd.send({ behave } satisfies CrowdCommand);
  const [word] = (await once(crowd, 'message')) as [CrowdWord];
  return word as { changes: number };
}

/** Says to the benchmark what begins, where mocha's report goes. */
function tell(phase: Phase): void {
  Mocha.reporters.Base.consoleLog(`${PHASE}${phase}`);
}
