import assert from 'node:assert/strict';
import { RELOAD_GAP, RELOAD_WINDOW } from '../../../../hub/model/slots';
import { type Agent, World } from './world';

describe('hub model: slots', () => {
  let world: World;
  let primary: Agent;

  beforeEach(() => {
    world = new World();
    primary = world.root();
  });

  it('gives each worker a slot of its own', () => {
    primary.forkUp(1, 2, 3);
    assert.equal(world.slotText(), '1:w1 2:w2 3:w3');
    assert.deepEqual(world.byPid(1002).worker, { id: 2, slot: 2 });
    assert.equal(primary.state.primary, true);
    assert.equal(world.byPid(1002).kind, 'worker');
    assert.equal(world.byPid(1002).parent, primary.state.id);
  });

  it('keeps a slot across a crash and a fork', () => {
    primary.forkUp(1, 2);
    primary.exit(1);
    assert.equal(world.slotText(), '1:-[w1] 2:w2');
    primary.fork(3);
    assert.equal(world.slotText(), '1:w3[w1]+1 2:w2');
  });

  it('fills the slot that has been empty longest first', () => {
    primary.forkUp(1, 2, 3);
    primary.exit(3);
    primary.exit(1);
    primary.fork(4);
    primary.fork(5);
    assert.equal(world.slotText(), '1:w5[w1]+1 2:w2 3:w4[w3]+1');
  });

  describe('of workers that the lens has the primary fork', () => {
    const idOf = (worker: number) => world.byPid(1000 + worker).id;

    it('are those of the workers before, whichever have been empty longest', () => {
      primary.forkUp(1, 2, 3);
      primary.exit(1);
      primary.exit(2);
      primary.exit(3);
      world.model.forkAsked(idOf(3));
      world.model.forkAsked(idOf(2));
      primary.fork(4);
      primary.fork(5);
      assert.equal(world.slotText(), '1:-[w1] 2:w5[w2]+1 3:w4[w3]+1');
    });

    it('say nothing of how long the program waits', () => {
      primary.forkUp(1, 2, 3);
      primary.exit(1);
      world.time += 5000;
      world.model.forkAsked(idOf(1));
      primary.fork(4);
      primary.exit(2);
      world.time += 5000;
      primary.exit(3);
      primary.fork(5);
      assert.equal(world.slotText(), '1:w4[w1]+1 2:w5[w2]+1 3:-[w3]');
    });

    it('are as of any other once the primary has answered', () => {
      primary.forkUp(1, 2);
      primary.exit(1);
      primary.exit(2);
      world.model.forkAsked(idOf(2));
      world.model.forkAnswered(idOf(2));
      primary.fork(3);
      assert.equal(world.slotText(), '1:w3[w1]+1 2:-[w2]');
    });

    it('are not taken by one of another instance', () => {
      primary.fork(1, { instance: '0' });
      primary.fork(2, { instance: '1' });
      primary.exit(1);
      primary.exit(2);
      world.model.forkAsked(idOf(2));
      primary.fork(3, { instance: '0' });
      primary.fork(4, { instance: '1' });
      assert.equal(world.slotText(), '1:w3[w1]+1 2:w4[w2]+1');
    });
  });

  it('leaves a slot empty that the program has given up, when another crashes and is filled', () => {
    primary.forkUp(1, 2);
    primary.exit(1);
    primary.fork(3);
    primary.up(3);
    primary.exit(3);
    world.time += 30_000;
    primary.exit(2);
    primary.fork(4);
    assert.equal(world.slotText(), '1:-[w1,w3]+1 2:w4[w2]+1');
  });

  it('fills slots in the order in which they became empty, where the program waits before each fork', () => {
    primary.forkUp(1, 2, 3);
    primary.exit(1);
    world.time += 1000;
    primary.fork(4);
    primary.up(4);
    primary.exit(2);
    world.time += 800;
    primary.exit(3);
    world.time += 200;
    primary.fork(5);
    assert.equal(world.slotText(), '1:w4[w1]+1 2:w5[w2]+1 3:-[w3]');
    world.time += 800;
    primary.fork(6);
    assert.equal(world.slotText(), '1:w4[w1]+1 2:w5[w2]+1 3:w6[w3]+1');
  });

  it('gives no slot to a worker with another exec or other args', () => {
    primary.tell({ type: 'setup', exec: '/app/web.js', args: [], policy: null });
    primary.forkUp(1);
    primary.tell({ type: 'setup', exec: '/app/job.js', args: [], policy: null });
    primary.forkUp(2);
    primary.exit(1);
    primary.fork(3);
    assert.equal(world.slotText(), '1:-[w1] 2:w2 3:w3');
    primary.tell({ type: 'setup', exec: '/app/web.js', args: [], policy: null });
    primary.fork(4);
    assert.equal(world.slotText(), '1:w4[w1]+1 2:w2 3:w3');
  });

  it('takes workers of an inspected primary for equal, though their ports differ', () => {
    const args = (port: number) => ['node', `--inspect-port=${port}`, '/app/w.js'];
    primary.fork(1, { args: args(9230) });
    primary.up(1);
    primary.exit(1);
    primary.fork(2, { args: args(9231) });
    assert.equal(world.slotText(), '1:w2[w1]+1');
  });

  it('lets an equal NODE_APP_INSTANCE win', () => {
    primary.fork(1, { instance: '0' });
    primary.fork(2, { instance: '1' });
    primary.up(1);
    primary.up(2);
    primary.exit(1);
    primary.exit(2);
    primary.fork(3, { instance: '1' });
    primary.fork(4, { instance: '0' });
    assert.equal(world.slotText(), '1:w4[w1]+1 2:w3[w2]+1');
  });

  it('hands the slot over where the fork comes between disconnect and exit', () => {
    primary.forkUp(1, 2);
    primary.tell({ type: 'disconnect', worker: 1, voluntary: false });
    primary.fork(3);
    assert.equal(world.slotText(), '1:w1 2:w2 3:w3');
    primary.exit(1);
    assert.equal(world.slotText(), '1:w3[w1]+1 2:w2');
    assert.deepEqual(world.byPid(1003).worker, { id: 3, slot: 1 });
  });

  it('hands the slot over where the fork follows the kill at once', () => {
    primary.forkUp(1, 2);
    primary.tell({ type: 'kill', pid: 1001, signal: 'SIGTERM' });
    primary.fork(3);
    primary.exit(1, { code: null, signal: 'SIGTERM' });
    assert.equal(world.slotText(), '1:w3[w1]+1 2:w2');
  });

  it('follows a rolling reload, one worker after the other', () => {
    primary.forkUp(1, 2);
    for (const [old, young] of [
      [1, 3],
      [2, 4],
    ] as const) {
      primary.forkUp(young);
      primary.leave(old);
    }
    assert.equal(world.slotText(), '1:w3[w1]+1 2:w4[w2]+1');
  });

  it('follows a rolling reload that does not wait for the exit', () => {
    primary.forkUp(1, 2);
    primary.forkUp(3);
    primary.tell({ type: 'disconnect', worker: 1, voluntary: true });
    primary.forkUp(4);
    primary.tell({ type: 'disconnect', worker: 2, voluntary: true });
    primary.exit(2, { code: 0, voluntary: true });
    primary.exit(1, { code: 0, voluntary: true });
    assert.equal(world.slotText(), '1:w3[w1]+1 2:w4[w2]+1');
  });

  it('follows a reload of all at once', () => {
    primary.forkUp(1, 2, 3);
    primary.forkUp(4, 5, 6);
    assert.equal(world.slotText(), '1:w1 2:w2 3:w3 4:w4 5:w5 6:w6');
    for (const old of [1, 2, 3]) primary.leave(old);
    assert.equal(world.slotText(), '1:w4[w1]+1 2:w5[w2]+1 3:w6[w3]+1');
  });

  it('follows a reload that kills the old one', () => {
    primary.forkUp(1);
    primary.forkUp(2);
    primary.tell({ type: 'kill', pid: 1001, signal: 'SIGTERM' });
    primary.exit(1, { code: null, signal: 'SIGTERM' });
    assert.equal(world.slotText(), '1:w2[w1]+1');
  });

  it('takes the word on the will to leave that comes only after the exit', () => {
    primary.forkUp(1);
    primary.forkUp(2);
    primary.tell({ type: 'childExit', spawn: 1, code: 0, signal: null });
    assert.equal(world.slotText(), '1:-[w1] 2:w2');
    primary.exit(1, { code: 0, voluntary: true });
    assert.equal(world.slotText(), '1:w2[w1]+1');
  });

  it('keeps the slots of a cluster that grew, where a worker crashes', () => {
    primary.forkUp(1, 2);
    primary.forkUp(3);
    primary.exit(1);
    assert.equal(world.slotText(), '1:-[w1] 2:w2 3:w3');
    primary.fork(4);
    assert.equal(world.slotText(), '1:w4[w1]+1 2:w2 3:w3');
  });

  it('keeps the slots of a cluster that grew, where a worker leaves much later', () => {
    primary.forkUp(1, 2);
    primary.forkUp(3);
    world.time += RELOAD_WINDOW + 1;
    primary.leave(1);
    assert.equal(world.slotText(), '1:-[w1] 2:w2 3:w3');
  });

  it('follows a reload of a cluster that grew before', () => {
    primary.forkUp(1, 2);
    primary.forkUp(3);
    world.time += RELOAD_GAP + 1;
    primary.forkUp(4);
    primary.leave(1);
    assert.equal(world.slotText(), '1:w4[w1]+1 2:w2 3:w3');
  });

  it('counts an attempt that failed during a reload in the slot that it was for', () => {
    primary.forkUp(1);
    primary.fork(2);
    primary.exit(2);
    primary.forkUp(3);
    primary.leave(1);
    assert.equal(world.slotText(), '1:w3[w1,w2]+2');
  });

  it('forgets workers beyond the latest 20 of a slot, and still counts them', () => {
    primary.forkUp(1);
    for (let id = 2; id <= 30; id++) {
      primary.exit(id - 1);
      primary.forkUp(id);
    }
    const [slot] = [...world.slots.values()];
    assert.equal(slot?.restarts, 29);
    assert.equal(slot?.history.length, 20);
    assert.deepEqual(
      slot?.history.map((id) => world.processes.get(id)?.worker?.id),
      Array.from({ length: 20 }, (_, i) => 10 + i),
    );
    assert.equal(world.processes.size, 22);
  });
});
