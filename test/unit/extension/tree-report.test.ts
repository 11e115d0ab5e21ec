// What is copied of the tree: all that a report needs, and nothing that must not leave the machine.
import assert from 'node:assert/strict';
import { english } from '../../../adapter/texts';
import { HIDDEN, redactedText, redactedWords } from '../../../extension/actions/redact';
import { treeReport, treeText } from '../../../extension/actions/tree-report';
import { NO_INSIGHTS } from '../../../extension/tree/insight-row';
import type { Node } from '../../../extension/tree/nodes';
import type { Sight } from '../../../extension/tree/row';
import type { Insight } from '../../../viewer/insights/insight';
import type { Pool } from '../../../viewer/insights/pools';
import { Model } from '../../../viewer/model';
import { NOT_GIVEN, processState, runState, slotState, threadState, workerState } from '../support/states';
import { measured, sightOf } from './tree-text';

const inspector = { state: 'lens' as const, url: 'ws://127.0.0.1:1/uuid', attached: true, held: null };
const processes = [
  processState({ id: 'p1', primary: true, pid: 10, argv: ['--db', 'postgres://me:pw@db/x'], inspector }),
  workerState('p2', 1, 1, { state: 'listening', addresses: [{ address: null, port: 3000, addressType: 4 }] }),
  workerState('p3', 2, 2, { settings: { ...NOT_GIVEN, args: ['--api-key=abc', '--port=1'] } }),
  processState({ id: 'p4', run: 'other', pid: 40 }),
];
const threads = [threadState('p2:1', { name: 'sum' }), threadState('p2:2', { creator: 1 }), threadState('p4:1')];
const slots = [slotState(1, 'p2'), slotState(2, 'p3')];
const runs = [runState(), runState({ id: 'other', name: 'other.js', root: 'p4', started: -1 })];

function model(): Model {
  const filled = new Model();
  filled.reset({ type: 'snapshot', protocol: 1, pid: 1, time: 0, runs, processes, threads, slots });
  return filled;
}

const insight: Insight = {
  id: 'slow',
  owner: 'p1#1',
  kind: 'balance',
  severity: 'info',
  label: 'slow',
  description: 'numbers',
  detail: 'asks postgres://me:pw@db/x',
  targets: ['p2'],
};
const pool: Pool = { id: 'pool', owner: 'p2', name: 't.js', threads: ['p2:1'], busy: 1, tasks: 2, replaced: [] };
const sight: Sight = {
  ...sightOf({ p3: measured(), 'p2:1': measured({ cpu: 0.5 }) }, ['cpu']),
  insights: {
    ...NO_INSIGHTS,
    of: (owner) => (owner === insight.owner ? [insight] : []),
    poolOf: (thread) => (thread === 'p2:1' ? pool : undefined),
  },
};

/** Fields that were promised; others may come. */
const missing = (state: object, fields: string) => fields.split(' ').filter((field) => !Object.hasOwn(state, field));
const idsOf = (items: { id: string }[]) => items.map(({ id }) => id);

