// What keeps a process alive, in words. Knows no editor.
import type { Translate } from '../../adapter/texts';

type Words = (count: number, t: Translate) => string;

/** By Node's names of resources; in the order in which they are said. */
const KINDS: [names: string[], one: (t: Translate) => string, many: Words][] = [
  [['TCPSocketWrap', 'TLSWrap'], (t) => t('1 socket'), (n, t) => t('{0} sockets', n)],
  [['TCPServerWrap'], (t) => t('1 server'), (n, t) => t('{0} servers', n)],
  [['Timeout'], (t) => t('1 timer'), (n, t) => t('{0} timers', n)],
  [['ProcessWrap'], (t) => t('1 child process'), (n, t) => t('{0} child processes', n)],
  [['MessagePort', 'Worker'], (t) => t('1 thread or port'), (n, t) => t('{0} threads or ports', n)],
  [['FSReqCallback', 'FSReqPromise'], (t) => t('1 file operation'), (n, t) => t('{0} file operations', n)],
];

/** Standard streams: they keep nothing alive. */
const HARMLESS = ['PipeWrap', 'TTYWrap'];

/** `3 sockets, 1 timer`; empty where nothing is known. */
export function handleWords(handles: Record<string, number> | null, t: Translate): string {
  const left = { ...handles };
  for (const name of HARMLESS) delete left[name];
  const known = KINDS.map(([names, one, many]) => {
    const count = names.reduce((sum, name) => sum + (left[name] ?? 0), 0);
    for (const name of names) delete left[name];
    return count === 0 ? '' : count === 1 ? one(t) : many(count, t);
  });
  const others = Object.entries(left).map(([name, count]) => `${count} ${name}`);
  return [...known.filter(Boolean), ...others].join(', ');
}
