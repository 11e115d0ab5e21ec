// A message that a person types: what is wrong with it and where, and what was sent before.
import assert from 'node:assert/strict';
import { english } from '../../../adapter/texts';
import { handleWords } from '../../../extension/actions/handle-words';
import { messageFault } from '../../../extension/actions/message-words';
import { SentMessages } from '../../../extension/actions/sent-messages';
import { jsonFault } from '../../../protocol/json-fault';

const fault = (text: string) => messageFault(text, english);

describe('messages', () => {
  it('that can be sent have no fault', () => {
    for (const text of ['1', ' {"a":[1,-2.5e+3,true,null,"\\u00e4\\n"],"":{}} ', '"x"', '[]', '{"cmd":"NODE"}']) {
      assert.equal(fault(text), '', text);
    }
  });

  it('that can not be sent have what is wrong, and where', () => {
    const value = 'A value is missing: an object, a list, a text in double quotes, a number, true, false or null.';
    const faults: [string, string][] = [
      ['', 'Type a JSON value, such as {"cmd":"reload"}.'],
      ['{"a":', `${value} At the end.`],
      ['{"a":yes}', `${value} At column 6: yes}`],
      ['{a:1}', 'A name in double quotes is missing. At column 2: a:1}'],
      ['{"a":1,}', 'A name in double quotes is missing. At column 8: }'],
      ['{"a" 1}', 'A colon is missing after the name. At column 6: 1}'],
      ['{"a":1 "b":2}', 'A comma or } is missing. At column 8: "b":2}'],
      ['[1 2]', 'A comma or ] is missing. At column 4: 2]'],
      ['"a', 'The text is not closed by a double quote. At the end.'],
      ['"\\x"', 'After a backslash may stand only one of " \\ / b f n r t u0000. At column 2: \\x"'],
      ['01', 'The number is not written as JSON has it. At column 2: 1'],
      ['1 2', 'There is more after the value. At column 3: 2'],
      ['{"cmd":"NODE_X"}', 'Messages whose "cmd" begins with NODE_ are Node.js’s own.'],
    ];
    for (const [text, expected] of faults) assert.equal(fault(text), expected, text);
  });

  it('have a fault exactly where JSON.parse has one', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '\\n',
      '\\',
      '1',
      '-',
      '.5',
      'e9',
      'null',
      'tru',
      ' ',
      '\n',
      '\u0001',
      '\u2028',
      '😀',
    ];
    let seed = 42;
    const next = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((seed / 2 ** 31) * below);
    };
    for (let turn = 0; turn < 20_000; turn++) {
      const text = Array.from({ length: next(7) }, () => pieces[next(pieces.length)]).join('');
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      assert.equal(jsonFault(text) === null, valid, JSON.stringify(text));
    }
  });

  it('that were sent are kept by script, the last one first, once each, twenty at most', async () => {
    const stored = new Map<string, unknown>();
    const memory = {
      get: (key: string) => stored.get(key),
      update: async (key: string, value: unknown) => void stored.set(key, value),
    } as ConstructorParameters<typeof SentMessages>[0];
    const sent = new SentMessages(memory);
    for (const json of ['1', '2', '1']) await sent.add('/a.js', json);
    assert.deepEqual([sent.to('/a.js'), sent.to('/b.js')], [['1', '2'], []]);
    for (let n = 0; n < 30; n++) await sent.add('/b.js', String(n));
    assert.deepEqual([sent.to('/b.js').length, sent.to('/b.js')[0]], [20, '29']);
  });
});

describe('what a worker still holds', () => {
  it('is said by kind and count, without standard streams', () => {
    const handles = { TCPSocketWrap: 2, TLSWrap: 1, Timeout: 1, PipeWrap: 3, TTYWrap: 1, FSEventWrap: 2 };
    assert.equal(handleWords(handles, english), '3 sockets, 1 timer, 2 FSEventWrap');
    assert.equal(handleWords({ PipeWrap: 1 }, english), '');
    assert.equal(handleWords(null, english), '');
  });
});
