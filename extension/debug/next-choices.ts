// What a person can wait for, from a row of the tree or from anywhere. Knows the model, not the editor.
import { anyOf } from '../../adapter/attach-conditions';
import { processName, scriptName } from '../../adapter/names';
import type { Translate } from '../../adapter/texts';
import type { ProcessState, TargetMatch, ThreadState } from '../../protocol/viewer';
import type { Model } from '../../viewer/model';
import type { Next } from './standing';

export interface NextChoice {
  /** As in "the next worker". */
  label: string;
  match: TargetMatch;
  /** A condition that a person still has to give, in place of the dots. */
  ask?: 'script' | 'name';
}

/** The likeliest first: what a process or thread (by its id) stands for, then any of the run. */
export function nextChoices(model: Model, target: string | undefined, t: Translate): NextChoice[] {
  const { process, thread } = (target === undefined ? undefined : model.target(target)) ?? {};
  const own = process ? (thread ? likeThread(thread, process, t) : likeProcess(process, t)) : [];
  return [...own, ...anyChoices(t)];
}

function likeThread({ script, name }: ThreadState, process: ProcessState, t: Translate): NextChoice[] {
  const threads = { ...anyOf(['thread']), maker: process.id };
  const owner = processName(process, t);
  const file = scriptName(script);
  const likeScript = { label: t('thread of {0} in {1}', file, owner), match: { ...threads, script: literal(file) } };
  if (!name) return [likeScript];
  return [likeScript, { label: t('thread named {0} in {1}', name, owner), match: { ...threads, name: literal(name) } }];
}

function likeProcess(process: ProcessState, t: Translate): NextChoice[] {
  const { id, parent, worker, primary } = process;
  const owner = processName(process, t);
  return [
    ...(worker
      ? [
          {
            label: t('worker in slot {0}', worker.slot),
            match: { ...anyOf(['worker']), maker: parent, slot: worker.slot },
          },
        ]
      : []),
    ...(primary ? [{ label: t('worker of this primary'), match: { ...anyOf(['worker']), maker: id } }] : []),
    { label: t('thread in {0}', owner), match: { ...anyOf(['thread']), maker: id } },
    { label: t('child of {0}', owner), match: { ...anyOf(['child']), maker: id } },
  ];
}

/** What will take the place of a process or thread that has ended; `undefined` where nothing can. */
export function nextInPlaceOf(model: Model, ended: ProcessState | ThreadState, t: Translate): Next | undefined {
  const choice = 'thread' in ended ? likeEndedThread(model, ended, t) : likeEndedProcess(model, ended, t);
  const run = model.target(ended.id)?.process.run;
  return choice && run !== undefined ? { label: choice.label, match: choice.match, run } : undefined;
}

/** Where its process went with it, a thread of its script in whichever comes next. */
function likeEndedThread(model: Model, thread: ThreadState, t: Translate): NextChoice | undefined {
  const process = model.processes.get(thread.process);
  if (process?.ended === null) return likeThread(thread, process, t)[0];
  const file = scriptName(thread.script);
  return { label: t('thread of {0}', file), match: { ...anyOf(['thread']), script: literal(file) } };
}

function likeEndedProcess(model: Model, process: ProcessState, t: Translate): NextChoice | undefined {
  const parent = process.parent === null ? undefined : model.processes.get(process.parent);
  if (parent?.ended !== null) return undefined;
  if (process.worker) return likeProcess(process, t)[0];
  const file = scriptName(process.script);
  return { label: t('child {0}', file), match: { ...anyOf(['child']), maker: parent.id, script: literal(file) } };
}

/** A glob that matches this text alone. */
function literal(text: string): string {
  return text.replace(/[\\?*()[\]{}!]/g, '\\$&');
}

function anyChoices(t: Translate): NextChoice[] {
  const any = anyOf(['worker', 'child', 'thread']);
  return [
    { label: t('worker'), match: anyOf(['worker']) },
    { label: t('thread'), match: anyOf(['thread']) },
    { label: t('child'), match: anyOf(['child']) },
    { label: t('process or thread'), match: any },
    { label: t('process or thread with script {0}', '…'), match: any, ask: 'script' },
    { label: t('thread named {0}', '…'), match: anyOf(['thread']), ask: 'name' },
  ];
}
