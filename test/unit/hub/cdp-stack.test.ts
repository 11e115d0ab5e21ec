import assert from 'node:assert/strict';
import { CdpStack } from '../../../hub/debugging/cdp-stack';
import { ANSWER_DEADLINE } from '../../../hub/debugging/stack';
import { FakeClock } from './fake-clock';

const IDLE = { state: 'idle', frames: [] };

describe('hub: the stack of a target with a debugger', () => {
  let clock: FakeClock;
  let sent: { id: number; method: string; params: Record<string, unknown> }[];
  let stack: CdpStack;

  beforeEach(() => {
    clock = new FakeClock();
    sent = [];
    stack = new CdpStack(clock, (text) => sent.push(JSON.parse(text)));
  });

  const frame = (functionName: string, url: string, lineNumber: number) => ({
    functionName,
    url,
    lineNumber,
    columnNumber: 4,
  });
  const thrower = frame('', 'worker-lens-where', 0);
  const answer = (content: object) => stack.tells(JSON.stringify({ id: sent.at(-1)!.id, ...content }));
  const thrownAt = (...callFrames: object[]) =>
    answer({ result: { exceptionDetails: { stackTrace: { callFrames: [thrower, ...callFrames] } } } });

  it('is asked for without a pause, and where it was thrown is the answer, kept from the debugger', async () => {
    const taken = stack.take();
    assert.deepEqual(
      sent.map(({ method }) => method),
      ['Runtime.evaluate'],
    );
    const { silent, disableBreaks } = sent[0]!.params;
    assert.deepEqual([silent, disableBreaks], [true, true]);
    assert.equal(thrownAt(frame('f', 'file:///a%20b/app.js', 6), frame('', 'node:internal/timers', 1)), false);
    const frames = [
      { name: 'f', file: '/a b/app.js', line: 7, column: 5 },
      { name: '', file: 'node:internal/timers', line: 2, column: 5 },
    ];
    assert.deepEqual(await taken, { state: 'code', frames });
  });

  it('says idle where nothing ran, or only what the lens had run', async () => {
    const nothing = stack.take();
    thrownAt();
    assert.deepEqual(await nothing, IDLE);
    const paused = stack.take();
    thrownAt(frame('', 'event-loop-is-idle', 0));
    assert.deepEqual(await paused, IDLE);
    const agent = stack.take();
    thrownAt(frame('beat', 'worker-lens', 9), frame('listOnTimeout', 'node:internal/timers', 1));
    assert.deepEqual(await agent, IDLE);
    const between = stack.take();
    thrownAt(frame('listOnTimeout', 'node:internal/timers', 1), frame('processTimers', 'node:internal/timers', 9));
    assert.deepEqual(await between, IDLE);
  });

  it('keeps its own script from the debugger, and nothing else', () => {
    const parsed = (url: string) =>
      JSON.stringify({ method: 'Debugger.scriptParsed', params: { scriptId: '7', url, startLine: 0 } });
    assert.equal(stack.tells(parsed('worker-lens-where')), false);
    const theirs = ['', 'file:///worker-lens-where/a.js', 'worker-lens'].map(parsed);
    for (const text of [...theirs, '{"id":7,"result":{}}', '{"method":"Debugger.paused","params":{}}']) {
      assert.equal(stack.tells(text), true, text);
    }
  });

  it('gives up after a while; the answer that comes late is no news to the debugger', async () => {
    const late = stack.take();
    clock.pass(ANSWER_DEADLINE);
    await assert.rejects(late, { name: 'NoAnswerError' });
    assert.equal(thrownAt(), false);
    const next = stack.take();
    thrownAt();
    assert.deepEqual(await next, IDLE);
  });

  it('says why where there is no stack', async () => {
    const early = stack.take();
    answer({ result: { exceptionDetails: { text: 'Uncaught' } } });
    await assert.rejects(early, { message: 'A debugger is just attaching to it. Try again in a moment.' });
    const refused = stack.take();
    answer({ error: { message: 'Cannot find default execution context' } });
    await assert.rejects(refused, { message: 'Cannot find default execution context' });
    const gone = stack.take();
    stack.stop();
    await assert.rejects(gone, { message: 'it closed its inspector' });
  });
});
