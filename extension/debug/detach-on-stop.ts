// Makes Stop mean detach for what was attached here: js-debug would kill the process, or with a thread the whole program.
import * as vscode from 'vscode';
import { targetOf } from './attachment';

interface Message {
  type: string;
  command?: string;
  arguments?: Record<string, unknown>;
}

export function detachOnStop(): vscode.Disposable {
  return vscode.debug.registerDebugAdapterTrackerFactory('pwa-node', {
    createDebugAdapterTracker: (session) =>
      targetOf(session) === undefined ? undefined : { onWillReceiveMessage: spareDebuggee },
  });
}

/** Changes a request in place before js-debug sees it. Every button that stops a session comes through here. */
function spareDebuggee(message: Message): void {
  if (message.type !== 'request') return;
  if (message.command === 'terminate') message.command = 'disconnect';
  if (message.command === 'disconnect') message.arguments = { ...message.arguments, terminateDebuggee: false };
}
