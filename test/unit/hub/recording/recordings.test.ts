import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import type { AgentToHub, PayloadFilter, Peer } from '../../../../protocol/agent';
import {
  RecordingChanges,
  RecordingEvent,
  RecordingHeader,
  RecordingKeyframe,
  RecordingMessages,
} from '../../../../protocol/recording';
import type { HubToViewer } from '../../../../protocol/viewer';
import { FakeAgent, fastClock, slowClock, startHub, type TestHub, TestViewer } from '../support';
import { parse, range } from './support';

const PARENT: Peer = { kind: 'parent' };

function count(time: number, peer: Peer, sent: number, received = 0): AgentToHub {
  return { type: 'messages', time, counts: [{ peer, sent, received }] };
}

/** So many bytes in few messages: 3.5 kB and more in each, as of a program with so many children. */
const CHILDREN = 50;
function large(time: number): AgentToHub {
  const child = (spawn: number) => ({ peer: { kind: 'child', spawn } as const, sent: time, received: 0 });
  return { type: 'messages', time, counts: range(0, CHILDREN).map(child) };
}

function spawned(spawn: number, pid: number): AgentToHub {
  const words = { file: '/usr/bin/node', args: ['/usr/bin/node', 'child.js'] };
  return {
    type: 'spawn',
    time: 1,
    spawn,
    pid,
    ...words,
    worker: null,
    instance: null,
    site: null,
    settings: null,
    error: null,
  };
}