describe('tree report', () => {
  it('gives the rows as they read, of the whole tree and of one row', () => {
    const worker = ['worker 1 pid 100 · :3000', '  thread 1 sum · online', '    thread 2 t.js · online'];
    const primary = ['primary pid 10 · attached', ...worker.map((line) => `  ${line}`), '  worker 2 pid 200 · online'];
    const other = ['other.js running', '  main process pid 40 · online', '    thread 1 t.js · online'];
    const whole = ['app.js running', ...primary.map((line) => `  ${line}`), ...other];
    assert.deepEqual(treeText(model(), undefined, english).split('\n'), whole);
    assert.deepEqual(treeText(model(), { kind: 'process', id: 'p2' }, english).split('\n'), worker);
  });

  it('gives what the model knows, by the fields that its version promises', () => {
    const report = treeReport(model(), undefined);
    const seen = ['figures', 'insights', 'pools'];
    assert.deepEqual(Object.keys(report), ['format', 'version', 'runs', 'processes', 'threads', 'slots', ...seen]);
    assert.deepEqual([report.format, report.version], ['worker-lens-tree', 1]);
    const fields = 'addresses argv condition connected cwd end ended execArgv id inspector kind launcher messages node';
    const more = 'notObserved parent pid primary run scheduling script settings site started state worker';
    assert.deepEqual(missing(report.processes[0]!, `${fields} ${more}`), []);
    const own = 'condition connected creator end ended id inspector messages name notObserved process script settings';
    assert.deepEqual(missing(report.threads[0]!, `${own} site started state thread`), []);
    assert.deepEqual([idsOf(report.processes), idsOf(report.threads)], [idsOf(processes), idsOf(threads)]);
  });

  it('gives the rows as the window shows them: in its order, with figures and insights', () => {
    const order = (nodes: Node[]) => [...nodes].reverse();
    const rows = [
      '  worker 2 online · 12 %',
      '  worker 1 pid 100 · :3000',
      '    slow numbers',
      '    thread 1 sum · 50 %',
    ];
    const lines = treeText(model(), { kind: 'process', id: 'p1' }, english, { sight, order }).split('\n');
    assert.deepEqual(lines.slice(0, 5), ['primary pid 10 · attached', ...rows]);
  });

  it('gives figures, insights and pools of what it reports', () => {
    const report = treeReport(model(), undefined, { sight });
    assert.deepEqual(
      report.figures.map(({ target, cpu }) => [target, cpu]),
      [
        ['p3', 12],
        ['p2:1', 50],
      ],
    );
    const detail = `asks postgres://${HIDDEN}@db/x`;
    assert.deepEqual([report.insights, report.pools], [[{ ...insight, detail }], [pool]]);
    const one = (id: string) => treeReport(model(), { kind: 'process', id }, { sight });
    // What is said of a slot stands under its worker.
    assert.deepEqual(
      [one('p2').insights, one('p2').pools, idsOf(one('p2').runs)],
      [[{ ...insight, detail }], [pool], ['r']],
    );
    assert.deepEqual([one('p3').insights, one('p3').pools], [[], []]);
  });

  it('of a row of many gives all of these', () => {
    const group = treeReport(model(), { kind: 'group', id: 'p2 threads /t.js' });
    assert.deepEqual([idsOf(group.threads), idsOf(group.processes), idsOf(group.runs)], [['p2:1', 'p2:2'], [], ['r']]);
  });

  it('of a row gives what is beneath it, with its run', () => {
    const worker = treeReport(model(), { kind: 'process', id: 'p2' });
    assert.deepEqual([idsOf(worker.runs), idsOf(worker.processes)], [['r'], ['p2']]);
    assert.deepEqual([idsOf(worker.threads), worker.slots], [['p2:1', 'p2:2'], []]);
    const run = treeReport(model(), { kind: 'run', id: 'r' });
    assert.deepEqual([idsOf(run.runs), idsOf(run.processes)], [['r'], ['p1', 'p2', 'p3']]);
    assert.deepEqual(idsOf(run.slots), ['p1#1', 'p1#2']);
  });

  it('leaves out passwords, tokens, and addresses that let anyone debug', () => {
    const text = JSON.stringify(treeReport(model(), undefined));
    for (const secret of ['pw@', 'abc', 'uuid']) assert.ok(!text.includes(secret), secret);
    assert.match(text, /--port=1/);
  });

  it('knows secrets by the names of flags and variables, and who signs in in an address', () => {
    assert.deepEqual(
      redactedWords(['--token', 'a', '--token=a', '--db-password=a', 'GITHUB_TOKEN=a', '--passphrase', 'a', '-v']),
      [
        '--token',
        HIDDEN,
        `--token=${HIDDEN}`,
        `--db-password=${HIDDEN}`,
        `GITHUB_TOKEN=${HIDDEN}`,
        '--passphrase',
        HIDDEN,
        '-v',
      ],
    );
    const harmless = ['--port=1', 'passenger', '--author=me', '--secret', '--next', 'a=b', 'https://host/x@y'];
    assert.deepEqual(redactedWords(harmless), harmless);
    assert.equal(redactedText('at redis://u:p@h:1/0 and http://h'), `at redis://${HIDDEN}@h:1/0 and http://h`);
  });
});
