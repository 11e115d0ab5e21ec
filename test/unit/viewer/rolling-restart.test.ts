// Rolling restart: the next worker leaves only once another serves in the place of the last.
import assert from 'node:assert/strict';
import type { Change, ProcessState } from '../../../protocol/viewer';
import { Emitter } from '../../../viewer/emitter';
import { Model } from '../../../viewer/model';
import {
  livingWorkers,
  READY_WITHIN,
  REPLACED_WITHIN,
  type RollingNeeds,
  restartInTurn,
} from '../../../viewer/rolling-restart';
import { processState, runState, slotState, workerState } from '../support/states';

const ENDED = { how: 'crashed' as const, code: 1, signal: null, error: null, why: null, before: [] };
const LIMIT = 10_000;

describe('rolling restart', () => {
  const changes = new Emitter<Change[]>();
  let model: Model;
  let log: string[];
  /** Of those that a request was about. */
  let pids: number[];
  let timers: { at: number; action: () => void }[];
  let time: number;
  let abort: AbortController;
  /** What comes of a request, by its type. */
  let does: Record<string, (process: string) => void>;
  let answerOverdue: boolean;

  const worker = (id: number, slot: number, own: Partial<ProcessState> = {}) =>
    workerState(`w${id}`, id, slot, { state: 'listening', ...own });

  function tell(...next: Change[]): void {
    model.apply(next);
    changes.fire(next);
  }

  const set = (value: ProcessState): Change => ({ kind: 'process', value });
  const seat = (slot: number, current: string | null, history: string[]): Change => {
    return { kind: 'slot', value: slotState(slot, current, history) };
  };

  beforeEach(() => {
    model = new Model();
    const processes = [processState({ id: 'p1', primary: true }), worker(1, 1), worker(2, 2), worker(3, 3)];
    const slots = [1, 2, 3].map((slot) => slotState(slot, `w${slot}`));
    model.reset({ type: 'snapshot', protocol: 1, pid: 1, time: 0, runs: [runState()], processes, threads: [], slots });
    [log, pids, timers, time, abort] = [[], [], [], 0, new AbortController()];
    answerOverdue = true;
    does = { disconnectWorker: goes, forkWorker: () => {} };
  });

  function goes(id: string): void {
    const old = model.processes.get(id)!;
    const { slot } = old.worker!;
    tell(set({ ...old, state: 'exited' }), seat(slot, null, [id]));
    arrives(slot, id);
  }

  /** The program's own next worker, first starting, then listening. */
  function arrives(slot: number, before: string, last: Partial<ProcessState> = {}): void {
    const next = worker(slot + 10, slot, { state: 'starting' });
    log.push(`fork ${next.id}`);
    tell(set(next), seat(slot, next.id, [before]));
    setImmediate(() => {
      log.push(`ready ${next.id}`);
      tell(set({ ...next, state: 'listening', ...last }));
    });
  }

  /** Lets time pass while nothing else goes on. */
  async function pass(ms: number): Promise<void> {
    await settled();
    time += ms;
    for (const timer of timers.filter(({ at }) => at <= time)) timer.action();
    await settled();
  }

  const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

  /** Restarts all workers, or those of these ids. */
  function start(own: Partial<RollingNeeds> = {}, ids?: string[]) {
    const link: RollingNeeds['link'] = {
      model,
      onDidChange: changes.event,
      request: async (request) => {
        const { process, pid } = request as { process: string; pid: number };
        log.push(`${request.type} ${process}`);
        pids.push(pid);
        does[request.type]?.(process);
        return {};
      },
    };
    const workers = livingWorkers(link, 'p1').filter(({ id }) => !ids || ids.includes(id));
    return restartInTurn(workers, {
      link,
      clock: {
        after: (ms, action) => {
          const timer = { at: time + ms, action };
          timers.push(timer);
          return timer;
        },
        cancel: (timer) => {
          timers = timers.filter((each) => each !== timer);
        },
      },
      limit: LIMIT,
      signal: abort.signal,
      release: async (id) => void log.push(`release ${id}`),
      overdue: async ({ id }) => {
        log.push(`overdue ${id}`);
        return answerOverdue;
      },
      progress: (restarted, of, { id }) => log.push(`${restarted} of ${of} ${id}`),
      ...own,
    });
  }

  it('has each leave only once another listens in the place of the last', async () => {
    assert.deepEqual(await start(), { restarted: 3, of: 3, stop: null });
    const turn = (slot: number) => [
      `${slot - 1} of 3 w${slot}`,
      `release w${slot}`,
      `disconnectWorker w${slot}`,
      `fork w1${slot}`,
      `ready w1${slot}`,
    ];
    assert.deepEqual(log, [turn(1), turn(2), turn(3)].flat());
  });

  it('restarts one alone', async () => {
    assert.deepEqual(await start({}, ['w2']), { restarted: 1, of: 1, stop: null });
    assert.deepEqual(log, ['0 of 1 w2', 'release w2', 'disconnectWorker w2', 'fork w12', 'ready w12']);
    assert.deepEqual(pids, [200]);
  });

  it('has one forked only where the program forks none within 5 s', async () => {
    const gone = (id: string) => {
      tell(set({ ...model.processes.get(id)!, state: 'exited' }), seat(Number(id[1]), null, [id]));
    };
    does = { disconnectWorker: gone, forkWorker: (id) => arrives(Number(id[1]), id) };
    const outcome = start();
    await pass(REPLACED_WITHIN - 1);
    assert.deepEqual(log, ['0 of 3 w1', 'release w1', 'disconnectWorker w1']);
    await pass(1);
    assert.deepEqual(log.slice(3, 7), ['forkWorker w1', 'fork w11', 'ready w11', '1 of 3 w2']);
    for (let left = 0; left < 2; left++) await pass(REPLACED_WITHIN);
    assert.deepEqual(await outcome, { restarted: 3, of: 3, stop: null });
  });

  it('leaves another alone that has the id of a worker, which a hub before this one knew', async () => {
    does.disconnectWorker = (id) => {
      goes(id);
      tell(set(worker(2, 2, { pid: 999 })));
    };
    const outcome = start({}, ['w1', 'w2']);
    for (let left = 0; left < 2; left++) await pass(REPLACED_WITHIN);
    assert.equal((await outcome).stop?.why, 'notReplaced');
    assert.deepEqual(
      log.filter((line) => line.endsWith(' w2')),
      ['1 of 2 w2', 'forkWorker w2'],
    );
    assert.deepEqual(pids, [100, 200], 'which the hub refuses');
  });

  it('stops where no other comes at all', async () => {
    does.disconnectWorker = (id) => tell(set({ ...model.processes.get(id)!, state: 'exited' }), seat(1, null, [id]));
    const outcome = start();
    await pass(REPLACED_WITHIN);
    await pass(REPLACED_WITHIN);
    const { restarted, stop } = await outcome;
    assert.deepEqual([restarted, stop?.why], [0, 'notReplaced']);
  });

  it('stops where a new one crashes, and leaves the others alone', async () => {
    does.disconnectWorker = (id) => {
      tell(set({ ...model.processes.get(id)!, state: 'exited' }), seat(1, null, [id]));
      arrives(1, id, { state: 'exited', end: ENDED });
    };
    const { restarted, of, stop } = await start();
    assert.deepEqual([restarted, of, stop?.why], [0, 3, 'ended']);
    assert.ok(stop && 'worker' in stop);
    assert.deepEqual([stop.worker.id, stop.worker.end], ['w11', ENDED]);
    assert.deepEqual(
      log.filter((line) => line.startsWith('disconnectWorker')),
      ['disconnectWorker w1'],
    );
  });

  it('stops where a new one crashed and has been replaced before anybody looked', async () => {
    does.disconnectWorker = (id) => {
      const crashed = worker(11, 1, { state: 'exited', end: ENDED });
      tell(set({ ...model.processes.get(id)!, state: 'exited' }), set(crashed), seat(1, null, [id, 'w11']));
    };
    const { stop } = await start();
    assert.deepEqual(stop && 'worker' in stop && [stop.why, stop.worker.id], ['ended', 'w11']);
  });

  it('stops where a new one lives and does not listen', async () => {
    does.disconnectWorker = (id) => {
      tell(set({ ...model.processes.get(id)!, state: 'exited' }), seat(1, null, [id]));
      arrives(1, id, { state: 'online' });
    };
    const outcome = start();
    await pass(READY_WITHIN);
    assert.equal((await outcome).stop?.why, 'notReady');
  });

  it('is content with online where the one before never listened', async () => {
    for (const id of [1, 2, 3]) tell(set(worker(id, id, { state: 'online' })));
    does.disconnectWorker = (id) => {
      tell(set({ ...model.processes.get(id)!, state: 'exited' }), seat(Number(id[1]), null, [id]));
      arrives(Number(id[1]), id, { state: 'online' });
    };
    assert.equal((await start()).restarted, 3);
  });

  it('asks each time that a worker does not go within the limit, and waits on or stops', async () => {
    does.disconnectWorker = () => {};
    const outcome = start();
    await pass(LIMIT);
    await pass(LIMIT);
    assert.deepEqual(log.slice(3), ['overdue w1', 'overdue w1']);
    answerOverdue = false;
    await pass(LIMIT);
    assert.equal((await outcome).stop?.why, 'stays');
  });

  describe('while it asks about a worker that does not go', () => {
    let outcome: ReturnType<typeof start>;

    /** Nobody answers: a notice stands until somebody clicks it. */
    const overdue = ({ id }: ProcessState) => {
      log.push(`overdue ${id}`);
      return new Promise<boolean>(() => {});
    };

    beforeEach(async () => {
      does.disconnectWorker = (id) => {
        if (id !== 'w1') goes(id);
      };
      outcome = start({ overdue });
      await pass(LIMIT);
      assert.deepEqual(log.slice(3), ['overdue w1']);
    });

    it('goes on once the worker has gone', async () => {
      goes('w1');
      assert.deepEqual(await outcome, { restarted: 3, of: 3, stop: null });
      assert.deepEqual(timers, []);
    });

    it('stops at once when it is cancelled', async () => {
      abort.abort();
      assert.deepEqual(await outcome, { restarted: 0, of: 3, stop: { why: 'cancelled' } });
      assert.deepEqual(timers, []);
    });

    it('stops at once when the primary ends', async () => {
      tell(set(processState({ id: 'p1', primary: true, state: 'exited' })));
      assert.deepEqual(await outcome, { restarted: 0, of: 3, stop: { why: 'primaryEnded' } });
      assert.deepEqual(timers, []);
    });
  });

  it('stops at once when it is cancelled, and when the primary ends', async () => {
    does.disconnectWorker = () => {};
    const cancelled = start();
    await settled();
    abort.abort();
    assert.equal((await cancelled).stop?.why, 'cancelled');
    abort = new AbortController();
    const alone = start();
    await settled();
    tell(set(processState({ id: 'p1', primary: true, state: 'exited' })));
    assert.equal((await alone).stop?.why, 'primaryEnded');
    assert.deepEqual(timers, []);
  });
});
