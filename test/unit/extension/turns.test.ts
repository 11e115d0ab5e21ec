import assert from 'node:assert/strict';
import { Turns } from '../../../extension/debug/turns';

describe('turns', () => {
  it('lets so many go on at once, in the order in which they came, whatever becomes of them', async () => {
    const turns = new Turns(2);
    const log: string[] = [];
    const ends: (() => void)[] = [];
    const work = (name: string, fails = false) =>
      turns
        .take(async () => {
          log.push(`${name} begins`);
          await new Promise<void>((resolve) => ends.push(resolve));
          if (fails) throw new Error(name);
          return name;
        })
        .catch((error: Error) => `${error.message} failed`);
    const all = ['a', 'b', 'c', 'd'].map((name) => work(name, name === 'a'));
    await Promise.resolve();
    assert.deepEqual(log, ['a begins', 'b begins']);
    ends[0]?.();
    assert.equal(await all[0], 'a failed');
    assert.deepEqual(log, ['a begins', 'b begins', 'c begins']);
    ends[1]?.();
    ends[2]?.();
    assert.deepEqual(await Promise.all(all.slice(1, 3)), ['b', 'c']);
    ends[3]?.();
    assert.equal(await all[3], 'd');
    assert.deepEqual(log, ['a begins', 'b begins', 'c begins', 'd begins']);
  });
});
