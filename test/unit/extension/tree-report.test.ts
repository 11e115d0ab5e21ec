// What is copied of the tree: all that a report needs, and nothing that must not leave the machine.
import assert from 'node:assert/strict';
import { english } from '../../../adapter/texts';
import { HIDDEN, redactedText, redactedWords } from '../../../extension/actions/redact';
import { treeReport, treeText } from '../../../extension/actions/tree-report';
import { Model } from '../../../viewer/model';
import { NOT_GIVEN, processState, runState, slotState, threadState, workerState } from '../support/states';

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
    assert.deepEqual(Object.keys(report), ['format', 'version', 'runs', 'processes', 'threads', 'slots']);
    assert.deepEqual([report.format, report.version], ['worker-lens-tree', 1]);
    const fields = 'addresses argv condition connected cwd end ended execArgv id inspector kind launcher messages node';
    const more = 'notObserved parent pid primary run scheduling script settings site started state worker';
    assert.deepEqual(missing(report.processes[0]!, `${fields} ${more}`), []);
    const own = 'condition connected creator end ended id inspector messages name notObserved process script settings';
    assert.deepEqual(missing(report.threads[0]!, `${own} site started state thread`), []);
    assert.deepEqual([idsOf(report.processes), idsOf(report.threads)], [idsOf(processes), idsOf(threads)]);
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
