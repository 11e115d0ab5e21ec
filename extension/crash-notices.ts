// Tells a person of a crash: once, however often it comes again.
import * as vscode from 'vscode';
import type { HubLink } from '../viewer/hub-link';
import { type Clock, type Crash, CrashWatch, crashText } from './crash-watch';
import { nextInPlaceOf } from './debug/next-choices';
import type { Standing } from './debug/standing';
import { SETTINGS } from './ids';
import { showWarning } from './notices';
import type { Places } from './places';

export interface CrashNoticesNeeds {
  link: HubLink;
  places: Pick<Places, 'show'>;
  standing: Pick<Standing, 'waitFor'>;
  /** What a person asked for failed. */
  report(error: Error): void;
}

const clock: Clock = {
  now: () => performance.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

export class CrashNotices implements vscode.Disposable {
  readonly #needs: CrashNoticesNeeds;
  readonly #store: vscode.Disposable;

  constructor(needs: CrashNoticesNeeds) {
    const { link, report } = needs;
    this.#needs = needs;
    const watch = new CrashWatch(link.model, clock, (crash) => this.#tell(crash).catch(report));
    this.#store = vscode.Disposable.from(
      watch,
      // Told before the changes: what a hub knows that was found, happened before the window came.
      link.onDidChangeState(({ state }) => state === 'connected' && watch.begin()),
      link.onDidChange((changes) => watch.follow(changes)),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Resolves when the person has answered, and what they chose is done. */
  async #tell(crash: Crash): Promise<void> {
    if (!vscode.workspace.getConfiguration().get(SETTINGS.notifyOnCrash, true)) return;
    const { link, places, standing } = this.#needs;
    const { t } = vscode.l10n;
    const showWhere = t('Show Where');
    const debugNext = t('Debug the Next');
    const next = nextInPlaceOf(link.model, crash.first, t);
    const buttons = next ? [showWhere, debugNext] : [showWhere];
    const choice = await showWarning(crashText(link.model, crash, t), ...buttons);
    if (choice === showWhere) await places.show(crash.first);
    if (choice === debugNext && next) await standing.waitFor(next);
  }
}
