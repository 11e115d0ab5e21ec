// Stacks of what is stuck, taken unasked: once each time it gets stuck, one after the other, and only for who wants them.
import assert from 'node:assert/strict';
import { type StuckAt, StuckStacks } from '../../../extension/stuck-stacks';
import type { Condition, Frame, ProcessState, Stack } from '../../../protocol/viewer';
import type { Reply, Request } from '../../../viewer/hub-connection';
import { Model } from '../../../viewer/model';
import { processState, workerState } from '../support/states';

const frame = (name: string, file: string, line: number): Frame => ({ name, file, line, column: 1 });
const STACK: Stack = {
  state: 'code',
  frames: [frame('run', '/app/node_modules/db/index.js', 5), frame('query', '/app/db.js', 88)],
};
const stuck = (since: number): Partial<ProcessState> => ({ condition: { is: 'stuck', since, on: null } as Condition });

describe('stacks of what is stuck', () => {
  let model: Model;
  let wanted: boolean;
  let stacks: StuckStacks;
  let asked: string[];
  let answers: ((reply: Reply | Error) => void)[];
  let told: [string, StuckAt][];
  let failed: string[];

  beforeEach(() => {
    model = new Model();
    wanted = true;
    [asked, answers, told, failed] = [[], [], [], []];
    const request = (message: Request) => {
      asked.push((message as { target: string }).target);
      return new Promise<Reply>((resolve, reject) =>
        answers.push((reply) => (reply instanceof Error ? reject(reply) : resolve(reply))),
      );
    };
    stacks = new StuckStacks({
      link: { model, request },
      isWanted: () => wanted,
      tell: ({ id }, taken) => told.push([id, taken]),
      fail: ({ id }, error) => failed.push(`${id}: ${error.message}`),
    });
  });

  function change(...states: ProcessState[]): Promise<void> {
    const changes = states.map((value) => ({ kind: 'process', value }) as const);
    model.apply(changes);
    stacks.follow(changes);
    return settled();
  }

  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  const worker = (own?: Partial<ProcessState>) => workerState('p2', 1, 1, own);
  async function answer(reply: Reply | Error): Promise<void> {
    answers.shift()!(reply);
    await settled();
  }

  it('are taken once each time, and tell the innermost call of the person’s own code', async () => {
    await change(worker(stuck(1)));
    await change(worker(stuck(1)));
    await answer({ stack: STACK });
    await change(worker(stuck(1)));
    assert.deepEqual(asked, ['p2']);
    assert.deepEqual(told, [['p2', { since: 1, stack: STACK, at: STACK.frames[1] }]]);
    await change(worker());
    assert.equal(stacks.of('p2')?.at?.line, 88, 'it was there when it last was stuck');
    await change(worker(stuck(2)));
    assert.deepEqual(asked, ['p2', 'p2']);
  });

  it('are taken one after the other, of those that are still stuck then', async () => {
    await change(processState({ id: 'p1', ...stuck(1) }), worker(stuck(1)));
    assert.deepEqual(asked, ['p1']);
    await change(worker());
    await answer({ stack: STACK });
    assert.deepEqual(asked, ['p1']);
  });

  it('are not taken for who does not want them; and of all, once a person does', async () => {
    wanted = false;
    await change(worker(stuck(1)));
    assert.deepEqual(asked, []);
    wanted = true;
    stacks.lookAtAll();
    await settled();
    assert.deepEqual(asked, ['p2']);
  });

  it('say nothing of one that went on meanwhile, or was forgotten', async () => {
    await change(worker(stuck(1)));
    await answer({ stack: { state: 'idle', frames: [] } });
    await change(worker(stuck(2)));
    const gone = [{ kind: 'forgotten', of: 'process', id: 'p2' }] as const;
    model.apply(gone);
    stacks.follow(gone);
    await answer({ stack: STACK });
    assert.deepEqual(told, []);
    assert.equal(stacks.of('p2'), undefined);
  });

  it('that cannot be taken are said to have failed, and the next one is taken', async () => {
    await change(worker(stuck(1)), processState({ id: 'p1', ...stuck(1) }));
    await answer(new Error('It has ended.'));
    await answer({ stack: STACK });
    assert.deepEqual(failed, ['p2: It has ended.']);
    assert.deepEqual(
      told.map(([id]) => id),
      ['p1'],
    );
  });
});
