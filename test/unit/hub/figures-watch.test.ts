import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { FIGURES_INTERVAL, type FiguresMessage, FiguresWatch, PART, PART_INTERVAL } from '../../../hub/figures-watch';
import type { Figures } from '../../../protocol/agent';
import { FakeClock } from './fake-clock';
import { FakeAgent, startHub, type TestHub, TestViewer } from './support';

function figures(cpu: number): Figures {
  return {
    period: 500,
    tid: null,
    cpu,
    rss: 1,
    heap: { used: 1, total: 2 },
    loop: { utilization: cpu, delay: { mean: 0, max: 1 } },
    handles: { Timeout: 1 },
    http: null,
    connections: 0,
    messages: 0,
  };
}

describe('hub: figures', () => {
  it('are told twice a second at most, all of each target in one, to who watches its run', () => {
    const clock = new FakeClock();
    const told: [object, FiguresMessage][] = [];
    const tell = (viewer: object, message: FiguresMessage) => void told.push([viewer, message]);
    const watch = new FiguresWatch({ clock, changed: () => {}, tell });
    const [one, both] = [{}, {}];
    watch.watch(one, ['a']);
    watch.watch(both, ['a', 'b']);
    watch.take('a', 'p1', figures(0.1));
    watch.take('a', 'p1', figures(0.3));
    watch.take('b', 'p2:1', figures(0.3));
    clock.pass(FIGURES_INTERVAL - 1);
    assert.equal(told.length, 0);
    clock.pass(1);
    const targets = (viewer: object) =>
      told.filter(([to]) => to === viewer).map(([, message]) => message.targets.map(([id, { cpu }]) => [id, cpu]));
    assert.deepEqual(targets(one), [[['p1', 0.2]]]);
    assert.deepEqual(targets(both), [
      [
        ['p1', 0.2],
        ['p2:1', 0.3],
      ],
    ]);
    clock.pass(10 * FIGURES_INTERVAL);
    assert.equal(told.length, 2);
  });

  it('of many are told in parts, all of them before there is more', () => {
    for (const count of [PART + 1, 100 * PART]) {
      const clock = new FakeClock();
      const told: string[][] = [];
      const tell = (_viewer: object, { targets }: FiguresMessage) => void told.push(targets.map(([id]) => id));
      const watch = new FiguresWatch({ clock, changed: () => {}, tell });
      watch.watch({}, ['a']);
      const ids = Array.from({ length: count }, (_, number) => `p${number}`);
      for (const id of ids) watch.take('a', id, figures(0.1));
      clock.pass(FIGURES_INTERVAL);
      assert.equal(told.length, 1);
      clock.pass(PART_INTERVAL);
      assert.equal(told.length, 2);
      clock.pass(FIGURES_INTERVAL - 2 * PART_INTERVAL);
      assert.deepEqual(told.flat(), ids);
      assert.ok(count > PART * 20 || told.every((part) => part.length <= PART));
    }
  });

  it('are told no more to who watches no more, also of what was measured before', () => {
    const clock = new FakeClock();
    const told: FiguresMessage[] = [];
    const watch = new FiguresWatch({ clock, changed: () => {}, tell: (_viewer, message) => void told.push(message) });
    const viewer = {};
    watch.watch(viewer, ['a']);
    for (let number = 0; number < 2 * PART; number++) watch.take('a', `p${number}`, figures(0.1));
    clock.pass(FIGURES_INTERVAL);
    watch.watch(viewer, []);
    clock.pass(FIGURES_INTERVAL);
    assert.equal(told.length, 1);
  });

  describe('in a hub', function () {
    this.timeout(20_000);
    let hub: TestHub;
    let viewer: TestViewer;
    let agents: FakeAgent[];

    beforeEach(async () => {
      hub = await startHub();
      viewer = await TestViewer.connect(hub);
      agents = [];
    });
    afterEach(async () => {
      for (const agent of agents) await agent.close();
      await viewer.close();
      await hub.close();
    });

    async function agentOf(run: string, process: string, resumed = false): Promise<FakeAgent> {
      const agent = await FakeAgent.connect(hub, { run, process, pid: 2 ** 22 + agents.length, resumed });
      agents.push(agent);
      return agent;
    }

    function intervalsOf({ commands }: FakeAgent): number[] {
      return commands.flatMap((command) => (command.type === 'measure' ? [command.interval] : []));
    }

    /** Waits until an agent was told so many intervals. */
    function told(agent: FakeAgent, count: number): Promise<void> {
      return new Promise((resolve) => {
        const look = () => {
          if (intervalsOf(agent).length >= count) resolve();
          return {};
        };
        agent.answer = look;
        look();
      });
    }

    it('are measured by the agents of watched runs only, those that come later too, until nobody watches', async () => {
      const watched = await agentOf('a', 'one');
      const other = await agentOf('b', 'two');
      await viewer.request({ type: 'watchFigures', runs: ['a'] });
      const late = await agentOf('a', 'three');
      await Promise.all([told(watched, 1), told(late, 1)]);
      const second = await TestViewer.connect(hub);
      await second.request({ type: 'watchFigures', runs: ['a'] });
      await viewer.request({ type: 'watchFigures', runs: [] });
      await second.close();
      await Promise.all([told(watched, 2), told(late, 2)]);
      assert.deepEqual([watched, other, late].map(intervalsOf), [[FIGURES_INTERVAL, 0], [], [FIGURES_INTERVAL, 0]]);
    });

    it('are measured for a recording to a file, as long as that is written, and told nobody', async () => {
      const file = path.join(hub.folder, 'r.wlens.jsonl');
      await viewer.request({ type: 'prepareRun', run: 'a', name: 'x', record: file });
      const agent = await agentOf('a', 'one');
      await told(agent, 1);
      agent.send({ type: 'figures', time: 5, figures: figures(0.5) });
      await viewer.request({ type: 'rootExited', run: 'a', code: 0, signal: null });
      await told(agent, 2);
      assert.deepEqual(intervalsOf(agent), [FIGURES_INTERVAL, 0]);
      const lines = fs.readFileSync(file, 'utf8').split('\n').slice(0, -1);
      const recorded = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'figures');
      assert.deepEqual(
        recorded.map(({ target, figures: { cpu } }) => [target, cpu]),
        [[[...viewer.processes.keys()][0], 0.5]],
      );
      assert.ok(viewer.received.every(({ type }) => type !== 'figures'));
    });

    it('reach the viewer by its name for the target', async () => {
      const agent = await agentOf('a', 'one');
      await viewer.request({ type: 'watchFigures', runs: ['a'] });
      agent.send({ type: 'figures', time: 5, figures: figures(0.5) });
      const message = await viewer.until(() => viewer.received.find(({ type }) => type === 'figures'));
      const id = [...viewer.processes.keys()][0];
      assert.deepEqual((message as FiguresMessage).targets, [[id, figures(0.5)]]);
    });

    it('are no more measured by an agent that another hub had asked', async () => {
      const agent = await agentOf('a', 'one', true);
      await told(agent, 1);
      assert.deepEqual(intervalsOf(agent), [0]);
    });
  });
});
