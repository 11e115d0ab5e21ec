import assert from 'node:assert/strict';
import type { Address, Figures } from '../../../../protocol/agent';
import type { ProcessState } from '../../../../protocol/viewer';
import { balanceInsights, sharesOfWork } from '../../../../viewer/insights/balance';
import { processState, workerState } from '../../support/states';
import { busy, english, figures, requests, Scene } from './support';

describe('insight: balance', () => {
  let scene: Scene;

  beforeEach(() => {
    scene = new Scene();
  });

  function cluster(count: number, own: Partial<ProcessState> = {}, portOf: (at: number) => number = () => 3000): void {
    scene.set(processState({ id: 'p1', primary: true, scheduling: 'none', ...own }));
    for (let at = 1; at <= count; at++) scene.set(listening(at, portOf(at)));
  }

  function listening(at: number, port = 3000): ProcessState {
    const address: Address = { address: null, port, addressType: 4 };
    return workerState(`w${at}`, at, at, { state: 'listening', addresses: [address] });
  }

  /** Connections that each worker gets twice a second. */
  function connections(...counts: number[]): Record<string, Figures> {
    return Object.fromEntries(counts.map((count, at) => [`w${at + 1}`, figures({ connections: count })]));
  }

  const insights = () => balanceInsights(scene.model, scene.window, scene.seen, scene.now, english);
  const said = () => insights().map(({ owner, label, description }) => `${owner}: ${label} · ${description}`);

  it('is said when two of eight take 70 %, with the policy and what to try', () => {
    cluster(8);
    scene.pass(60_000, connections(7, 7, 1, 1, 1, 1, 1, 1));
    assert.deepEqual(said(), ['p1: 2 of 8 workers take 70 % · of the connections']);
    const [insight] = insights();
    assert.match(
      insight!.detail,
      /worker 1, worker 2 took 70 % of [\d]+ connections; even shares would give them 25 %/,
    );
    assert.match(insight!.detail, /SCHED_NONE.*NODE_CLUSTER_SCHED_POLICY=rr/);
    assert.deepEqual(insight!.targets, ['w1', 'w2']);
    assert.equal(insight!.severity, 'info');
  });

  it('warns where those few have little left to give', () => {
    cluster(4, { scheduling: 'rr' });
    scene.pass(60_000, { ...connections(9, 0, 0, 0), w1: busy(0.9, { connections: 9 }) });
    assert.equal(insights()[0]!.severity, 'warning');
    assert.match(
      insights()[0]!.detail,
      /busy for 90 % of the time, those of the others for 0 %\. The primary hands.*SCHED_RR/,
    );
  });

  it('is not said of even shares, nor of shares that are a little uneven', () => {
    cluster(8);
    scene.pass(60_000, connections(2, 2, 2, 2, 2, 2, 2, 2));
    assert.deepEqual(said(), []);
    scene.pass(60_000, connections(4, 3, 2, 2, 2, 2, 1, 1));
    assert.deepEqual(said(), []);
  });

  it('is not said of few connections, which chance alone shares so', () => {
    cluster(8);
    scene.pass(60_000);
    scene.pass(3_000, connections(7, 6, 0, 0, 0, 0, 0, 0));
    assert.deepEqual(said(), [], '78 of the 80 that eight workers need');
    scene.pass(500, connections(7, 6, 0, 0, 0, 0, 0, 0));
    assert.equal(said().length, 1);
  });

  it('is not said of what was before a worker came, nor in its first seconds', () => {
    cluster(2);
    scene.pass(60_000, connections(20, 1));
    assert.equal(said().length, 1);
    scene.set(listening(3));
    assert.deepEqual(said(), []);
    scene.pass(4_500, connections(20, 1, 0));
    assert.deepEqual(said(), []);
    scene.pass(60_000, connections(7, 7, 7));
    assert.deepEqual(said(), []);
  });

  it('is forgotten a minute after it was so', () => {
    cluster(2);
    scene.pass(60_000, connections(20, 0));
    scene.pass(64_000, connections(5, 5));
    assert.deepEqual(said(), []);
  });

  it('compares only workers that listen on the same port', () => {
    cluster(4, {}, (at) => (at === 1 ? 3000 : 4000));
    scene.pass(60_000, connections(50, 2, 2, 2));
    assert.deepEqual(said(), []);
    scene.set(workerState('w5', 5, 5));
    assert.equal(sharesOfWork(scene.model, scene.window, scene.seen, scene.now).has('w5'), false, 'listens on nothing');
  });

  it('tells of requests where connections are few and live on', () => {
    cluster(4, { scheduling: 'rr' });
    scene.pass(60_000, {
      w1: figures({ http: requests(20) }),
      w2: figures({ http: requests(1) }),
      w3: figures(),
      w4: figures(),
    });
    assert.deepEqual(said(), ['p1: 1 of 4 workers takes 95 % · of the requests']);
    assert.match(insights()[0]!.detail, /Scheduling policy: round robin.*keep connections open/);
  });

  it('gives each worker’s shares', () => {
    cluster(2);
    scene.pass(30_000, {
      w1: figures({ connections: 3, http: requests(1) }),
      w2: figures({ connections: 1, http: requests(1) }),
    });
    const shares = sharesOfWork(scene.model, scene.window, scene.seen, scene.now);
    assert.deepEqual(shares.get('w1'), { connections: 0.75, requests: 0.5, over: 25_000 });
    assert.equal(shares.get('w2')?.connections, 0.25);
  });

  it('gives no share of nothing', () => {
    cluster(2);
    scene.pass(30_000, connections(0, 0));
    assert.deepEqual(sharesOfWork(scene.model, scene.window, scene.seen, scene.now).get('w1'), {
      connections: null,
      requests: null,
      over: 25_000,
    });
  });
});
