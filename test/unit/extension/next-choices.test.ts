// What a person can wait for, from each kind of row.
import assert from 'node:assert/strict';
import { anyOf } from '../../../adapter/attach-conditions';
import { english } from '../../../adapter/texts';
import { nextChoices } from '../../../extension/debug/next-choices';
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
});
