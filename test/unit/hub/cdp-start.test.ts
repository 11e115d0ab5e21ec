import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { CdpStart } from '../../../hub/debugging/cdp-start';
import { firstScript } from '../../../hub/debugging/first-line';
import { World } from './model/world';
import { temporaryFolder } from './support';

const RUN = JSON.stringify({ id: 7, method: 'Runtime.runIfWaitingForDebugger', params: {} });
const RAN = '{"id":7,"result":{}}';

describe('hub: a debugger before its target’s first line', () => {
  let sent: { id: number; method: string; params: Record<string, unknown> }[];
  let ready: number;
  let pattern: string | null;
  let start: CdpStart;

  beforeEach(() => {
    sent = [];
    ready = 0;
    pattern = null;
    start = new CdpStart({ send: (text) => sent.push(JSON.parse(text)), stopIn: () => pattern, ready: () => ready++ });
  });

  const answer = (result: object) => start.tells(JSON.stringify({ id: sent.at(-1)!.id, result }));
  const paused = (...hitBreakpoints: string[]) =>
    JSON.stringify({ method: 'Debugger.paused', params: { callFrames: [], reason: 'other', hitBreakpoints } });

  it('is ready when the inspector has answered, and once', () => {
    start.asks('{"id":6,"method":"Debugger.enable"}');
    assert.equal(start.tells('{"id":6,"result":{}}'), '{"id":6,"result":{}}');
    start.asks(RUN);
    assert.equal(start.tells('{"id":70,"result":{}}'), '{"id":70,"result":{}}');
    assert.equal(ready, 0);
    for (let i = 0; i < 2; i++) assert.equal(start.tells(RAN), RAN);
    assert.deepEqual([ready, sent], [1, []]);
  });

  it('is not misled by a text that names the call', () => {
    const evaluate = { id: 7, method: 'Runtime.evaluate', params: { expression: 'Runtime.runIfWaitingForDebugger' } };
    start.asks(JSON.stringify(evaluate));
    start.tells(RAN);
    assert.equal(ready, 0);
  });

  it('stops at the first line once, by a breakpoint that the debugger never hears of', () => {
    pattern = '^x$';
    start.asks(RUN);
    assert.equal(start.tells(RAN), RAN);
    assert.equal(ready, 0, 'before the breakpoint is there');
    assert.deepEqual(sent[0]!.params, { urlRegex: '^x$', lineNumber: 0, columnNumber: 0 });
    assert.equal(answer({ breakpointId: 'ours', locations: [] }), null);
    assert.equal(ready, 1);
    assert.equal(start.tells(paused('theirs')), paused('theirs'));
    assert.deepEqual(JSON.parse(start.tells(paused('ours', 'theirs'))!).params.hitBreakpoints, ['theirs']);
    assert.deepEqual([sent[1]!.method, sent[1]!.params], ['Debugger.removeBreakpoint', { breakpointId: 'ours' }]);
    assert.equal(answer({}), null);
    assert.equal(start.tells(paused('ours')), paused('ours'));
    assert.equal(sent.length, 2);
  });

  it('is ready too where no breakpoint can be made', () => {
    pattern = '^x$';
    start.asks(RUN);
    start.tells(RAN);
    assert.equal(start.tells(JSON.stringify({ id: sent[0]!.id, error: { code: -32000 } })), null);
    assert.equal(ready, 1);
  });
});

describe('hub: where a target begins', () => {
  const world = new World();
  const root = world.root();
  const first = (fields: object) => new RegExp(firstScript({ ...root.state, ...fields }, '/app'));

  it('knows a script by its path and its URL, past links and without its extension', () => {
    const folder = temporaryFolder();
    const file = path.join(fs.realpathSync(folder.path), 'a b+c.js');
    fs.writeFileSync(file, '');
    const link = path.join(folder.path, 'link.js');
    fs.symlinkSync(file, link);
    for (const named of [file, link, file.slice(0, -3)]) {
      const pattern = first({ argv: ['node', named] });
      for (const url of [file, pathToFileURL(file).href]) assert.match(url, pattern);
      assert.doesNotMatch(`${file}x`, pattern);
    }
    folder.remove();
  });

  it('knows what has no file by the names Node gives it', () => {
    for (const fields of [{ script: '[eval]' }, { argv: ['node'] }, { argv: ['node', '-'] }]) {
      const pattern = first(fields);
      for (const url of ['[eval]', '[stdin]', '[worker eval]', 'file:///app/[eval1]']) assert.match(url, pattern);
      for (const url of ['[eval]-wrapper', 'node:internal/process', 'file:///app/main.js']) {
        assert.doesNotMatch(url, pattern);
      }
    }
  });

  it('knows a thread by what its creator named', () => {
    root.tell({ type: 'threadCreate', thread: 1, file: '', name: null, creator: 0, site: null, options: null });
    const thread = world.threads.get('p1:1')!;
    const of = (script: string) => new RegExp(firstScript({ ...thread, script }, '/app'));
    assert.match('file:///app/nope.js', of('./nope.js'));
    assert.match('data:text/javascript,f(1)//and more', of('data:text/javascript,f(1)'));
    assert.match('[worker eval]', of('[eval]'));
  });
});
