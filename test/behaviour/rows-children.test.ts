// A program for each way to start a child.
import assert from 'node:assert/strict';
import type { FakeHub } from './support/fake-hub';
import { describeMatrix } from './support/matrix';
import { assertWhole, endOf, replay } from './support/replay';

/** Ends of the children that run Node, by the line that started each. */
function endsOf(hub: FakeHub): Record<number, string> {
  const children = replay(hub).processes.filter(({ kind }) => kind === 'child');
  const ends = children.map((each): [number, string] => [each.site!.line, each.end?.why ?? endOf(each)]);
  return Object.fromEntries(ends);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

describeMatrix('children: asynchronous', 'rows/children-asynchronous.js', {
  told(hub) {
    const ends = endsOf(hub);
    for (const line of [...range(15, 32), 34, 37, 38, 107]) assert.equal(ends[line], 'exited 0', `line ${line}`);
    const others = Object.entries(ends).filter(([, end]) => end !== 'exited 0');
    assert.deepEqual(Object.fromEntries(others), {
      33: 'asked SIGKILL',
      39: 'asked SIGTERM',
      41: 'not-started',
      44: 'asked SIGINT',
      45: 'asked SIGTERM',
      46: 'asked SIGKILL',
      47: 'asked SIGTERM',
      48: 'crashed 9',
      49: 'crashed 1',
      52: 'asked SIGQUIT',
      54: 'asked SIGTERM',
      57: 'asked SIGTERM',
      109: 'crashed 3',
      114: 'not-started',
    });
  },
});

for (const serialization of ['json', 'advanced']) {
  describeMatrix(`children: messages and handles, ${serialization}`, 'rows/children-handles.js', {
    env: { SERIALIZATION: serialization },
    told(hub) {
      const [, child] = assertWhole(hub).processes;
      assert.deepEqual([endOf(child!), child!.messages], ['exited 0', { sent: 3, received: 2 }]);
    },
  });
}

describeMatrix('children: synchronous', 'rows/children-synchronous.js', {
  told(hub) {
    const ends = endsOf(hub);
    for (const line of [...range(13, 17), 23, 24, 25, 28]) assert.equal(ends[line], 'exited 0', `line ${line}`);
    const others = Object.entries(ends).filter(([, end]) => end !== 'exited 0');
    assert.deepEqual(Object.fromEntries(others), {
      19: 'asked SIGKILL',
      21: 'asked SIGTERM',
      22: 'asked SIGKILL',
      29: 'crashed 4',
      30: 'asked SIGTERM',
      32: 'crashed 1',
      54: 'not-started',
    });
  },
});
