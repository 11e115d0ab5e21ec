// The setting that has stacks taken of whatever is stuck, and the log that keeps them.
import * as vscode from 'vscode';
import { processName, threadName } from '../adapter/names';
import { english } from '../adapter/texts';
import type { Frame, ProcessState, ThreadState } from '../protocol/viewer';
import type { HubLink } from '../viewer/hub-link';
import { SETTINGS } from './ids';
import { type StuckAt, StuckStacks } from './stuck-stacks';

export class StuckLog implements vscode.Disposable {
  readonly #stacks: StuckStacks;
  readonly #store: vscode.Disposable;

  constructor(link: HubLink, log: vscode.LogOutputChannel) {
    this.#stacks = new StuckStacks({
      link,
      isWanted: () => vscode.workspace.getConfiguration().get(SETTINGS.stackWhenStuck, false),
      tell: (target, taken) => log.warn(stuckText(link, target, taken)),
      fail: (target, error) => log.warn(`${nameOf(link, target)} is stuck, and gave no stack: ${error.message}`),
    });
    this.#store = vscode.Disposable.from(
      link.onDidChange((changes) => this.#stacks.follow(changes)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTINGS.stackWhenStuck)) this.#stacks.lookAtAll();
      }),
    );
  }

  /** Where a target is stuck, or was when it last was. */
  of(target: string): StuckAt | undefined {
    return this.#stacks.of(target);
  }

  dispose(): void {
    this.#store.dispose();
  }
}

function stuckText(link: HubLink, target: ProcessState | ThreadState, { stack }: StuckAt): string {
  return [`${nameOf(link, target)} is stuck`, ...stack.frames.map(frameText)].join('\n');
}

/** As Node prints it. */
function frameText({ name, file, line, column }: Frame): string {
  const place = `${file}:${line}:${column}`;
  return `    at ${name ? `${name} (${place})` : place}`;
}

/** `worker 2 (pid 4711) of app.js`: a log is read without the tree beside it. */
function nameOf({ model }: HubLink, target: ProcessState | ThreadState): string {
  const process = 'thread' in target ? model.processes.get(target.process) : target;
  const own = 'thread' in target ? [threadName(target, english)] : [];
  const of = process
    ? [`${processName(process, english)} (pid ${process.pid})`, model.runs.get(process.run)?.name ?? '']
    : [];
  return [...own, ...of].filter(Boolean).join(' of ');
}
