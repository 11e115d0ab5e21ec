// A program for each row of the cluster module's reference, and for each of the guide's clusters.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import type { FakeHub } from './support/fake-hub';
import { describeMatrix } from './support/matrix';
import { assertWhole, endOf, replay, workersOf } from './support/replay';

/** Ends of all workers, by `worker.id`. */
function endsOf(hub: FakeHub): string[] {
  return [...workersOf(assertWhole(hub)).entries()].sort(([a], [b]) => a - b).map(([, worker]) => endOf(worker));
}

function typesOf(hub: FakeHub, worker: number): string[] {
  return hub.told
    .filter(({ message }) => 'worker' in message && message.worker === worker)
    .map(({ message }) => message.type);
}

describeMatrix('cluster: events and members', 'rows/cluster-events.js', {
  told(hub) {
    assert.deepEqual(typesOf(hub, 1).slice(0, 5), ['spawn', 'fork', 'online', 'listening', 'leaving']);
    assert.deepEqual(typesOf(hub, 1).slice(5).sort(), ['disconnect', 'exit']);
    const worker = workersOf(assertWhole(hub)).get(1)!;
    assert.equal(endOf(worker), 'voluntary 0');
    assert.deepEqual(
      worker.addresses.map(({ address, addressType }) => [address, addressType]),
      [['127.0.0.1', 4]],
    );
    // Three each way, and none of those that Node refused.
    assert.deepEqual(worker.messages, { sent: 3, received: 3 });
    assert.deepEqual(worker.settings?.args, ['a', 'b c']);
  },
});

describeMatrix('cluster: settings', 'rows/cluster-settings.js', {
  told(hub) {
    const workers = [...workersOf(assertWhole(hub)).values()].filter(({ end }) => end!.why !== 'not-started');
    assert.deepEqual(workers.map(endOf), Array(9).fill('exited 0'));
    const settings = workers.map((worker) => worker.settings!);
    const last = ['second', 'x y'];
    assert.deepEqual(
      settings.map(({ args }) => args),
      [[], ['first'], ...Array(5).fill(last), [], []],
    );
    const execs = settings.map(({ exec }) => path.basename(exec!));
    assert.deepEqual(execs, [...Array(5).fill('view.js'), 'advanced.js', 'view.js', 'view.js', 'evaluated']);
    const flags = settings.map(({ execArgv }) => execArgv!.join(' ').slice(0, 13));
    assert.deepEqual(flags, ['', '', '--no-warnings', '', '', '', '', '', '-e process.se']);
    assert.deepEqual(
      settings.map(({ silent }) => silent),
      [...Array(4).fill(false), true, ...Array(4).fill(false)],
    );
    assert.deepEqual(
      settings.map(({ cwd }) => cwd !== null),
      [...Array(4).fill(false), ...Array(5).fill(true)],
    );
    const channels = settings.map(({ serialization }) => serialization);
    assert.deepEqual(channels, [...Array(5).fill(null), 'advanced', ...Array(3).fill('json')]);
    assert.deepEqual(settings[6]!.stdio, ['ignore', 'pipe', 'inherit', 'ipc', 'pipe']);
    assert.equal(settings[7]!.windowsHide, true);
  },
});

describeMatrix('cluster: inspectPort', 'rows/cluster-inspect-port.js', {
  blur: (text) => text.replace(/^(Debugger listening on).*$/gm, '$1'),
  told: (hub) => assert.deepEqual(endsOf(hub), Array(6).fill('exited 0')),
});

describeMatrix('cluster: address types', 'rows/cluster-addresses.js', {
  told(hub) {
    const { addresses } = workersOf(assertWhole(hub)).get(1)!;
    assert.deepEqual(
      addresses.map(({ addressType }) => addressType),
      [4, 6, 4, -1, 'udp4', 'udp6'],
    );
  },
});

describeMatrix('cluster: listen', 'rows/cluster-listen.js', {
  told(hub) {
    assert.deepEqual(endsOf(hub), ['voluntary 0', 'voluntary 0']);
    const addresses = [...workersOf(replay(hub)).values()].map((worker) => worker.addresses);
    const types = addresses.map((each) => each.map(({ addressType }) => addressType));
    assert.deepEqual(types, [[4, null], [4]]);
  },
});

