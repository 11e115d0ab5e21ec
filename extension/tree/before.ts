// What came before an end, as a person reads it.
import type { Translate } from '../../adapter/texts';
import type { End, LifeEvent } from '../../protocol/viewer';
import { beforeWords } from './ages';

/** For each of the last events how long before the end it was, and what it was: `2.1 s before`, `listening :3000`. */
export function lastEvents(end: End, ended: number, t: Translate): [when: string, what: string][] {
  return end.before.map((each) => [beforeWords(ended - each.time, t), eventWords(each, t)]);
}

function eventWords({ event, detail }: LifeEvent, t: Translate): string {
  const which = detail ?? '?';
  switch (event) {
    case 'online':
      return t('online');
    case 'listening':
      return `${t('listening')} ${which}`;
    case 'disconnect':
      return t('disconnected');
    case 'signal':
      return t('was sent {0}', which);
    case 'uncaught':
      return t('uncaught {0}', which);
    case 'survived':
      return t('its handler took the error');
    case 'spawn':
      return t('starts {0}', which);
    case 'childExit':
      return t('child ended: {0}', which);
    case 'spawnFailed':
      return t('could not start {0}', which);
    case 'threadCreate':
      return t('starts thread {0}', which);
    case 'threadExit':
      return t('thread ended: {0}', which);
    case 'attached':
      return t('debugger attached');
    case 'detached':
      return t('debugger detached');
    case 'abort':
      return t('calls process.abort() at {0}', which);
  }
}
