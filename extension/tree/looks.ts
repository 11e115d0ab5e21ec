// Icons and colours of rows. Each look has a shape of its own: colour never tells anything alone.
import * as vscode from 'vscode';
import type { Look } from './row';

const LOOKS: Record<Look, [icon: string, colour?: string]> = {
  run: ['pulse', 'charts.green'],
  runEnded: ['history'],
  starting: ['circle-outline', 'charts.yellow'],
  online: ['circle-filled', 'charts.green'],
  listening: ['radio-tower', 'charts.green'],
  disconnecting: ['sign-out', 'charts.yellow'],
  attached: ['debug-alt', 'charts.blue'],
  unobserved: ['eye-closed', 'descriptionForeground'],
  exited: ['pass', 'descriptionForeground'],
  asked: ['circle-slash', 'descriptionForeground'],
  crashed: ['error', 'list.errorForeground'],
  unknown: ['question', 'descriptionForeground'],
  slot: ['history', 'descriptionForeground'],
  error: ['warning', 'list.errorForeground'],
  earlier: ['history', 'descriptionForeground'],
  group: ['layers', 'charts.green'],
  insight: ['lightbulb', 'charts.blue'],
  shared: ['symbol-array', 'charts.blue'],
  insightWarning: ['warning', 'list.warningForeground'],
  // Not `charts.orange`, which themes have half transparent.
  busy: ['flame', 'charts.yellow'],
  stuck: ['sync', 'list.errorForeground'],
  blocked: ['lock', 'charts.yellow'],
  idle: ['coffee', 'descriptionForeground'],
  silent: ['mute', 'list.errorForeground'],
  paused: ['debug-pause', 'charts.blue'],
  stopped: ['stop-circle', 'charts.yellow'],
};

export function iconOf(look: Look): vscode.ThemeIcon {
  const [icon, colour] = LOOKS[look];
  return new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}

const SCHEME = 'worker-lens-row';
const OVER = vscode.Uri.from({ scheme: SCHEME, path: '/over' });
const CRASHED = vscode.Uri.from({ scheme: SCHEME, path: '/crashed' });

/** A tree item has no colour of its own: its label takes the one that {@link RowColours} gives this address. */
export function colourAddress(look: Look, over: boolean): vscode.Uri | undefined {
  if (look === 'crashed') return CRASHED;
  return over ? OVER : undefined;
}

export class RowColours implements vscode.FileDecorationProvider {
  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== SCHEME) return undefined;
    const colour = uri.path === CRASHED.path ? 'list.errorForeground' : 'descriptionForeground';
    return new vscode.FileDecoration(undefined, undefined, new vscode.ThemeColor(colour));
  }
}
