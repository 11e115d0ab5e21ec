// What the adapter answers without a debugger; that it is none it says of all else. Other files hold launch, attach,
// threads, pause, terminate, disconnect and restart, and the events.
import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { fixture, sample } from './support/adapter-client';
import { useAdapter } from './support/use-adapter';

/** The protocol's other requests: https://microsoft.github.io/debug-adapter-protocol/specification */
const OTHERS = [
  'breakpointLocations',
  'cancel',
  'completions',
  'continue',
  'dataBreakpointInfo',
  'disassemble',
  'exceptionInfo',
  'goto',
  'gotoTargets',
  'loadedSources',
  'locations',
  'modules',
  'next',
  'readMemory',
  'restartFrame',
  'reverseContinue',
  'scopes',
  'setDataBreakpoints',
  'setExpression',
  'setFunctionBreakpoints',
  'setInstructionBreakpoints',
  'setVariable',
  'source',
  'stackTrace',
  'stepBack',
  'stepIn',
  'stepInTargets',
  'stepOut',
  'terminateThreads',
  'variables',
  'writeMemory',
  'no such request',
];

describe('requests', () => {
  const stage = useAdapter();

  it('initialize: offers what it does, and no filters for exceptions', async () => {
    const { body } = await stage.adapter.protocol.initializeRequest();
    assert.deepEqual(body, {
      supportsConfigurationDoneRequest: true,
      supportsTerminateRequest: true,
      supportsRestartRequest: true,
      supportTerminateDebuggee: true,
    });
  });

  it('setBreakpoints: pending, with what to do', async () => {
    const source = { path: sample('basic-cluster/app.js') };
    const breakpoints = [{ line: 3 }, { line: 5 }];
    const { body } = await stage.adapter.protocol.setBreakpointsRequest({ source, breakpoints });
    const message = 'Attach to a worker or thread to bind this breakpoint.';
    const pending = { verified: false, reason: 'pending', message };
    assert.deepEqual(body.breakpoints, [pending, pending]);
    const none = await stage.adapter.protocol.setBreakpointsRequest({ source });
    assert.deepEqual(none.body.breakpoints, []);
  });

  it('setExceptionBreakpoints: pending, with what to do', async () => {
    const args = { filters: ['all'], filterOptions: [{ filterId: 'uncaught' }] };
    const response = await stage.adapter.protocol.setExceptionBreakpointsRequest(args);
    const { body } = response as DebugProtocol.SetExceptionBreakpointsResponse;
    const message = 'Attach to a worker or thread to catch exceptions in it.';
    const pending = { verified: false, reason: 'pending', message };
    assert.deepEqual(body?.breakpoints, [pending, pending]);
  });

  it('evaluate: says where expressions are evaluated', async () => {
    const { body } = await stage.adapter.protocol.evaluateRequest({ expression: '1 + 1' });
    assert.equal(body.result, 'Attach to a worker or thread to evaluate expressions in it.');
    assert.equal(body.variablesReference, 0);
  });

  it('threads: none before anything runs', async () => {
    const { body } = await stage.adapter.protocol.threadsRequest();
    assert.deepEqual(body.threads, []);
  });

  it('refuses the others, whether a program runs or not', async () => {
    const { adapter } = stage;
    const refusal = (command: string) =>
      adapter.protocol.send(command, {}).then(
        () => 'answered',
        ({ message }) => message,
      );
    await adapter.launch({ program: fixture('threads.js'), args: ['0'] });
    for (const command of OTHERS) {
      assert.equal(await refusal(command), `"${command}" needs a debugger: attach to a worker or thread first.`);
    }
  });
});
