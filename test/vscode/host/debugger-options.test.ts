// What a launch configuration says of debugging reaches js-debug, and the agent is in nobody's way.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { breakAt, useDebuggerWatch } from './support/debugger';
import { ROOT, useLens } from './support/lens';

interface Frame {
  name: string;
  presentationHint?: string;
  source?: { path?: string };
}

describe('debugger options', () => {
  const lenses = useLens();
  const debuggers = useDebuggerWatch();
  const program = path.join(ROOT, 'test/fixtures/vscode/talks.js');

  /** Where a worker stands that stopped in a handler of a message, which the agent passed on. */
  async function stackOf(options: object): Promise<Frame[]> {
    const { lens } = lenses;
    await lens.launch({ program, ...options });
    const worker = await lens.once('a worker', () =>
      [...lens.api.link.model.processes.values()].find((each) => each.kind === 'worker' && each.state === 'online'),
    );
    breakAt(program, 'Set a breakpoint here');
    await vscode.commands.executeCommand('workerLens.attach', worker.id);
    const { session, threadId } = await debuggers.watch.stop();
    const { stackFrames } = await session.customRequest('stackTrace', { threadId });
    await vscode.commands.executeCommand('workerLens.detach', worker.id);
    return stackFrames;
  }

  const isAgent = ({ source }: Frame) => source?.path?.includes('worker-lens') === true;
  const isInternal = (frame: Frame) => frame.source?.path?.startsWith('<node_internals>/') === true && !isAgent(frame);
  const hints = (frames: Frame[]) => [...new Set(frames.map((frame) => frame.presentationHint))];

  it('skip Node’s own frames and the agent’s, where nothing is said', async () => {
    const frames = await stackOf({});
    assert.deepEqual(hints(frames.filter(isAgent)), ['deemphasize']);
    assert.deepEqual(hints(frames.filter(isInternal)), ['deemphasize']);
    assert.ok(
      frames.some((frame) => frame.presentationHint === 'label'),
      'async stacks are shown',
    );
  });

  it('are those of the launch configuration, and the agent’s frames are still skipped', async () => {
    const frames = await stackOf({ skipFiles: [], showAsyncStacks: false });
    assert.deepEqual(hints(frames.filter(isAgent)), ['deemphasize']);
    assert.deepEqual(hints(frames.filter(isInternal)), ['normal']);
    assert.deepEqual(
      frames.filter((frame) => frame.presentationHint === 'label'),
      [],
      'async stacks are not shown',
    );
  });
});
