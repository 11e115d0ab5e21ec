// The page that shows stacks side by side: its text, and which pieces of it lead into the code. Knows no editor.
import type { Translate } from '../../adapter/texts';
import type { Frame } from '../../protocol/viewer';
import { isFile, type StackGroup } from './stack-groups';

/** A piece of the page that leads to a place in the code; `line`, `start` and `end` are 0-based. */
export interface PageLink {
  line: number;
  start: number;
  end: number;
  frame: Frame;
}

export interface StacksPage {
  text: string;
  links: PageLink[];
}

export interface PageNeeds {
  t: Translate;
  /** A path as a person reads it best. */
  shorten(file: string): string;
}

interface Line {
  text: string;
  /** Where its last piece, a place, leads. */
  frame?: Frame;
}

/** @param title first line of the page */
export function stacksPage(title: string, groups: readonly StackGroup[], needs: PageNeeds): StacksPage {
  const lines = [{ text: title }, ...groups.flatMap((group) => [{ text: '' }, ...linesOf(group, needs)])];
  const text = `${lines.map((line) => line.text).join('\n')}\n`;
  const links = lines.flatMap(({ text: own, frame }: Line, line) => {
    if (!frame || !isFile(frame.file)) return [];
    return [{ line, start: own.length - placeOf(frame, needs).length, end: own.length, frame }];
  });
  return { text, links };
}

/** `7 workers at src/db.js:88`, `worker 3 · pid 7 idle`. */
export function groupWords(group: StackGroup, needs: PageNeeds): string {
  const { t } = needs;
  const who = whoWords(group, t);
  switch (group.state) {
    case 'code':
      return t('{0} at {1}', who, group.at ? placeOf(group.at, needs) : '?');
    case 'idle':
      return t('{0} idle: the event loop waits for something to do', who);
    case 'silent':
      return t('{0} in a call that lets nobody in, such as synchronous I/O, or stopped', who);
    case 'unknown':
      return t('{0} could not be asked: {1}', who, group.why ?? '');
  }
}

function linesOf(group: StackGroup, needs: PageNeeds): Line[] {
  const names = group.members.length > 1 ? [{ text: `  ${group.members.map(({ name }) => name).join(', ')}` }] : [];
  const heading: Line = { text: groupWords(group, needs), ...(group.at ? { frame: group.at } : {}) };
  return [heading, ...names, ...group.frames.map((frame) => frameLine(frame, needs))];
}

function frameLine(frame: Frame, needs: PageNeeds): Line {
  return { text: `    ${frame.name || needs.t('(anonymous)')}  ${placeOf(frame, needs)}`.trimEnd(), frame };
}

/** `src/db.js:88`. */
function placeOf({ file, line }: Frame, { shorten }: PageNeeds): string {
  return file && `${isFile(file) ? shorten(file) : file}:${line}`;
}

function whoWords({ members }: StackGroup, t: Translate): string {
  const [first] = members;
  if (first && members.length === 1) return first.name;
  if (members.every(({ kind }) => kind === 'worker')) return t('{0} workers', members.length);
  if (members.every(({ kind }) => kind === 'thread')) return t('{0} threads', members.length);
  return t('{0} processes and threads', members.length);
}