for (const serialization of ['json', 'advanced']) {
  describeMatrix(`cluster: handles in messages, ${serialization}`, 'rows/cluster-handles.js', {
    args: [serialization],
    told(hub) {
      const worker = workersOf(assertWhole(hub)).get(1)!;
      assert.deepEqual(worker.messages, { sent: 7, received: 4 });
    },
  });
}

describeMatrix('cluster: every end', 'rows/cluster-ends.js', {
  // Native addresses, and frames that come and go with them.
  blur: (text) => text.replace(/^ ?\d+: .*\n/gm, ''),
  told(hub) {
    assert.deepEqual(endsOf(hub), [
      'voluntary 0',
      'asked SIGTERM',
      'asked SIGKILL',
      'asked SIGINT',
      'asked SIGHUP',
      'asked SIGTERM',
      'asked SIGTERM',
      'exited 0',
      'crashed 3',
      'exited 0',
      'crashed 1',
      'crashed 1',
      'crashed SIGABRT',
      'asked SIGUSR2',
      'voluntary 0',
      'voluntary 0',
      'crashed 5',
      'asked SIGTERM',
    ]);
    // `worker.disconnect()` in the primary, with and without a kill after it; and in the worker, as `kill()` there does too.
    const ids = [...workersOf(assertWhole(hub)).keys()].sort((a, b) => a - b);
    assert.deepEqual(
      ids.filter((id) => typesOf(hub, id).includes('leaving')),
      [1, 7, 15, 16],
    );
  },
});

describeMatrix('cluster: graceful shutdown with a limit', 'rows/cluster-graceful.js', {
  told(hub) {
    assert.deepEqual(endsOf(hub), ['asked SIGTERM', 'voluntary 0', 'voluntary 0']);
    // Also of the one whose channel stays open, since it holds a connection until it is killed.
    for (const id of [1, 2, 3]) assert.equal(typesOf(hub, id)[4], 'leaving');
  },
});

const POLICIES = { 'none by environment': 'none', 'round robin by environment': 'rr' };
for (const [name, policy] of Object.entries(POLICIES)) {
  describeMatrix(`cluster: scheduling, ${name}`, 'rows/cluster-policy.js', {
    env: { NODE_CLUSTER_SCHED_POLICY: policy },
    told: (hub) =>
      assert.deepEqual(
        hub.all('setup').map((setup) => setup.policy),
        [policy],
      ),
  });
}

describeMatrix('cluster: scheduling, none by the program', 'rows/cluster-policy.js', {
  args: ['SCHED_NONE'],
  told: (hub) =>
    assert.deepEqual(
      hub.all('setup').map((setup) => setup.policy),
      ['none'],
    ),
});

describeMatrix('cluster: ES modules, and threads in a worker', 'rows/cluster-modules.mjs', {
  told(hub) {
    const snapshot = assertWhole(hub);
    assert.equal(snapshot.threads.length, 3);
    assert.ok(snapshot.threads.every(({ process }) => process === workersOf(snapshot).get(1)!.id));
  },
});

describeMatrix('HighAvailabilityCluster', 'rows/cluster-high-availability.js', {
  told(hub) {
    const { slots } = assertWhole(hub);
    assert.deepEqual(slots.map(({ slot, restarts, current }) => [slot, restarts, current]).sort(), [
      [1, 3, null],
      [2, 0, null],
    ]);
  },
});

describeMatrix('LoadBalancedCluster', 'rows/cluster-load-balanced.js', {
  told(hub) {
    const workers = [...workersOf(assertWhole(hub)).values()];
    assert.deepEqual(
      workers.map(({ messages }) => messages),
      Array(2).fill({ sent: 6, received: 1 }),
    );
  },
});

describeMatrix('OptimizedCluster, and a rolling reload', 'rows/cluster-optimized.js', {
  env: { IO_INTENSIVE: 'true' },
  told(hub) {
    assert.deepEqual(endsOf(hub), Array(8).fill('voluntary 0'));
    const { slots } = assertWhole(hub);
    assert.deepEqual(
      slots.map(({ slot, restarts }) => [slot, restarts]),
      [
        [1, 1],
        [2, 1],
        [3, 1],
        [4, 1],
      ],
    );
  },
});
