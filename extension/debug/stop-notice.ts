// One notice where many targets stop on one line, in place of sixteen stops to click through. It counts along while they
// come and go, and goes away with them.
import * as path from 'node:path';
import * as vscode from 'vscode';
import { withoutLinks } from '../../adapter/without-links';
import type { HubLink } from '../../viewer/hub-link';
import { COMMANDS } from '../ids';
import type { Debuggee, Debuggees } from './debuggees';

/** From so many on it is worth a notice. */
const MANY = 2;

/** What is shown for one line. */
interface Notice {
  update(text: string): void;
  close(): void;
}

export class StopNotices implements vscode.Disposable {
  readonly #debuggees: Debuggees;
  readonly #link: HubLink;
  /** By run and place. */
  readonly #notices = new Map<string, Notice>();
  readonly #store: vscode.Disposable;

  constructor(debuggees: Debuggees, link: HubLink) {
    this.#debuggees = debuggees;
    this.#link = link;
    this.#store = debuggees.onDidChange(() => this.#look());
  }

  dispose(): void {
    this.#store.dispose();
    for (const notice of this.#notices.values()) notice.close();
  }

  #look(): void {
    const groups = this.#groups();
    for (const [key, notice] of this.#notices) {
      if (groups.has(key)) continue;
      notice.close();
      this.#notices.delete(key);
    }
    for (const [key, stopped] of groups) {
      const notice = this.#notices.get(key) ?? open();
      this.#notices.set(key, notice);
      notice.update(this.#text(stopped));
    }
  }

  #groups(): Map<string, Debuggee[]> {
    const groups = new Map<string, Debuggee[]>();
    for (const debuggee of this.#debuggees.all()) {
      if (!debuggee.place) continue;
      const run = this.#link.model.target(debuggee.target)?.process.run;
      const key = JSON.stringify([run, debuggee.place]);
      groups.set(key, [...(groups.get(key) ?? []), debuggee]);
    }
    return new Map([...groups].filter(([, stopped]) => stopped.length >= MANY));
  }

  #text(stopped: Debuggee[]): string {
    const { t } = vscode.l10n;
    const place = stopped[0]?.place;
    // Of the links that follow none is to be lost.
    const where = withoutLinks(`${path.basename(place?.path ?? '')}:${place?.line}`);
    const actions = [
      link(t('Continue all'), COMMANDS.continueAll, stopped),
      link(t('Only this one'), COMMANDS.continueOthers, stopped),
    ];
    return `${this.#count(stopped, where)} · ${actions.join(' · ')}`;
  }

  #count(stopped: Debuggee[], where: string): string {
    const { t } = vscode.l10n;
    const targets = stopped.map(({ target }) => this.#link.model.target(target));
    if (targets.every((target) => target?.thread)) return t('{0} threads stopped at {1}', stopped.length, where);
    if (targets.every((target) => target?.process.worker && !target.thread))
      return t('{0} workers stopped at {1}', stopped.length, where);
    return t('{0} targets stopped at {1}', stopped.length, where);
  }
}

/** Only the notice of a progress can be changed while it is shown, and be taken away. */
function open(): Notice {
  let notice: Notice | undefined;
  vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      // With a button the text is shown in full. VS Code takes a word for it, though its types say otherwise.
      cancellable: vscode.l10n.t('Dismiss') as unknown as boolean,
    },
    (progress, dismissed) =>
      new Promise<void>((close) => {
        dismissed.onCancellationRequested(() => close());
        // With an increment the bar stands still.
        notice = { update: (message) => progress.report({ message, increment: 0 }), close };
      }),
  );
  return notice as Notice;
}

function link(label: string, command: string, stopped: Debuggee[]): string {
  const argument = JSON.stringify([stopped.map(({ target }) => target)]);
  // A link stays on one line.
  return `[${label.replaceAll(' ', '\u00a0')}](command:${command}?${encodeURIComponent(argument)})`;
}
