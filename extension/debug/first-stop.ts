// How the stop at the first line is called. js-debug has set no breakpoint there, the hub has, and so it takes it for a
// debugger statement.
import * as vscode from 'vscode';
import { targetOf } from './attachment';
import type { Standing } from './standing';

interface Message {
  event?: string;
  body?: { reason?: string; description?: string };
}

/** Changes what js-debug tells, before the editor hears it. */
export function nameFirstStop(standing: Standing): vscode.Disposable {
  return vscode.debug.registerDebugAdapterTrackerFactory('pwa-node', {
    createDebugAdapterTracker: (session) => {
      const target = targetOf(session);
      let isFirst = target !== undefined && standing.wasAwaited(target);
      if (!isFirst) return undefined;
      return {
        onDidSendMessage: ({ event, body }: Message) => {
          if (event !== 'stopped' || !isFirst) return;
          isFirst = false;
          if (body?.reason !== 'pause') return;
          body.reason = 'entry';
          body.description = vscode.l10n.t('Paused on first line');
        },
      };
    },
  });
}
