// What our own sessions set going: a row's Pause attaches, a start shows the tree.
import * as vscode from 'vscode';
import { ATTACH_EVENT, type AttachEventBody } from '../../adapter/launch-session';
import type { HubLink } from '../../viewer/hub-link';
import { COMMANDS, DEBUG_TYPE } from '../ids';
import type { WorkersView } from '../tree/workers-view';
import type { RunSessions } from './run-sessions';

/** A row's Pause in the call stack asks for a debugger on it. */
export function attachOnPause(): vscode.Disposable {
  return vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
    if (session.type !== DEBUG_TYPE || event !== ATTACH_EVENT) return;
    const { target, pause } = body as AttachEventBody;
    void vscode.commands.executeCommand(pause ? COMMANDS.pause : COMMANDS.attach, target);
  });
}

/** Shows the tree once a run that this window started is in it. */
export function revealOnStart(view: WorkersView, runs: RunSessions, link: HubLink): vscode.Disposable {
  const shown = new Set<string>();
  return link.onDidChange((changes) => {
    for (const change of changes) {
      if (change.kind !== 'run' || shown.has(change.value.id) || !runs.ownerOf(change.value.id)) continue;
      shown.add(change.value.id);
      void view.reveal(change.value.id);
    }
  });
}
