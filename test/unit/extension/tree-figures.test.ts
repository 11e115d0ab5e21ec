// What rows say of how a target does: figures and conditions.
import assert from 'node:assert/strict';
import { english } from '../../../adapter/texts';
import {
  FIGURES,
  type FigureName,
  figureWords,
  spokenFigures,
  valuesOf,
  valuesTogether,
} from '../../../extension/tree/figures';
import { rowOf, type Sight } from '../../../extension/tree/row';
import type { Condition } from '../../../protocol/viewer';
import type { Measured } from '../../../viewer/figures';
import { processState, slotState, threadState, workerState } from '../support/states';
import { measured, modelOf, sightOf, textOf } from './tree-text';

const MB = 1024 * 1024;
const condition = (is: Condition['is'], own: Partial<Condition> = {}): Condition => ({
  is,
  since: 0,
  on: null,
  ...own,
});
const port = [{ address: null, port: 3000, addressType: 4 as const }];

describe('figures in the tree', () => {
  it('are said in short, with their units, in the order that is chosen', () => {
    const values = valuesOf(
      measured({
        requestRate: 120.4,
        http: { requests: 60, mean: 3, p95: 12.4 },
        connectionRate: 2.5,
        messageRate: 40,
      }),
    );
    const words = (...chosen: FigureName[]) => figureWords(values, chosen, english);
    assert.deepEqual(words(...FIGURES), [
      ...[
        '12 %',
        '45 MB',
        '8 MB heap',
        '30 % loop',
        '14 ms late',
        '120/s',
        'mean 3 ms',
        'p95 12 ms',
        '2.5 conn/s',
        '40 msg/s',
      ],
    ]);
    assert.deepEqual(words('requests', 'cpu'), ['120/s', '12 %']);
    const large = valuesOf(measured({ rss: 1536 * MB, loop: { utilization: 1, delay: { mean: 1, max: 12_345 } } }));
    assert.deepEqual(figureWords(large, ['memory', 'delay'], english), ['1.5 GB', '12 s late']);
    const quick = valuesOf(measured({ http: { requests: 60, mean: 0.1, p95: 0.34 } }));
    assert.deepEqual(figureWords(quick, ['response'], english), ['p95 0.3 ms']);
  });

  it('are left out where there is none', () => {
    const values = valuesOf(measured({ cpu: null }));
    assert.deepEqual(figureWords(values, ['cpu', 'requests', 'response', 'memory'], english), ['45 MB']);
    assert.deepEqual(valuesOf(measured({ rss: null })).memory, 8 * MB, 'the heap of a thread');
  });

  it('of many are sums, means, or the worst', () => {
    const one = measured({ requestRate: 10, http: { requests: 5, mean: 1, p95: 3 } });
    const other = measured({ cpu: 0.5, loop: { utilization: 0.9, delay: { mean: 1, max: 80 } } });
    const { cpu, memory, loop, delay, requests, response } = valuesTogether([one, other].map(valuesOf));
    assert.deepEqual([cpu, memory, loop, delay, requests, response], [62, 90 * MB, 60, 80, 10, 3]);
    assert.equal(valuesTogether([]).cpu, null);
  });

  it('of many have a mean response time of all their requests', () => {
    const http = (requests: number, mean: number) =>
      measured({ requestRate: 2 * requests, http: { requests, mean, p95: 4 * mean } });
    const mean = (...all: Measured[]) => valuesTogether(all.map(valuesOf)).responseMean;
    assert.equal(mean(http(30, 10), http(10, 50), measured()), 20);
    assert.equal(mean(http(0, 0), http(0, 0)), 0, 'none answered of late');
    assert.equal(mean(measured()), null);
    const spoken = spokenFigures(valuesOf(http(1, 0.26)), ['responseMean'], english);
    assert.deepEqual(spoken, ['0.3 ms response time (mean)']);
  });

  it('stand in rows after the state, where they take the place of the pid', () => {
    const processes = [
      processState({ id: 'p1', primary: true, pid: 10 }),
      workerState('p2', 1, 1, { state: 'listening', addresses: port }),
      workerState('p3', 2, 2),
    ];
    const threads = [threadState('p2:1', { script: '/heavy.js' })];
    const model = modelOf({ processes, threads, slots: [slotState(1, 'p2'), slotState(2, 'p3')] });
    const sight = sightOf({ p1: measured({ cpu: 0 }), p2: measured(), 'p2:1': measured({ rss: null }) });
    assert.deepEqual(textOf(model, sight).slice(1), [
      '  primary online · 0 % · 45 MB',
      '    worker 1 :3000 · 12 % · 45 MB',
      '      thread 1 heavy.js · 12 % · 8 MB',
      '    worker 2 pid 200 · online',
    ]);
    const spoken = rowOf(model, { kind: 'process', id: 'p2' }, english, sight)?.spoken;
    assert.equal(spoken, 'slot 1, listening :3000, 12 % CPU, 45 MB memory, pid 100');
    assert.deepEqual(spokenFigures(valuesOf(measured({ messageRate: 7 })), ['messages'], english), ['7/s messages']);
  });

  it('that are wide take the place of the port, which the icon and the tooltip tell of', () => {
    const model = modelOf({ processes: [workerState('p1', 1, 1, { state: 'listening', addresses: port })] });
    const http = { requests: 5, mean: 1, p95: 101 };
    const worker = (...chosen: FigureName[]) => {
      const sight = sightOf({ p1: measured({ requestRate: 24, http }) }, chosen);
      return rowOf(model, { kind: 'process', id: 'p1' }, english, sight)?.description;
    };
    assert.equal(worker('requests', 'memory'), ':3000 · 24/s · 45 MB');
    assert.equal(worker('requests', 'response'), '24/s · p95 101 ms');
  });

  it('of all processes stand in the run’s row, where they are several', () => {
    const processes = [processState({ id: 'p1', primary: true, pid: 10 }), workerState('p2', 1, 1)];
    const threads = [threadState('p2:1')];
    const model = modelOf({ processes, threads, slots: [slotState(1, 'p2')] });
    const figures = { p1: measured({ messageRate: 5 }), 'p2:1': measured({ rss: null }) };
    const runRow = (of: Record<string, Measured>, ...chosen: FigureName[]) =>
      rowOf(model, { kind: 'run', id: 'r' }, english, sightOf(of, chosen));
    assert.equal(runRow(figures, 'cpu', 'memory')?.description, 'running');
    const both = { ...figures, p2: measured({ requestRate: 40, messageRate: 5 }) };
    const row = runRow(both, 'cpu', 'memory', 'requests', 'messages');
    assert.equal(row?.description, '24 % · 90 MB · 40/s');
    assert.equal(row?.spoken, 'run, running, 24 % CPU, 90 MB memory, 40/s requests');
  });

  it('fit a side bar of 300 pixels', () => {
    const worst = measured({ cpu: 1, rss: 999 * MB, heap: { used: 99 * MB, total: 99 * MB } });
    const attached = { state: 'lens' as const, url: 'ws://x', attached: true, held: null };
    const addresses = [{ address: null, port: 65_535, addressType: 4 as const }];
    const processes = [
      workerState('w1', 10, 1, { state: 'listening', addresses }),
      workerState('w2', 11, 2, { inspector: attached }),
      workerState('w3', 12, 3, { condition: condition('busy') }),
      workerState('w4', 12, 4, { condition: condition('stuck') }),
      workerState('w5', 12, 5, { condition: condition('silent') }),
      workerState('w6', 12, 6, { condition: condition('stopped') }),
      workerState('w7', 12, 7, { state: 'disconnecting', disconnecting: 0 }),
      workerState('w8', 12, 8, { state: 'disconnecting', disconnecting: 0, condition: condition('busy') }),
    ];
    const threads = [
      threadState('w1:1', { script: '/a-long-name-of-a-script.mjs' }),
      threadState('w1:2', { condition: condition('blocked', { on: 'Atomics.wait' }), script: '/a-long-name.mjs' }),
    ];
    const model = modelOf({ processes, threads });
    const all = Object.fromEntries([...processes, ...threads].map(({ id }) => [id, worst]));
    // Measured with a wide font, as in tree.test.ts.
    for (const { id } of [...processes, ...threads]) {
      const kind = id.includes(':') ? 'thread' : 'process';
      const row = rowOf(model, { kind, id }, english, sightOf(all, undefined, 59_000));
      // Of a long name, which stands last, the editor cuts off the end.
      const words = row?.description.replace(/ · a-long-name.*/, '') ?? '';
      assert.ok(words !== '' && words.length <= 25, `${words} is longer than it may be`);
    }
  });
});

