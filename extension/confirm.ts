// A question that is answered before anything else goes on.
import * as vscode from 'vscode';

/** Asks whether something may be done to a program; `yes` is the button that allows it. */
export async function confirm(question: string, detail: string, yes: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}
