// Notifications, whose text may come from outside: names of files, what a program or the system said. None has a link.
import * as vscode from 'vscode';
import { withoutLinks } from '../adapter/without-links';

/** Resolves to the button that was clicked. */
export function showError(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(withoutLinks(message), ...buttons);
}

/** Resolves to the button that was clicked. */
export function showWarning(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(withoutLinks(message), ...buttons);
}

/** Resolves to the button that was clicked. */
export function showInformation(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(withoutLinks(message), ...buttons);
}

/** Says that work goes on, for as long as it does. */
export function withNotice<T>(
  title: string,
  cancellable: boolean,
  work: (progress: vscode.Progress<Step>, token: vscode.CancellationToken) => Thenable<T>,
): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title: withoutLinks(title), cancellable };
  return vscode.window.withProgress(options, (progress, token) => work(withoutLinksIn(progress), token));
}

interface Step {
  message?: string;
  increment?: number;
}

function withoutLinksIn(progress: vscode.Progress<Step>): vscode.Progress<Step> {
  return {
    report: ({ message, ...step }) =>
      progress.report(message === undefined ? step : { ...step, message: withoutLinks(message) }),
  };
}
