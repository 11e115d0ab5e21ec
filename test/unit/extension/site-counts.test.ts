// What is said above a line that makes workers, threads and children.
import assert from 'node:assert/strict';
import { english } from '../../../adapter/texts';
import { siteCounts, siteWords, stillMakes } from '../../../extension/site-counts';
import type { End, ProcessState, RunState, ThreadState } from '../../../protocol/viewer';
import { Model } from '../../../viewer/model';
import { processState, runState, threadState, workerState } from '../support/states';

const at = (line: number, file = '/app.js') => ({ site: { file, line, column: 3 } });
const end = (how: End['how']): End => ({ how, code: 1, signal: null, error: null, why: null, before: [] });
const ended = (how: End['how']) => ({ state: 'exited' as const, ended: 1, end: end(how) });

interface States {
  runs?: RunState[];
  processes: ProcessState[];
  threads?: ThreadState[];
}

function countsOf({ runs = [runState()], processes, threads = [] }: States) {
  const model = new Model();
  model.reset({ type: 'snapshot', protocol: 1, pid: 1, time: 0, runs, processes, threads, slots: [] });
  return siteCounts(model);
}

/** Each line with its words. */
function textOf(states: States, file = '/app.js'): string[] {
  return (countsOf(states).get(file) ?? []).map((count) => `${count.line}: ${siteWords(count, english)}`);
}

describe('what came of a line', () => {
  const primary = processState({ id: 'p1', primary: true });

  it('is counted by line, with what lives and what crashed', () => {
    const processes = [
      primary,
      workerState('p2', 1, 1, { ...at(9), ...ended('crashed') }),
      workerState('p3', 2, 2, at(9)),
      workerState('p4', 3, 1, at(9)),
      processState({ id: 'p5', parent: 'p1', kind: 'child', ...at(20) }),
    ];
    assert.deepEqual(textOf({ processes }), ['9: 2 workers live · 1 crashed', '20: 1 child live']);
    assert.deepEqual(countsOf({ processes }).get('/app.js')?.[0]?.live, ['p3', 'p4']);
  });

  it('is threads where threads were made, wherever the file is', () => {
    const threads = [1, 2].map((thread) => threadState(`p1:${thread}`, at(4, 'file:///a%20b.mjs')));
    assert.deepEqual(textOf({ processes: [primary], threads }, '/a b.mjs'), ['4: 2 threads live']);
  });

  it('is what ended where nothing lives', () => {
    const processes = [
      primary,
      workerState('p2', 1, 1, { ...at(9), ...ended('crashed') }),
      workerState('p3', 2, 2, { ...at(9), ...ended('voluntary') }),
    ];
    assert.deepEqual(textOf({ processes }), ['9: 2 ended · 1 crashed']);
  });

  it('is not named where a line makes several kinds', () => {
    const processes = [primary, workerState('p2', 1, 1, at(9)), processState({ id: 'p3', kind: 'child', ...at(9) })];
    assert.deepEqual(textOf({ processes }), ['9: 2 live']);
  });

  it('is of the runs that go on, or else of the last one', () => {
    const old = runState({ id: 'old', state: 'ended', started: 1 });
    const last = runState({ id: 'last', state: 'ended', started: 2 });
    const of = (run: string, id: string, own: Partial<ProcessState> = {}) =>
      workerState(id, 1, 1, { run, ...at(9), ...own });
    const processes = [of('old', 'p2', ended('crashed')), of('last', 'p3', ended('exited'))];
    assert.deepEqual(textOf({ runs: [old, last], processes }), ['9: 1 ended']);
    const live = runState({ id: 'live', started: 0 });
    const all = { runs: [old, last, live], processes: [...processes, of('live', 'p4')] };
    assert.deepEqual(textOf(all), ['9: 1 worker live']);
  });

  it('knows since when the code runs that made it', () => {
    const processes = [
      { ...primary, started: 70 },
      workerState('p2', 1, 1, { started: 90, ...at(9) }),
      workerState('p3', 2, 2, { started: 80, ...at(9) }),
    ];
    const threads = [threadState('p2:1', at(30)), threadState('p3:1', at(30))];
    assert.deepEqual(
      countsOf({ processes, threads })
        .get('/app.js')
        ?.map(({ since }) => since),
      [90, 70],
    );
  });

  it('is shown in a changed file only where the line still makes it', () => {
    const one = (own: ProcessState | ThreadState) => {
      const isThread = 'thread' in own;
      const states = isThread ? { processes: [primary], threads: [own] } : { processes: [primary, own] };
      return countsOf(states).get('/app.js')![0]!;
    };
    const worker = one(workerState('p2', 1, 1, at(1)));
    const child = one(processState({ id: 'p3', kind: 'child', ...at(1) }));
    const thread = one(threadState('p1:1', at(1)));
    assert.equal(stillMakes('  const w = cluster.fork(env);', worker), true);
    assert.equal(stillMakes("  const c = spawn('node');", child), true);
    assert.equal(stillMakes("  new threads.Worker('./x.js')", thread), true);
    assert.equal(stillMakes("  new Worker('./x.js')", worker), false);
    assert.equal(stillMakes('  forked();', child), false);
    assert.equal(stillMakes('', thread), false);
  });
});
