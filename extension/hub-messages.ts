// What a person is told of the hub: each thing once.
import * as vscode from 'vscode';
import type { HubLink, LinkEvent } from '../viewer/hub-link';
import { COMMANDS } from './ids';
import { showWarning } from './notices';

export function tellOfHub(link: HubLink, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.Disposable.from(
    link.onDidNotice((notice) => {
      log.warn(`${notice.code}: ${notice.message}`);
      void warn(notice.message);
    }),
    link.onDidChangeState((event) => tellOfState(event, log)),
  );
}

function tellOfState({ state, restarted, error }: LinkEvent, log: vscode.LogOutputChannel): void {
  log.info(`hub ${state}${restarted ? ' (another one)' : ''}${error ? `: ${error.message}` : ''}`);
  if (state === 'connecting' && restarted) {
    void warn(
      vscode.l10n.t(
        'The Worker Lens hub ended and is being started again. Your program runs on; what ended before is no longer shown.',
      ),
    );
  }
  // A first connection that fails is told by whoever asked for it.
  if (state === 'lost' && restarted) {
    void warn(vscode.l10n.t('{0} Your program runs on, unseen.', error?.message ?? ''));
  }
}

/** Warns a person, with a way to what the lens has noted. */
export async function warn(message: string): Promise<void> {
  const showLog = vscode.l10n.t('Show Log');
  const choice = await showWarning(message, showLog);
  if (choice === showLog) await vscode.commands.executeCommand(COMMANDS.showLog);
}
