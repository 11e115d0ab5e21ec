// A program started in a terminal that the client opens. It outlives the adapter, and only the hub sees it end.
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Launch } from './launch-arguments';
import type { Program } from './program';

/** Asks the client to run something in a terminal; rejects where it did not. */
export type RunInTerminal = (args: DebugProtocol.RunInTerminalRequestArguments) => Promise<void>;

export async function startInTerminal(
  launch: Launch,
  lens: Record<string, string>,
  runInTerminal: RunInTerminal,
): Promise<Program> {
  await runInTerminal({
    kind: launch.console === 'externalTerminal' ? 'external' : 'integrated',
    title: launch.name,
    cwd: launch.cwd,
    args: launch.command,
    env: { ...launch.env, ...lens },
  });
  return { attended: false, ended: new Promise(() => {}), kill: () => {} };
}
