// Keeps the focus on the target that a person looks at, or steps in, while others stop. During a step the hub keeps their
// stops back; here is what it can't know of: where a person looks.
import * as vscode from 'vscode';
import { type DapMessage, type Debuggees, isInHand } from './debuggees';

export function keepFocusSteady(debuggees: Debuggees): vscode.Disposable {
  return vscode.debug.registerDebugAdapterTrackerFactory('pwa-node', {
    createDebugAdapterTracker: (session) => ({
      onDidSendMessage: (message: DapMessage) => {
        if (message.event === 'stopped' && isElsewhere(session, debuggees)) message.body.preserveFocusHint = true;
      },
    }),
  });
}

/** Whether a person is at work on another. The focus follows a first stop only after a while: it is no measure alone. */
function isElsewhere(session: vscode.DebugSession, debuggees: Debuggees): boolean {
  const own = debuggees.of(session);
  if (own === debuggees.focused()) return false;
  return debuggees.all().some((each) => each !== own && isInHand(each));
}
