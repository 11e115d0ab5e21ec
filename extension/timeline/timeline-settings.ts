// What a person set for messages and recordings.
import * as vscode from 'vscode';
import type { HubLink } from '../../viewer/hub-link';
import { SETTINGS } from '../ids';

const MEGABYTE = 1024 * 1024;
/** MB of each run's recording where nothing fit to be one is set. */
const USUAL_SIZE = 100;

/** Names of properties whose values are never told, in small letters. */
export function maskedFields(): string[] {
  return words(SETTINGS.maskedFields).map((name) => name.toLowerCase());
}

/** Names of properties by which requests and replies are told apart, besides those that are found without. */
export function requestIdFields(): string[] {
  return words(SETTINGS.requestIdFields);
}

/** Tells the hub how much of each run is to be kept: each time one is there, and when the setting changes. */
export function keepRecordings(link: HubLink, report: (error: Error) => void): vscode.Disposable {
  const tell = () => {
    if (link.state !== 'connected') return;
    const bytes = keptBytes();
    // A hub that goes before it answers is followed by another, which is told again.
    link
      .request({ type: 'keepRecordings', bytes })
      .catch((error: Error) => link.state === 'connected' && report(error));
  };
  return vscode.Disposable.from(
    link.onDidChangeState(tell),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SETTINGS.recordingSize)) tell();
    }),
  );
}

/** Bytes of each run that are to be kept. */
export function keptBytes(): number {
  const size: unknown = vscode.workspace.getConfiguration().get(SETTINGS.recordingSize);
  return (typeof size === 'number' && size >= 1 ? size : USUAL_SIZE) * MEGABYTE;
}

/** Whatever stands in the settings by hand. */
function words(setting: string): string[] {
  const chosen: unknown = vscode.workspace.getConfiguration().get(setting);
  return Array.isArray(chosen) ? chosen.filter((each) => typeof each === 'string' && each !== '') : [];
}
