// What a person is told, all of it: also what has left the screen by itself meanwhile.
import type { Workbench } from '../harness/workbench';

/** The texts of all notifications that have not been closed, the newest first. */
export async function allMessages(workbench: Workbench): Promise<string[]> {
  const center = workbench.page.locator('.notifications-center.visible');
  if (!(await center.isVisible())) await workbench.runCommand('Notifications: Show Notifications');
  await center.waitFor();
  const texts = await center.locator('.notification-list-item-message').allInnerTexts();
  return texts.map((text) => text.trim());
}

/** Closes all notifications. */
export async function clearMessages(workbench: Workbench): Promise<void> {
  await workbench.runCommand('Notifications: Clear All Notifications');
  await workbench.page.locator('.notification-list-item').first().waitFor({ state: 'detached' });
}

/** The text of the dialog that is open, and its closing by Escape. */
export async function readDialog(workbench: Workbench): Promise<string> {
  const dialog = workbench.page.locator('.monaco-dialog-box');
  await dialog.waitFor();
  const text = (await dialog.locator('.dialog-message-row').innerText()).trim();
  await workbench.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  return text;
}
