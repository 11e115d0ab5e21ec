// Sends a message that a person types, checked as they type, with what was sent to that script before as completion.
import * as vscode from 'vscode';
import { processName, threadName } from '../../adapter/names';
import type { HubLink } from '../../viewer/hub-link';
import type { Target } from '../../viewer/model';
import { messageFault } from './message-words';
import type { SentMessages } from './sent-messages';

/** How long the status bar says that it was sent, in ms. */
const SAID_FOR = 3_000;

interface Item extends vscode.QuickPickItem {
  /** What is sent; absent where it can't be. */
  json?: string;
}

/**
 * @param given the message where it is known already
 * @throws HubRequestError where it can't be sent
 */
export async function sendMessage(link: HubLink, id: string, sent: SentMessages, given?: string): Promise<void> {
  const target = link.model.target(id);
  if (!target) return;
  const { script } = target.thread ?? target.process;
  const json = given ?? (await typed(nameOf(target), sent.to(script)));
  if (json === undefined) return;
  await link.request({ type: 'sendMessage', target: id, json });
  await sent.add(script, json);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Sent to {0}', nameOf(target)), SAID_FOR);
}

function nameOf({ process, thread }: Target): string {
  const { t } = vscode.l10n;
  return thread ? threadName(thread, t) : processName(process, t);
}

/** What the person wants to send; `undefined` where they do not. */
function typed(name: string, before: readonly string[]): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = t('Message to {0}', name);
  picker.placeholder = t('JSON, such as {0}', '{"cmd":"reload"}');
  const show = () => {
    picker.items = itemsFor(picker.value, before);
  };
  show();
  return new Promise((resolve) => {
    picker.onDidChangeValue(show);
    picker.onDidTriggerItemButton(({ item }) => {
      picker.value = item.json ?? '';
      show();
    });
    picker.onDidAccept(() => {
      const [chosen] = picker.selectedItems;
      if (chosen?.json === undefined) return;
      resolve(chosen.json);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

/** What was typed, or what is wrong with it, first; then what was sent before and has that in it. */
function itemsFor(text: string, before: readonly string[]): Item[] {
  const fitting = before.filter((each) => each !== text && each.includes(text.trim()));
  const earlier = fitting.map((json): Item => ({ label: json, json, alwaysShow: true, buttons: [editButton()] }));
  return text === '' && earlier.length > 0 ? earlier : [ownItem(text), ...earlier];
}

function ownItem(text: string): Item {
  const { t } = vscode.l10n;
  const fault = messageFault(text, t);
  if (fault) return { label: `$(${text === '' ? 'info' : 'error'}) ${fault}`, alwaysShow: true };
  return { label: `$(send) ${t('Send')}`, description: text, json: text, alwaysShow: true };
}

function editButton(): vscode.QuickInputButton {
  return { iconPath: new vscode.ThemeIcon('edit'), tooltip: vscode.l10n.t('Change It First') };
}
