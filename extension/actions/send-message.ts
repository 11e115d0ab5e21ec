// Sends a message that a person types, checked as they type, with what was sent to that script before as completion, and what
// else was seen to come there.
import * as vscode from 'vscode';
import { processName, threadName } from '../../adapter/names';
import type { HubLink } from '../../viewer/hub-link';
import type { Target } from '../../viewer/model';
import { assertSame } from '../same-row';
import { messageFault } from './message-words';
import type { SentMessages } from './sent-messages';

/** How long the status bar says that it was sent, in ms. */
const SAID_FOR = 3_000;

interface Item extends vscode.QuickPickItem {
  /** What is sent; absent where it can't be. */
  json?: string;
}

export interface SendMessageNeeds {
  link: HubLink;
  sent: SentMessages;
  /** Messages to a target that were captured. */
  capturedTo(id: string): readonly string[];
}

/**
 * @param given the message where it is known already
 * @throws HubRequestError where it can't be sent
 * @throws Error where the row is another's by the time that it was typed
 */
export async function sendMessage(id: string, needs: SendMessageNeeds, given?: string): Promise<void> {
  const { link, sent, capturedTo } = needs;
  const target = link.model.target(id);
  if (!target) return;
  const { script } = target.thread ?? target.process;
  const json = given ?? (await typed(nameOf(target), [...new Set([...sent.to(script), ...capturedTo(id)])]));
  if (json === undefined) return;
  assertSame(link.model, target.process);
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

/** What was typed, or what is wrong with it, first; then what came there before and has that in it. */
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