describe('hub: recordings of runs', () => {
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

  async function beginAgain(options: Parameters<typeof startHub>[0]): Promise<void> {
    await viewer.close();
    await hub.close();
    hub = await startHub(options);
    viewer = await TestViewer.connect(hub);
  }

  async function agentOf(fields: Parameters<typeof FakeAgent.connect>[1] = {}): Promise<FakeAgent> {
    const agent = await FakeAgent.connect(hub, { run: 'run', ...fields });
    agents.push(agent);
    return agent;
  }

  const textOf = (to = viewer) =>
    to.received.flatMap((message) => (message.type === 'recorded' ? [message.lines] : [])).join('');

  const follow = (to = viewer) => to.request({ type: 'followRecordings', runs: ['run'] });

  /** Lines of this type, once there are so many. */
  async function recorded<T = Record<string, unknown>>(type: string, atLeast = 1): Promise<T[]> {
    const found = () => parse(textOf()).filter((line) => line.type === type);
    await viewer.until(() => found().length >= atLeast);
    return found() as T[];
  }

  it('begin with the header and the model, and each line is as the protocol says', async () => {
    await viewer.request({ type: 'prepareRun', run: 'run', name: 'node x', record: null });
    await follow();
    const root = await agentOf({ process: 'root' });
    root.send(spawned(1, 77), count(2, { kind: 'child', spawn: 1 }, 1));
    await recorded('messages');
    const schemas: Record<string, v.GenericSchema> = {
      recording: RecordingHeader,
      keyframe: RecordingKeyframe,
      messages: RecordingMessages,
      changes: RecordingChanges,
    };
    const lines = parse(textOf());
    for (const line of lines) v.parse(schemas[line.type as string] ?? RecordingEvent, line);
    const types = lines.map(({ type }) => type);
    assert.deepEqual(types.slice(0, 3), ['recording', 'keyframe', 'changes']);
    assert.equal(lines[0]!.name, 'node x');
    assert.deepEqual(types.slice(3), ['hello', 'changes', 'spawn', 'changes', 'messages']);
    const [spawn] = lines.filter(({ type }) => type === 'spawn');
    const [rootId] = [...viewer.processes.values()].filter(({ pid }) => pid === root.hello.pid).map(({ id }) => id);
    assert.equal(spawn!.target, rootId);
  });

  it('say who is at the other end, before it said hello too, and from both sides', async () => {
    await follow();
    const root = await agentOf({ process: 'root' });
    root.send(spawned(1, 77), count(2, { kind: 'child', spawn: 1 }, 1));
    await recorded('messages');
    const child = await agentOf({ process: 'child', pid: 77, spawner: { process: 'root', spawn: 1 } });
    child.send(count(3, PARENT, 1, 1));
    const sides = await recorded<RecordingMessages>('messages', 2);
    const [rootId] = [...viewer.processes.values()].filter(({ pid }) => pid === root.hello.pid).map(({ id }) => id);
    const childId = viewer.processOfPid(77)?.id;
    assert.deepEqual(
      sides.map(({ target, counts }) => [target, counts[0]!.with]),
      [
        [rootId, childId],
        [childId, rootId],
      ],
    );
  });

  it('name the thread that started a child, and the creator of a thread', async () => {
    await follow();
    const root = await agentOf({ process: 'root' });
    const options = { file: 't.js', name: null, site: null, options: null };
    root.send({ type: 'threadCreate', time: 1, thread: 1, creator: 0, ...options });
    root.send({ type: 'threadCreate', time: 1, thread: 2, creator: 1, ...options });
    await viewer.until(() => viewer.threads.size === 2);
    const thread = await agentOf({ process: 'root', thread: 1, pid: root.hello.pid });
    thread.send(spawned(1_000_001, 78), count(2, { kind: 'thread', thread: 2 }, 1));
    const nested = await agentOf({ process: 'root', thread: 2, pid: root.hello.pid });
    nested.send(count(3, PARENT, 1));
    const child = await agentOf({ process: 'child', pid: 78, spawner: { process: 'root', spawn: 1_000_001 } });
    child.send(count(4, PARENT, 1));
    const lines = await recorded<RecordingMessages>('messages', 3);
    const id = viewer.processOfPid(root.hello.pid)!.id;
    assert.deepEqual(
      lines.map(({ counts }) => counts[0]!.with),
      [`${id}:2`, `${id}:1`, `${id}:1`],
    );
  });

  it('name the channel of a port that moved, of whoever told first', async () => {
    // No line may be given up, however long this test is kept from going on.
    await beginAgain({ clock: slowClock });
    await follow();
    const root = await agentOf({ process: 'root' });
    root.send({
      type: 'threadCreate',
      time: 1,
      thread: 1,
      creator: 0,
      file: 't.js',
      name: null,
      site: null,
      options: null,
    });
    await viewer.until(() => viewer.threads.size === 1);
    const thread = await agentOf({ process: 'root', thread: 1, pid: root.hello.pid });
    const id = viewer.processOfPid(root.hello.pid)!.id;
    thread.send({
      type: 'messages',
      time: 3,
      counts: [{ peer: { kind: 'port', port: 1_000_001 }, sent: 1, received: 0 }],
      records: [
        { peer: PARENT, way: 'received', n: 1, time: 2, ports: [1_000_001] },
        { peer: { kind: 'port', port: 1_000_001 }, way: 'sent', n: 1, time: 3 },
      ],
    });
    // Its line waits for what its creator has to say.
    await viewer.until(() => viewer.threads.get(`${id}:1`)?.messages.sent === 1);
    root.send(
      { type: 'channel', time: 1, ports: [1, 2] },
      {
        type: 'messages',
        time: 4,
        counts: [
          { peer: { kind: 'port', port: 1 }, sent: 0, received: 1 },
          { peer: { kind: 'port', port: 2 }, sent: 4, received: 0 },
        ],
        records: [{ peer: { kind: 'thread', thread: 1 }, way: 'sent', n: 1, time: 1, ports: [2] }],
      },
    );
    const [first, second] = await recorded<RecordingMessages>('messages', 2);
    // Whoever held the port before comes first, …
    assert.deepEqual([first!.target, second!.target], [id, `${id}:1`]);
    assert.deepEqual([first!.counts[0]!.channel, first!.counts[0]!.with], [{ id: 'c1', end: 0 }, `${id}:1`]);
    assert.equal('channel' in first!.records![0]!, false);
    assert.deepEqual(second!.records![1]!.channel, { id: 'c1', end: 1 });
    assert.equal(second!.records![1]!.with, id);
    assert.deepEqual(second!.counts[0]!.channel, { id: 'c1', end: 1 });
    // … and the next one's messages are counted on from what it sent.
    assert.deepEqual([second!.records![1]!.n, second!.counts[0]!.sent, second!.counts[0]!.received], [5, 5, 0]);
  });

  it('write a line all the same where nobody ever says which channel it was', async () => {
    await follow();
    const agent = await agentOf();
    agent.send(count(2, { kind: 'port', port: 9 }, 1));
    const [line] = await recorded<RecordingMessages>('messages');
    assert.deepEqual(line!.counts, [{ peer: { kind: 'port', port: 9 }, sent: 1, received: 0, with: null }]);
  });

  it('have the model’s changes, but not those of totals alone', async () => {
    await follow();
    const agent = await agentOf({ process: 'root' });
    for (const number of range(1, 20)) agent.send(count(number, PARENT, number));
    agent.send({ type: 'inspector', time: 21, url: 'ws://127.0.0.1:1/x' });
    const changes = await recorded<RecordingChanges>('changes', 2);
    await viewer.until(() => [...viewer.processes.values()].some(({ inspector }) => inspector.url !== null));
    assert.equal(changes.length, 2);
    const [last] = changes.at(-1)!.changes;
    assert.ok(last?.kind === 'process' && last.value.inspector.state === 'program');
    assert.equal(last.value.messages.sent, 19);
  });

  it('are told whole, history and live, each line once, also to who reads slowly', async () => {
    const file = path.join(hub.folder, 'r.wlens.jsonl');
    await viewer.request({ type: 'prepareRun', run: 'run', name: 'x', record: file });
    const agent = await agentOf({ pid: process.pid });
    const slow = await TestViewer.connect(hub);
    const half = 10_000;
    const flood = (from: number, to: number) => {
      for (const number of range(from, to)) agent.send(count(number, PARENT, number));
    };
    flood(1, half);
    await viewer.until(() => viewer.processOfPid(process.pid)?.messages.sent === half - 1);
    await Promise.all([follow(), follow(slow)]);
    slow.socket.pause();
    flood(half, 2 * half);
    await agent.close();
    await viewer.request({ type: 'rootExited', run: 'run', code: 0, signal: null });
    const numbers = (to: TestViewer) =>
      parse(textOf(to)).flatMap((line) => (line.type === 'messages' ? [line.time as number] : []));
    await viewer.until(() => textOf().includes(`"time":${2 * half - 1}`));
    slow.socket.resume();
    await slow.until(() => textOf(slow).includes(`"time":${2 * half - 1}`));
    for (const each of [viewer, slow]) assert.deepEqual(numbers(each), range(1, 2 * half));
    // The file has the same lines, with keyframes of its own.
    const messages = (text: string) => text.split('\n').filter((line) => line.startsWith('{"type":"messages"'));
    assert.deepEqual(messages(textOf()), messages(fs.readFileSync(file, 'utf8')));
    await slow.close();
  });

  it('keep within what they may on disk, the newest, and go with their run', async () => {
    await viewer.request({ type: 'keepRecordings', bytes: 1 });
    const agent = await agentOf({ pid: process.pid });
    const most = 1024 * 1024;
    const bytesKept = () => sizes(hub.folder).reduce((sum, size) => sum + size, 0);
    const last = 1000;
    for (const time of range(1, last + 1)) agent.send(large(time));
    await viewer.until(() => viewer.processOfPid(process.pid)?.messages.sent === CHILDREN * last);
    await follow();
    const first = (await viewer.until(() => viewer.received.find(({ type }) => type === 'recorded'))) as Extract<
      HubToViewer,
      { type: 'recorded' }
    >;
    assert.equal(first.gap, true);
    await viewer.until(() => textOf().includes(`"time":${last},`));
    assert.ok(bytesKept() < 2 * most, `${bytesKept()} bytes`);
    assert.ok(Buffer.byteLength(textOf()) <= most);
    agent.answer = () => ({});
    await viewer.request({ type: 'letGo', run: 'run' });
    while (bytesKept() > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  it('are saved, of a run that goes on and of one that has ended, until that is forgotten', async () => {
    await viewer.request({ type: 'prepareRun', run: 'run', name: 'x', record: null });
    const agent = await agentOf();
    agent.send(count(2, PARENT, 1));
    await viewer.until(() => [...viewer.processes.values()][0]?.messages.sent === 1);
    const file = path.join(hub.folder, 's.wlens.jsonl');
    assert.deepEqual(await viewer.request({ type: 'saveRecording', run: 'run', file }), {});
    const types = () => parse(fs.readFileSync(file, 'utf8')).map(({ type }) => type);
    assert.deepEqual(types(), ['recording', 'keyframe', 'changes', 'hello', 'changes', 'messages']);
    agent.send({ type: 'ending', time: 3, code: 0 });
    await agent.close();
    await viewer.request({ type: 'rootExited', run: 'run', code: 0, signal: null });
    await follow();
    await recorded('end');
    assert.deepEqual(await viewer.request({ type: 'saveRecording', run: 'run', file }), {});
    assert.deepEqual(parse(fs.readFileSync(file, 'utf8')), parse(textOf()));
    assert.deepEqual(parse(textOf()).at(-1), { ...parse(textOf()).at(-1), type: 'end', code: 0, signal: null });
    const nowhere = await viewer.request({ type: 'saveRecording', run: 'run', file: path.join(file, 'x') });
    assert.match(nowhere.error!, /^The recording could not be saved as .*: ENOTDIR.*Choose another file\.$/);
    const relative = await viewer.request({ type: 'saveRecording', run: 'run', file: 'x' });
    assert.equal(relative.error, "The recording needs an absolute path, not 'x'.");
    await viewer.request({ type: 'clearEnded' });
    const { error } = await viewer.request({ type: 'saveRecording', run: 'run', file });
    assert.equal(error, 'Nothing is kept of this run’s recording any more.');
  });

  it('of runs that have ended share what may be kept of all, the oldest goes first', async () => {
    const fast = await startHub({ clock: fastClock });
    const other = await TestViewer.connect(fast);
    await other.request({ type: 'keepRecordings', bytes: 1 });
    for (const number of range(0, 8)) {
      const agent = await FakeAgent.connect(fast, { run: `run-${number}` });
      for (const time of range(1, 400)) agent.send(large(time));
      agent.send({ type: 'ending', time: 400, code: 0 });
      await agent.close();
      await other.until(() => other.runs.get(`run-${number}`)?.state === 'ended');
      await other.request({ type: 'followRecordings', runs: [`run-${number}`] });
      await other.until(
        () => other.received.some(({ type }) => type === 'recorded') && textOf(other).includes('"type":"end"'),
      );
      other.received.length = 0;
    }
    const all = sizes(fast.folder).reduce((sum, size) => sum + size, 0);
    assert.ok(all > 3 * 1024 * 1024 && all < 5.5 * 1024 * 1024, `${all} bytes`);
    const file = path.join(fast.folder, 's.jsonl');
    for (const run of ['run-0', 'run-7']) await other.request({ type: 'saveRecording', run, file });
    assert.ok(fs.statSync(file).size > 0.85 * 1024 * 1024);
    await other.close();
    await fast.close();
  });

  it('tell once where the ring cannot be written, and the run goes on', async () => {
    // Where the hub would make its directory stands a file.
    fs.writeFileSync(path.join(hub.folder, `recordings-${process.pid}`), '');
    const agent = await agentOf({ pid: process.pid });
    const notice = await viewer.until(() => viewer.notices[0]);
    assert.equal(notice.code, 'recording-failed');
    agent.send(count(2, PARENT, 5));
    await viewer.until(() => viewer.processOfPid(process.pid)?.messages.sent === 5);
    assert.equal(viewer.notices.length, 1);
  });

  it('of hubs that died are taken away, and those of this one when it closes', async () => {
    const old = path.join(hub.folder, 'recordings-1');
    fs.mkdirSync(path.join(old, '1'), { recursive: true });
    hub.hub.published();
    assert.ok(!fs.existsSync(old));
    await agentOf();
    await viewer.until(() => viewer.processes.size > 0);
    const own = path.join(hub.folder, `recordings-${process.pid}`);
    assert.ok(fs.existsSync(own));
    await hub.hub.close();
    assert.ok(!fs.existsSync(own));
  });

  describe('payloads', () => {
    const filter = (hint: string): PayloadFilter => ({ way: null, hint, field: null, masked: [] });
    const asked = ({ commands }: FakeAgent) =>
      commands.flatMap((command) => (command.type === 'payloads' ? [command.filter?.hint ?? null] : []));

    /** Waits until an agent was told so often. */
    function told(agent: FakeAgent, times: number): Promise<void> {
      return new Promise((resolve) => {
        agent.answer = () => {
          if (asked(agent).length >= times) resolve();
          return {};
        };
        void agent.answer({ type: 'go', id: 0 });
      });
    }

    const capture = (to: TestViewer, hint: string | null, targets: string[] | null = null) =>
      to.request({ type: 'capturePayloads', run: 'run', targets, filter: hint === null ? null : filter(hint) });

    it('are asked of the agents of a run, of those too that come later, and of no others', async () => {
      const first = await agentOf();
      const other = await agentOf({ run: 'other' });
      await capture(viewer, 'a');
      const late = await agentOf();
      await Promise.all([told(first, 1), told(late, 1)]);
      await capture(viewer, null);
      await Promise.all([told(first, 2), told(late, 2)]);
      assert.deepEqual([first, late, other].map(asked), [['a', null], ['a', null], []]);
    });

    it('are asked of some targets alone; the others tell of the same messages', async () => {
      const ways = ({ commands }: FakeAgent) =>
        commands.flatMap((command) => (command.type === 'payloads' ? [command.filter?.ways] : []));
      const first = await agentOf({ pid: process.pid });
      const second = await agentOf();
      const { id } = await viewer.until(() => viewer.processOfPid(process.pid));
      await capture(viewer, 'a', [id]);
      await Promise.all([told(first, 1), told(second, 1)]);
      await capture(viewer, 'b');
      await Promise.all([told(first, 2), told(second, 2)]);
      assert.deepEqual([first, second].map(asked), [
        ['a', 'b'],
        ['a', 'b'],
      ]);
      // Of all of the run each message is told once: where it is received.
      assert.deepEqual(ways(first), [['sent', 'received'], ['received']]);
      assert.deepEqual(ways(second), [[], ['received']]);
    });

    it('follow the last word of two viewers, and end when that one goes', async () => {
      const agent = await agentOf();
      const second = await TestViewer.connect(hub);
      await capture(viewer, 'a');
      await capture(second, 'b');
      const third = await TestViewer.connect(hub);
      await capture(third, 'b');
      await second.close();
      await told(agent, 3);
      await third.close();
      await told(agent, 4);
      assert.deepEqual(asked(agent), ['a', 'b', 'b', null]);
    });

    it('are asked no more of an agent that another hub had asked', async () => {
      const agent = await agentOf({ resumed: true });
      await told(agent, 1);
      assert.deepEqual(asked(agent), [null]);
    });
  });
});

/** Sizes of the files of all rings below a hub's directory, in bytes. Any of them may be taken away meanwhile. */
function sizes(folder: string): number[] {
  const directory = path.join(folder, `recordings-${process.pid}`);
  return namesIn(directory)
    .flatMap((ring) => namesIn(path.join(directory, ring)).map((name) => path.join(directory, ring, name)))
    .flatMap((file) => fs.statSync(file, { throwIfNoEntry: false })?.size ?? []);
}

function namesIn(directory: string): string[] {
  try {
    return fs.readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
