// What is said of real programs, held against what they did: the programs of the guide to cluster and threads.
import assert from 'node:assert/strict';
import * as http from 'node:http';
import { hostClock } from '../../hub/clock';
import { HubConnection } from '../../viewer/hub-connection';
import { Insights } from '../../viewer/insights/insights';
import { english } from '../unit/viewer/insights/support';
import { nodeOf } from './support/nodes';
import type { Program } from './support/observe';
import { useRealStage } from './support/real-hub';

describe('insights into the programs of the guide', function () {
  this.timeout(60_000);
  const stage = useRealStage();
  let hub: HubConnection;
  let insights: Insights;
  let program: Program;

  afterEach(() => {
    insights.dispose();
    hub.close();
  });

  /** Runs a program with a viewer that watches it. */
  async function watch(name: string): Promise<void> {
    hub = (await HubConnection.find({ directory: stage.bench.directory }))!;
    insights = new Insights({ model: hub.model, cores: 4, clock: hostClock, t: english });
    hub.onDidChange((changes) => insights.update(changes));
    hub.onDidMeasure((message) => insights.measure(message));
    await hub.request({ type: 'watchFigures', runs: ['run'] });
    program = stage.bench.observed(`insights/${name}`, [], { node: await nodeOf(20) });
  }

  /** Waits until what is said and known meets a condition. */
  function until<T>(condition: () => T | undefined | false): Promise<T> {
    return new Promise((resolve) => {
      const look = () => {
        const found = condition();
        if (!found) return;
        watcher.dispose();
        resolve(found);
      };
      const watcher = insights.onDidChange(look);
      look();
    });
  }

  /** Waits until the model meets a condition. */
  function untilModel(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!condition()) return;
        watcher.dispose();
        resolve();
      };
      const watcher = hub.onDidChange(look);
      look();
    });
  }

  const said = () => insights.all().map(({ label, description }) => `${label} · ${description}`);

  it('HighAvailabilityCluster: each slot’s restarts, and that it was given up', async () => {
    await watch('high-availability.js');
    await program.printed('gave up slow after 5');
    await program.printed('gave up fast after 5');
    await until(() => said().filter((each) => each.endsWith('given up')).length === 2);
    assert.deepEqual(
      said().map((each) => each.replace(/in .* s/, 'in … s')),
      ['restarted 5× in … s · given up', 'restarted 5× in … s · given up'],
    );
    const details = insights.all().map(({ detail }) => /Each ended with ([^.]*)/.exec(detail)?.[1]);
    assert.deepEqual(details, ['Error: fast crashed', 'Error: slow crashed']);
  });

  it('RealTimeDataProcessor: threads that never end, by the place that makes them', async () => {
    await watch('real-time-data.js');
    const leak = await until(() => insights.all().find(({ kind }) => kind === 'thread-leak'));
    assert.match(leak.label, /^\d+ threads leak\?$/);
    assert.equal(leak.description, 'real-time-data.js:6');
    const count = Number.parseInt(leak.label, 10);
    // Where one was made a moment ago, it may not have said anything yet.
    await program.printed(`processed ${count - 1}`);
    assert.equal(leak.owner, hub.model.runs.get('run')?.root);
    assert.deepEqual(insights.pools(), []);
  });

  it('ThreadPool: its size, who works, what is done, and who was replaced', async () => {
    await watch('thread-pool.js');
    // All four at once: it is a pool from its third thread on.
    const pool = (busy: number) =>
      until(() => insights.pools().find((each) => each.busy === busy && each.threads.length === 4));
    // What was done before anybody looked tells of no pool; and who has not answered yet is not known to have a task.
    const live = () => [...hub.model.threads.values()].filter(({ state }) => state !== 'exited');
    const work = async () => {
      program.say(Array.from({ length: 8 }, () => 'quick').join('\n'));
      const isDone = () => live().length === 4 && live().every(({ messages }) => messages.sent > 0);
      await untilModel(isDone);
    };
    await untilModel(() => live().length === 4 && live().every(({ messages }) => messages.sent > 0));
    await work();
    const idle = await pool(0);
    assert.equal(idle.name, 'thread-pool.js');
    assert.deepEqual(idle.replaced, []);
    program.say('crash');
    await program.printed('replaced');
    const replaced = await until(() => insights.pools().find((each) => each.replaced.length === 1));
    assert.equal(replaced.threads.length, 4);
    assert.equal(replaced.replaced[0]?.by, replaced.threads.at(-1));
    assert.equal(hub.model.threads.get(replaced.replaced[0]!.was)?.end?.error?.message, 'crashed');
    await work();
    program.say('hold');
    await pool(2);
    program.say('free');
    await pool(0);
    // The flag that they hold.
    const numbers = live().map(({ thread }) => thread);
    assert.deepEqual(said(), [`shared memory · 4 B · threads ${numbers.join(', ')}`]);
  });

  it('a cluster whose clients keep one connection: who takes all requests, and each one’s share', async () => {
    await watch('even-cluster.js');
    await program.printed('port');
    const port = Number(/port (\d+)/.exec(program.stdout)![1]);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    let asking = true;
    const asked = ask(port, agent, () => asking);
    const balance = await until(() => insights.all().find(({ kind }) => kind === 'balance'));
    asking = false;
    const answers = await asked;
    agent.destroy();
    const worker = [...hub.model.processes.values()].find((each) => each.worker?.id === [...answers][0]);
    assert.equal(answers.size, 1);
    assert.equal(`${balance.label} · ${balance.description}`, '1 of 4 workers takes 100 % · of the requests');
    assert.match(balance.detail, /Scheduling policy: round robin/);
    assert.deepEqual(balance.targets, [worker!.id]);
    assert.equal(insights.sharesOf(worker!.id)?.requests, 1);
  });
});

/** Asks one time after the other, and tells which workers answered. */
async function ask(port: number, agent: http.Agent, isAsking: () => boolean): Promise<Set<number>> {
  const answers = new Set<number>();
  while (isAsking()) {
    answers.add(
      await new Promise<number>((resolve, reject) => {
        const request = http.get({ port, host: '127.0.0.1', agent }, (response) => {
          response.on('data', (data) => resolve(Number(String(data)))).resume();
        });
        request.on('error', reject);
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return answers;
}
