// Makes Stop mean detach for what was attached here: js-debug would kill the process, or with a thread the whole
// program. And makes Restart attach anew: js-debug would connect again to an address that holds for one time only.
import * as vscode from 'vscode';
import { COMMANDS } from '../ids';
import { targetOf } from './attachment';

interface Message {
  type: string;
  command?: string;
  arguments?: Record<string, unknown>;
}

/** Changes what js-debug is asked, before it sees it: every button comes through here. */
export function detachOnStop(): vscode.Disposable {
  return vscode.debug.registerDebugAdapterTrackerFactory('pwa-node', {
    createDebugAdapterTracker: (session) => {
      const target = targetOf(session);
      if (target === undefined) return undefined;
      return { onWillReceiveMessage: (message: Message) => change(message, () => void attachAnew(target)) };
    },
  });
}

async function attachAnew(target: string): Promise<void> {
  await vscode.commands.executeCommand(COMMANDS.detach, target);
  await vscode.commands.executeCommand(COMMANDS.attach, target);
}

function change(message: Message, onRestart: () => void): void {
  if (message.type !== 'request') return;
  if (message.command === 'restart') {
    // Something that can be answered, and does nothing.
    message.command = 'threads';
    onRestart();
  }
  if (message.command === 'terminate') message.command = 'disconnect';
  if (message.command === 'disconnect') message.arguments = { ...message.arguments, terminateDebuggee: false };
}
