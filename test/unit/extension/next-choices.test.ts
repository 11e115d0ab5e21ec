// What a person can wait for, from each kind of row.
import assert from 'node:assert/strict';
import { anyOf } from '../../../adapter/attach-conditions';
import { english } from '../../../adapter/texts';
import { nextChoices, nextInPlaceOf } from '../../../extension/debug/next-choices';
import type { ProcessState } from '../../../protocol/viewer';
import { Model } from '../../../viewer/model';
import { processState, runState, threadState, workerState } from '../support/states';

const ANY = ['worker', 'thread', 'child', 'process or thread', 'process or thread with script …', 'thread named …'];

describe('what can be debugged next', () => {
  const model = new Model();
  const threads = [
    threadState('p2:1', { name: 'sum', script: '/a/[x].js' }),
    threadState('p2:2', { script: './mail.js' }),
  ];
  const processes = [processState({ id: 'p1', primary: true }), workerState('p2', 1, 4)];
  model.reset({ type: 'snapshot', protocol: 1, pid: 1, time: 0, runs: [runState()], processes, threads, slots: [] });
  const choices = (target: string | undefined) => nextChoices(model, target, english);
  const first = (target: string) => choices(target).slice(0, -ANY.length);

  it('is of any kind where no row is meant, or one that has gone', () => {
    assert.deepEqual(
      choices(undefined).map(({ label }) => label),
      ANY,
    );
    assert.deepEqual(
      choices('p9').map(({ label }) => label),
      ANY,
    );
  });

  it('is a worker first from a primary', () => {
    assert.deepEqual(first('p1'), [
      { label: 'worker of this primary', match: { ...anyOf(['worker']), maker: 'p1' } },
      { label: 'thread in primary', match: { ...anyOf(['thread']), maker: 'p1' } },
      { label: 'child of primary', match: { ...anyOf(['child']), maker: 'p1' } },
    ]);
  });

  it('is the next in the slot first from a worker', () => {
    const [choice] = first('p2');
    assert.deepEqual(choice, {
      label: 'worker in slot 4',
      match: { ...anyOf(['worker']), maker: 'p1', slot: 4 },
    });
  });

  it('is one of the same script first from a thread, whatever its file is called', () => {
    const own = { ...anyOf(['thread']), maker: 'p2' };
    assert.deepEqual(first('p2:1'), [
      { label: 'thread of [x].js in worker 1', match: { ...own, script: '\\[x\\].js' } },
      { label: 'thread named sum in worker 1', match: { ...own, name: 'sum' } },
    ]);
    assert.deepEqual(first('p2:2'), [{ label: 'thread of mail.js in worker 1', match: { ...own, script: 'mail.js' } }]);
  });

  describe('in place of what has ended', () => {
    const ended = { state: 'exited' as const, ended: 5 };
    const nextAfter = (end: Partial<ProcessState>, id: string) => {
      const all = [
        processState({ id: 'p1', primary: true, ...end }),
        workerState('p2', 1, 4, ended),
        processState({ id: 'p3', parent: 'p1', kind: 'child', script: '/a/mail.js', ...ended }),
      ];
      const own = [threadState('p1:1', { script: '/a/[x].js', ...ended }), threadState('p2:1', ended)];
      const states = new Model();
      states.reset({
        type: 'snapshot',
        protocol: 1,
        pid: 1,
        time: 0,
        runs: [runState()],
        processes: all,
        threads: own,
        slots: [],
      });
      const target = states.target(id)!;
      return nextInPlaceOf(states, target.thread ?? target.process, english);
    };

    it('is whoever takes a worker’s slot', () => {
      const match = { ...anyOf(['worker']), maker: 'p1', slot: 4 };
      assert.deepEqual(nextAfter({}, 'p2'), { label: 'worker in slot 4', match, run: 'r' });
    });

    it('is a thread of the same script in the same process, or in any where that ended', () => {
      const match = { ...anyOf(['thread']), maker: 'p1', script: '\\[x\\].js' };
      assert.deepEqual(nextAfter({}, 'p1:1'), { label: 'thread of [x].js in primary', match, run: 'r' });
      const anywhere = { ...anyOf(['thread']), script: 't.js' };
      assert.deepEqual(nextAfter({}, 'p2:1'), { label: 'thread of t.js', match: anywhere, run: 'r' });
    });

    it('is a child of the same script', () => {
      const match = { ...anyOf(['child']), maker: 'p1', script: 'mail.js' };
      assert.deepEqual(nextAfter({}, 'p3'), { label: 'child mail.js', match, run: 'r' });
    });

    it('is nothing where nobody is left to start one', () => {
      for (const id of ['p1', 'p2', 'p3']) assert.equal(nextAfter(ended, id), undefined);
    });
  });
});
