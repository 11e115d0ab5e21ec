// Mends all files of folders at once, after a person has seen what would change.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { FIX_ALL, FIX_ALL_PROGRESS, type FixAllAnswer, type FixAllProgress } from '../../protocol/language';
import { COMMANDS } from '../ids';
import { showInformation, withNotice } from '../notices';

type Problems = FixAllAnswer['files'];

/** @param start gives the language server's client, started where it is not yet */
export function registerFixAll(
  start: () => Promise<LanguageClient>,
  report: (error: Error) => void,
): vscode.Disposable {
  const register = (command: string, action: (argument: unknown) => Promise<void>) =>
    vscode.commands.registerCommand(command, (argument: unknown) => action(argument).catch(report));
  return vscode.Disposable.from(
    register(COMMANDS.fixWorkspace, (argument) => fixAll(start, workspaceFolders(), ruleIn(argument))),
    register(COMMANDS.fixFolder, (argument) => fixAll(start, argument instanceof vscode.Uri ? [argument] : [])),
  );
}

async function fixAll(start: () => Promise<LanguageClient>, folders: vscode.Uri[], rule?: string): Promise<void> {
  const files = await findProblems(await start(), folders, rule);
  if (!files) return;
  if (files.length === 0) {
    await showInformation(vscode.l10n.t('Worker Lens found nothing that it can fix.'));
    return;
  }
  await vscode.workspace.applyEdit(previewed(files), { isRefactoring: true });
}

/** What can be mended; undefined where a person has had enough of waiting. */
async function findProblems(
  client: LanguageClient,
  folders: vscode.Uri[],
  rule: string | undefined,
): Promise<Problems | undefined> {
  const title = vscode.l10n.t('Worker Lens looks for what it can fix');
  return withNotice(title, true, async (progress, token) => {
    const told = client.onNotification(FIX_ALL_PROGRESS, ({ files }: FixAllProgress) =>
      progress.report({ message: vscode.l10n.t('{0} files', files) }),
    );
    try {
      const request = { folders: folders.map(String), ...(rule !== undefined && { rules: [rule] }) };
      const answer = await client.sendRequest<FixAllAnswer>(FIX_ALL, request, token);
      return token.isCancellationRequested ? undefined : answer.files;
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    } finally {
      told.dispose();
    }
  });
}

/** The edits, which VS Code shows in its preview, file by file, before it makes them. */
function previewed(files: Problems): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, edits } of files) {
    for (const { start, end, text, rules } of edits) {
      const range = new vscode.Range(start.line, start.character, end.line, end.character);
      edit.replace(vscode.Uri.parse(uri), range, text, { needsConfirmation: false, label: rules.join(', ') });
    }
  }
  // VS Code shows its preview only where something needs to be confirmed, and leaves that unticked. Here that is a file to
  // be made which is there: it is not even shown, all else is ticked, and one click makes it.
  const [first] = files;
  const confirmed = { needsConfirmation: true, label: vscode.l10n.t('Nothing is changed before you apply') };
  if (first) edit.createFile(vscode.Uri.parse(first.uri), { ignoreIfExists: true }, confirmed);
  return edit;
}

function workspaceFolders(): vscode.Uri[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
}

/** What a quick fix gives: the rule that it is about. */
function ruleIn(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('rule' in argument)) return undefined;
  return typeof argument.rule === 'string' ? argument.rule : undefined;
}
