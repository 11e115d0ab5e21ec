// A row that was chosen in a dialog, which may have stood open while the hub was started again.
import * as vscode from 'vscode';
import type { ProcessState } from '../protocol/viewer';
import type { Model } from '../viewer/model';
import { isAnother } from '../viewer/same-process';

/** @throws Error where its id means another process by now */
export function assertSame(model: Model, seen: Pick<ProcessState, 'id' | 'pid'>): void {
  if (isAnother(model, seen)) throw new Error(vscode.l10n.t('That row is another process now. Choose again.'));
}
