import assert from 'node:assert/strict';
import { hostCounter, OomKills } from '../../../hub/host/oom-kills';

describe('hub: what the kernel killed because memory ran out', () => {
  let counts: Map<string, number | null>;
  let kills: OomKills;

  beforeEach(() => {
    counts = new Map([['group', 0]]);
    // Processes from pid 100 on are in no group that counts.
    kills = new OomKills((pid) => (pid < 100 ? { file: 'group', read: () => counts.get('group') ?? null } : null));
    kills.remember('p1', 1);
    kills.remember('p2', 2);
  });

  it('explains nothing while the kernel’s count stays', () => {
    assert.equal(kills.explain('p1'), false);
  });

  it('explains one process for each kill', () => {
    counts.set('group', 1);
    assert.equal(kills.explain('p1'), true);
    assert.equal(kills.explain('p2'), false);
    counts.set('group', 2);
    assert.equal(kills.explain('p2'), true);
  });

  it('leaves out what was killed before a process began', () => {
    counts.set('group', 3);
    kills.remember('p3', 3);
    assert.equal(kills.explain('p3'), false);
    counts.set('group', 4);
    assert.equal(kills.explain('p3'), true);
  });

  it('says nothing of a process that is not known, or not counted, or whose group is gone', () => {
    kills.remember('p100', 100);
    counts.set('group', 1);
    assert.equal(kills.explain('p9'), false);
    assert.equal(kills.explain('p100'), false);
    counts.set('group', null);
    assert.equal(kills.explain('p1'), false);
  });

  it('forgets', () => {
    counts.set('group', 1);
    kills.forget('p1');
    assert.equal(kills.explain('p1'), false);
  });

  it('finds a counter of this host, where the system is Linux', () => {
    assert.equal(Number.isInteger(hostCounter(process.pid)?.read()), process.platform === 'linux');
  });
});
