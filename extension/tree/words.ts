// How states and ends are said. Short: a row must fit a side bar of 300 pixels.
import type { Translate } from '../../adapter/texts';
import type { Address } from '../../protocol/agent';
import type { End, ProcessState, ThreadState } from '../../protocol/viewer';
import { spanWords } from './ages';

/** `crashed · SIGKILL`, `crashed · out of memory`, `crashed · code 1`, `exited`, `voluntary exit`. */
export function endWords(end: End | null, t: Translate): string {
  const how = { exited: t('exited'), voluntary: t('voluntary exit'), asked: t('asked for'), crashed: t('crashed') };
  if (end?.why && end.why !== 'node-code') return reasonWords(end.why, t);
  if (!end || end.how === 'unknown') return t('ended, unknown how');
  const why = end.signal ?? codeWords(end, t);
  return why ? `${how[end.how]} · ${why}` : how[end.how];
}

/** In short; the tooltip says it in full. */
function reasonWords(why: Exclude<End['why'], 'node-code' | null>, t: Translate): string {
  switch (why) {
    case 'abort':
      return t('aborted by itself');
    case 'fatal':
      return t('aborted · out of memory?');
    case 'resource-limits':
      return t('crashed · out of memory');
    case 'killed-by-kernel':
      return t('killed · out of memory');
    case 'not-started':
      return t('could not be started');
    case 'process-ended':
      return t('ended with process');
  }
}

/** How a thread ended, beside its name. */
export function shortEndWords(end: End, t: Translate): string {
  if (end.why === 'resource-limits') return t('out of memory');
  return end.how === 'crashed' ? t('crashed') : endWords(end, t);
}

/** A code that goes without saying is not said: `exited` is an end with 0. */
function codeWords(end: End, t: Translate): string {
  return end.code ? t('code {0}', end.code) : '';
}

/** `starting`, `online` …; for what listens, where; for what disconnects, since when. `now` in ms of the host's clock. */
export function processWords(process: ProcessState, now: number, t: Translate): string {
  switch (process.state) {
    case 'starting':
      return t('starting');
    case 'online':
      return t('online');
    case 'listening':
      return `${t('listening')} ${portWords(process)}`.trimEnd();
    case 'disconnecting':
      return process.disconnecting === undefined
        ? t('disconnecting')
        : t('disconnecting {0}', spanWords(now - process.disconnecting, t));
    case 'exited':
      return endWords(process.end, t);
  }
}

export function threadWords(thread: ThreadState, t: Translate): string {
  switch (thread.state) {
    case 'starting':
      return t('starting');
    case 'online':
      return t('online');
    case 'exited':
      return endWords(thread.end, t);
  }
}

/** `:3000, :3001`. */
export function portWords(process: ProcessState): string {
  return [...new Set(process.addresses.map(addressWords))].join(', ');
}

function addressWords(address: Address): string {
  // -1 is a Unix socket, and its address a path.
  if (address.addressType === -1) return (address.address ?? '').split(/[\\/]/).at(-1) ?? '';
  const port = `:${address.port ?? '?'}`;
  return typeof address.addressType === 'string' ? `udp ${port}` : port;
}