describe('conditions in the tree', () => {
  const look = (own: Partial<Condition> & Pick<Condition, 'is'>, sight: Sight) => {
    const processes = [processState({ id: 'p1', pid: 7, condition: condition(own.is, own) })];
    const row = rowOf(modelOf({ processes }), { kind: 'process', id: 'p1' }, english, sight);
    return [row?.description, row?.look, row?.spoken];
  };

  it('are said in words, with how long, and each has a look of its own', () => {
    const sight = sightOf({ p1: measured() }, undefined, 12_900);
    const spoken = (words: string) => `online, ${words}, pid 7`;
    assert.deepEqual(look({ is: 'stuck' }, sight), ['stuck 12 s', 'stuck', spoken('stuck for 12 s')]);
    assert.deepEqual(look({ is: 'blocked' }, sight), ['blocked 12 s', 'blocked', spoken('blocked for 12 s')]);
    assert.deepEqual(look({ is: 'blocked', on: 'Atomics.wait' }, sight), [
      ...['in Atomics.wait', 'blocked', spoken('blocked for 12 s, in Atomics.wait')],
    ]);
    assert.deepEqual(look({ is: 'silent' }, sight).slice(0, 2), ['not answering 12 s', 'silent']);
    assert.deepEqual(look({ is: 'paused' }, sight).slice(0, 2), ['pid 7 · paused', 'paused']);
    assert.deepEqual(look({ is: 'stopped' }, sight).slice(0, 2), ['stopped (SIGSTOP)', 'stopped']);
    assert.deepEqual(look({ is: 'busy' }, sight).slice(0, 2), ['busy · 12 % · 45 MB', 'busy']);
  });

  it('call a thread of a pool idle that waits for its next task', () => {
    const blocked = condition('blocked', { on: 'Atomics.wait' });
    const site = (via: string) => ({ file: '/a.js', line: 1, column: 1, via });
    const threads = [
      threadState('p1:1', { condition: blocked, script: '/app/node_modules/piscina/dist/worker.js' }),
      threadState('p1:2', { condition: blocked, site: site('tinypool') }),
      threadState('p1:3', { condition: blocked, site: site('other-pool') }),
      threadState('p1:4', { condition: condition('stuck'), site: site('piscina') }),
    ];
    const model = modelOf({ processes: [processState({ id: 'p1' })], threads });
    const looks = threads.map(({ id }) => rowOf(model, { kind: 'thread', id }, english)?.look);
    assert.deepEqual(looks, ['idle', 'idle', 'blocked', 'stuck']);
  });

  it('say nothing of what has ended', () => {
    const end = { how: 'exited' as const, code: 0, signal: null, error: null, why: null, before: [] };
    const processes = [processState({ id: 'p1', state: 'exited', ended: 1, end, condition: condition('stuck') })];
    const row = rowOf(modelOf({ processes }), { kind: 'process', id: 'p1' }, english, sightOf({ p1: measured() }));
    assert.deepEqual([row?.description, row?.look], ['exited', 'exited']);
  });

  it('say for how long a worker has been disconnecting', () => {
    const processes = [workerState('p2', 1, 1, { state: 'disconnecting', disconnecting: 1_000 })];
    const row = rowOf(modelOf({ processes }), { kind: 'process', id: 'p2' }, english, sightOf({}, [], 126_000));
    assert.deepEqual([row?.description, row?.look], ['disconnecting 2 min', 'disconnecting']);
  });

  it('say of a worker that disconnects how it is besides, and what it still holds', () => {
    const worker = (is: Condition['is'], handles: Record<string, number> = {}) => {
      const own = { state: 'disconnecting' as const, disconnecting: 1_000, condition: condition(is) };
      const model = modelOf({ processes: [workerState('p2', 1, 1, own)] });
      return rowOf(model, { kind: 'process', id: 'p2' }, english, sightOf({ p2: measured({ handles }) }, [], 13_000));
    };
    const busy = worker('busy', { PipeWrap: 3, TCPSocketWrap: 2, Timeout: 1 });
    assert.deepEqual([busy?.description, busy?.look], ['disconnecting 12 s · busy', 'disconnecting']);
    assert.match(busy?.spoken ?? '', /^disconnecting 12 s, busy for 13 s, still holds 2 sockets, 1 timer, /);
    const stuck = worker('stuck');
    assert.deepEqual([stuck?.description, stuck?.look], ['disconnecting 12 s · stuck', 'stuck']);
    assert.doesNotMatch(stuck?.spoken ?? '', /holds/);
    assert.deepEqual(worker('stopped')?.look, 'stopped', 'it cannot leave');
  });
});
