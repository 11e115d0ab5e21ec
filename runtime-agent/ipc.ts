// Messages over the channel between a process and its child.
import { dataProperty, stringProperty } from './safely';

/** Node's own messages, of which `cluster` sends many, go through the same `send`. https://nodejs.org/api/child_process.html#subprocesssendmessage-sendhandle-options-callback */
export function isInternalMessage(message: unknown): boolean {
  if (typeof message !== 'object' || message === null) return false;
  const command = dataProperty(message, 'cmd');
  return typeof command === 'string' && command.startsWith('NODE_');
}

/** What it is about, of a message between a primary and its worker; `null` of all others. */
export function clusterAct(message: unknown): string | null {
  return isInternalMessage(message) ? stringProperty(message, 'act') : null;
}
