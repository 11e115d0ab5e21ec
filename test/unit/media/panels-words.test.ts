// How the panels say things, and what they make of what a person types.
import assert from 'node:assert/strict';
import { laneWords } from '../../../media/lanes/words';
import { draftFault, draftOf, filterOf, MASKED, maskedNames } from '../../../media/panels/capture-draft';
import { jsonFaultPlace, prettyPayload } from '../../../media/panels/payload';
import {
  bytesRateWords,
  countWords,
  edgeChannelWords,
  momentWords,
  rateWords,
  siteWords,
  spanWords,
} from '../../../media/panels/words';
import type { Lane } from '../../../protocol/timeline';
import { TraceWriter } from './panels-support';

const t = (message: string, ...args: (string | number)[]) =>
  message.replace(/\{(\d)\}/g, (_, at: string) => String(args[Number(at)]));

const SPACE = '\u202f';

describe('words of the panels', () => {
  it('say moments to the microsecond', () => {
    const moments = [0, 1204.512, 125_310, 3_725_310, -1.5].map(momentWords);
    assert.deepEqual(moments, [
      `0.000${SPACE}000 s`,
      `1.204${SPACE}512 s`,
      `2:05.310${SPACE}000`,
      `1:02:05.310${SPACE}000`,
      `−0.001${SPACE}500 s`,
    ]);
  });

  it('say who counts where the ends count from different moments', () => {
    const trace = new TraceWriter();
    const [primary, worker] = [trace.lane(), trace.lane()];
    trace.edge(primary, worker);
    trace.edge(worker, primary);
    trace.edge(primary, worker, { late: 'to' });
    const store = trace.store();
    assert.deepEqual(
      [0, 1, 2].map((edge) => edgeChannelWords(store, edge, t)),
      ['IPC channel, as its sender counts', 'IPC channel', 'IPC channel, as its receiver counts'],
    );
  });

  it('say what is not known as such', () => {
    const none = Number.NaN;
    assert.deepEqual([countWords(none), momentWords(none), rateWords(none), spanWords(none)], ['–', '–', '–', '–']);
  });

  it('say rates with a fraction where they are small', () => {
    assert.deepEqual([0, 0.013, 0.25, 9.94, 12.4].map(rateWords), ['0/s', '0.01/s', '0.3/s', '9.9/s', '12/s']);
    assert.deepEqual([0, 0.4, 40.2, 3000].map(bytesRateWords), ['0 B/s', '< 1 B/s', '40 B/s', '2.93 KB/s']);
  });

  it('say a thread with the process it is in, where that is not the first', () => {
    const lane = (own: Partial<Lane>): Lane => ({
      ...{ id: '', parent: null, kind: 'worker', script: '/src/app.js', pid: 1, number: 2, slot: null },
      ...{ name: null, started: 0, ended: null },
      ...own,
    });
    const lanes = [
      lane({ id: 'root', kind: 'root' }),
      lane({ id: 'p1' }),
      lane({ id: 'p1:3', kind: 'thread', number: 3, parent: 'p1' }),
      lane({ id: 'root:1', kind: 'thread', number: 1, parent: 'root' }),
    ];
    assert.deepEqual(
      lanes.map((each) => laneWords(each, lanes, t)),
      ['app.js', 'worker 2', 'worker 2 · thread 3', 'thread 1'],
    );
  });

  it('say where a message was sent from in short', () => {
    assert.equal(siteWords('/home/me/app.js:33:5'), 'app.js:33');
    assert.equal(siteWords('C:\\src\\app.js:33:5'), 'app.js:33');
  });
});

describe('payloads', () => {
  it('are spread over lines by their text alone', () => {
    const long = '12345678901234567890';
    assert.equal(
      prettyPayload(`{"a":[1,{"b":"x, {y}: \\" z"}],"c":{},"d":[],"n":${long}}`),
      [
        '{',
        '  "a": [',
        '    1,',
        '    {',
        '      "b": "x, {y}: \\" z"',
        '    }',
        '  ],',
        '  "c": {},',
        '  "d": [],',
        `  "n": ${long}`,
        '}',
      ].join('\n'),
    );
  });

  it('that were cut are spread as far as they go, and single values stay', () => {
    assert.equal(prettyPayload('{"a":[1,"xy'), '{\n  "a": [\n    1,\n    "xy');
    assert.equal(prettyPayload('"text"'), '"text"');
    assert.equal(prettyPayload(''), '');
  });

  it('lose nothing but space', () => {
    const value = { a: [1, -2.5e3, null, true, ['']], 'b"': { c: '\\' } };
    assert.deepEqual(JSON.parse(prettyPayload(JSON.stringify(value))), value);
  });

  it('that are no JSON are found out, with the place', () => {
    assert.equal(jsonFaultPlace('{"a": 1}'), null);
    assert.deepEqual(jsonFaultPlace('{"a": x}'), { line: 1, column: 7 });
    assert.deepEqual(jsonFaultPlace('{\n  "a": 1,\n}'), { line: 3, column: 1 });
    assert.deepEqual(jsonFaultPlace('{"a":'), { line: 1, column: 6 });
  });
});

describe('the form of a capture', () => {
  const draft = (own = {}) => ({ ...draftOf(null), ...own });

  it('masks what is nobody’s business from the start', () => {
    const masked = (name: string) => filterOf(draft()).masked.some((part) => name.toLowerCase().includes(part));
    const secret = [
      'password',
      'userPassword',
      'Authorization',
      'access_token',
      'apiKey',
      'api-key',
      'Set-Cookie',
      'clientSecret',
    ];
    assert.deepEqual(
      secret.filter((name) => !masked(name)),
      [],
    );
    const plain = ['key', 'keyboard', 'id', 'author', 'description', 'mapping', 'user', 'session'];
    assert.deepEqual(plain.filter(masked), []);
    assert.deepEqual(
      MASKED.filter((name) => name !== name.toLowerCase()),
      [],
    );
  });

  it('reads names however they are separated', () => {
    assert.deepEqual(maskedNames(' Token, pin;\nTOKEN  pan '), ['token', 'pin', 'pan']);
    assert.deepEqual(maskedNames(' '), []);
  });

  it('makes a filter of it', () => {
    const all = { way: null, hint: null, field: null };
    assert.deepEqual(filterOf(draft({ masked: '' })), { ...all, masked: [] });
    const own = { way: 'sent', hint: ' job ', path: 'user.name', equals: ' ann', masked: 'pin' } as const;
    const field = { path: 'user.name', equals: ' ann' };
    assert.deepEqual(filterOf(draft(own)), { way: 'sent', hint: 'job', field, masked: ['pin'] });
    assert.deepEqual(draftOf(filterOf(draft(own))), { ...own, hint: 'job', all: true });
  });

  it('says what stands in its way', () => {
    assert.equal(draftFault(draft(), 0, t), null);
    assert.match(draftFault(draft({ all: false }), 0, t) ?? '', /Select a lane/);
    assert.equal(draftFault(draft({ all: false }), 1, t), null);
    assert.match(draftFault(draft({ equals: 'x' }), 0, t) ?? '', /which field/);
    assert.match(draftFault(draft({ path: 'a..b' }), 0, t) ?? '', /user\.name/);
  });
});
