import assert from 'node:assert/strict';
import type { HostProcess } from '../../../hub/host/host-processes';
import { type Place, reasonOf } from '../../../hub/host/unobserved-reason';
import { LONG_PATIENCE, PATIENCE, UnobservedWatch } from '../../../hub/host/unobserved-watch';
import type { AgentLess, Found } from '../../../hub/model/model';
import type { NotObserved } from '../../../protocol/agent';
import { FakeClock } from './fake-clock';

const HUB: Place = { directory: '/run/lens', uid: 1000, start: 500 };
const STUB = '/home/me/stub.cjs';

function lens(own: object = {}): string {
  return JSON.stringify({ agent: __filename, stub: STUB, directory: HUB.directory, ...own });
}

/** A Node process that is about to say hello. */
function nodeProcess(own: Partial<HostProcess> = {}, environment: Record<string, string> = {}): HostProcess {
  const all = { NODE_OPTIONS: `--require ${STUB}`, WORKER_LENS: lens(), ...environment };
  return {
    uid: HUB.uid,
    start: 600,
    executable: '/usr/bin/node',
    argv: ['node', 'app.js'],
    environment: new Map(Object.entries(all)),
    ...own,
  };
}

const emptied = (own: Partial<HostProcess> = {}) => nodeProcess({ environment: new Map(), ...own });
const EMPTIED: NotObserved = { reason: 'environment', detail: null };

describe('hub: why a process has no agent', () => {
  const cases: [string, HostProcess, NotObserved | null][] = [
    ['about to say hello', nodeProcess(), null],
    ['emptied environment', emptied(), EMPTIED],
    ['garbage in the variable', nodeProcess({}, { WORKER_LENS: '{' }), EMPTIED],
    ['other options', nodeProcess({}, { NODE_OPTIONS: '' }), { reason: 'environment', detail: 'NODE_OPTIONS' }],
    ['older than the hub', nodeProcess({ start: 400 }), { reason: 'noHub', detail: null }],
    ['no agent', nodeProcess({}, { WORKER_LENS: lens({ agent: '/a' }) }), { reason: 'agentMissing', detail: '/a' }],
    ['another user', nodeProcess({ uid: 33, environment: null }), { reason: 'otherUser', detail: '33' }],
    ['unreadable', nodeProcess({ environment: null }), null],
    ['--permission', nodeProcess({ argv: ['node', '--permission', 'a'] }), permission('--allow-fs-read=*')],
    [
      '--permission by a variable',
      nodeProcess({}, { NODE_OPTIONS: `--permission --allow-fs-read=* --require ${STUB}` }),
      permission('--allow-net'),
    ],
  ];

  function permission(detail: string): NotObserved {
    return { reason: 'permission', detail };
  }

  for (const [name, process, why] of cases) {
    it(`${name}: ${why?.reason ?? 'waits'}`, () => assert.deepEqual(reasonOf(process, HUB), why));
  }
});

describe('hub: watch over what has no agent', () => {
  let clock: FakeClock;
  let watched: boolean;
  let without: AgentLess[];
  let processes: Map<number, HostProcess>;
  let children: Map<number, number[]>;
  let observed: Set<number>;
  let looks: number;
  let explained: [string, NotObserved][];
  let found: Found[];
  let watch: UnobservedWatch;

  beforeEach(() => {
    clock = new FakeClock();
    watched = true;
    without = [];
    processes = new Map();
    children = new Map();
    observed = new Set();
    looks = 0;
    explained = [];
    found = [];
    watch = new UnobservedWatch(clock, HUB, {
      isWatched: () => watched,
      withoutAgent: () => {
        looks++;
        return without;
      },
      isObserved: (pid) => observed.has(pid),
      readProcess: (pid) => processes.get(pid) ?? null,
      childrenByParent: () => children,
      explain: (id, why) => {
        explained.push([id, why]);
        without = without.map((each) => (each.id === id ? { ...each, explained: true } : each));
      },
      found: (process) => {
        found.push(process);
        without = without.filter(({ pid }) => pid !== process.pid);
        without.push({ id: `p${process.pid}`, pid: process.pid, started: 0, explained: true });
      },
    });
  });

  /** A child that its parent told of; one without an id is not shown. */
  function told(pid: number, id: string | null, process?: HostProcess): void {
    without.push({ id, pid, started: clock.now(), explained: false });
    if (process) processes.set(pid, process);
    watch.wake();
  }

  it('explains a silent child after a while, once', () => {
    told(7, 'p1', emptied());
    clock.pass(PATIENCE - 1);
    assert.deepEqual(explained, []);
    clock.pass(60_000);
    assert.deepEqual(explained, [['p1', EMPTIED]]);
  });

  it('gives up on one that shows no reason, but waits long', () => {
    told(7, 'p1', nodeProcess());
    told(8, 'p2');
    clock.pass(LONG_PATIENCE - 1);
    assert.deepEqual(explained, []);
    clock.pass(PATIENCE);
    const unknown = { reason: 'unknown', detail: null };
    assert.deepEqual(explained, [
      ['p1', unknown],
      ['p2', unknown],
    ]);
  });

  it('says nothing of what is called node and is none, runs no program, or reports to another hub', () => {
    told(6, 'p0', nodeProcess({ argv: ['node', '--run', 'start'] }));
    told(7, 'p1', nodeProcess({ executable: '/usr/bin/volta-shim' }));
    told(8, 'p2', nodeProcess({}, { WORKER_LENS: lens({ directory: '/run/other' }) }));
    clock.pass(60_000);
    assert.deepEqual(explained, []);
  });

  it('finds Node below a shell, but not what has an agent, nor what that starts', () => {
    const shell = nodeProcess({ executable: '/bin/sh', argv: ['sh'] });
    told(7, null, shell);
    for (const pid of [70, 71, 72]) processes.set(pid, shell);
    for (const pid of [700, 710, 7100]) processes.set(pid, emptied());
    observed.add(710);
    children = new Map([
      [7, [70, 71, 72]],
      [70, [700]],
      [71, [710]],
      [710, [7100]],
    ]);
    clock.pass(60_000);
    assert.deepEqual(found, [{ pid: 700, below: 7, argv: ['node', 'app.js'], why: EMPTIED }]);
  });

  it('finds that a shell has turned into Node', () => {
    told(7, null, emptied());
    clock.pass(60_000);
    assert.deepEqual(found, [{ pid: 7, below: 7, argv: ['node', 'app.js'], why: EMPTIED }]);
  });

  it('takes a pid that is used again for another process', () => {
    told(7, null, nodeProcess({ executable: '/bin/sh' }));
    processes.set(70, emptied());
    children.set(7, [70]);
    clock.pass(PATIENCE);
    children.set(7, []);
    watch.wake();
    clock.pass(PATIENCE);
    children.set(7, [70]);
    watch.wake();
    clock.pass(PATIENCE);
    assert.deepEqual(found, []);
  });

  it('looks only while somebody watches, ever less often, and not at all where all have agents', () => {
    watched = false;
    told(7, null, nodeProcess({ executable: '/bin/sh' }));
    clock.pass(60_000);
    assert.equal(looks, 0);
    watched = true;
    watch.wake();
    clock.pass(600_000);
    assert.ok(looks > 5 && looks < 50, `${looks} looks in 10 minutes`);
    without = [];
    clock.pass(60_000);
    const before = looks;
    clock.pass(600_000);
    assert.equal(looks, before);
  });
});
