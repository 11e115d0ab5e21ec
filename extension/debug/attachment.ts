// One target with a debugger on it. js-debug makes two sessions of it: the one that is asked for, which has no row of
// its own to speak of, and under it a "leaf" that holds the target.
import * as vscode from 'vscode';
import { debuggerOptions } from './debugger-options';

/** Marks our sessions among js-debug's. */
const MARK = '__workerLensTarget';

/** How long js-debug may take to reach a target, in ms. On a busy machine it takes 20 s. */
export const ATTACH_DEADLINE = 60_000;

export interface AttachmentOptions {
  target: string;
  /** What the call stack calls it. */
  name: string;
  /** Where the hub lets a debugger reach the target. */
  url: string;
  /** The session that owns the run, where this window has it. */
  parent: vscode.DebugSession | undefined;
}

/** The target that a session, or the one above it, was started for. */
export function targetOf(session: vscode.DebugSession | undefined): string | undefined {
  for (let each = session; each; each = each.parentSession) {
    const target: unknown = each.configuration[MARK];
    if (typeof target === 'string') return target;
  }
  return undefined;
}

/** Whether it is the session that was asked for, and not the leaf under it. */
export function isAsked(session: vscode.DebugSession): boolean {
  return MARK in session.configuration;
}

/** Asks js-debug to attach; tells whether it did. */
export function startSession(options: AttachmentOptions): Thenable<boolean> {
  const { parent } = options;
  const folder = parent?.workspaceFolder ?? vscode.workspace.workspaceFolders?.[0];
  return vscode.debug.startDebugging(folder, configuration(options), {
    ...(parent ? { parentSession: parent, consoleMode: vscode.DebugConsoleMode.MergeWithParent } : {}),
    // With a lifecycle of the parent's, a child's Stop would end the whole run.
    lifecycleManagedByParent: false,
    compact: true,
    suppressSaveBeforeStart: true,
    suppressDebugView: true,
  });
}

function configuration({ target, name, url, parent }: AttachmentOptions): vscode.DebugConfiguration {
  return {
    type: 'pwa-node',
    request: 'attach',
    name,
    [MARK]: target,
    websocketAddress: url,
    continueOnAttach: true,
    // One click is one target.
    autoAttachChildProcesses: false,
    ...debuggerOptions(parent?.configuration),
    internalConsoleOptions: 'neverOpen',
    // Else a shared console shows each line of output twice.
    ...(parent ? { outputCapture: 'std' } : {}),
  };
}
