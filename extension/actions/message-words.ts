// What is said about a message while it is typed. Knows no editor.
import type { Translate } from '../../adapter/texts';
import { type JsonFault, jsonFault } from '../../protocol/json-fault';

/** What is wrong with a message, and where, in a sentence; empty where it can be sent. */
export function messageFault(text: string, t: Translate): string {
  if (text.trim() === '') return t('Type a JSON value, such as {0}.', '{"cmd":"reload"}');
  const fault = jsonFault(text);
  if (fault) return `${expected(fault, t)} ${place(fault, text, t)}`;
  return isOfNode(JSON.parse(text)) ? t('Messages whose "cmd" begins with NODE_ are Node.js’s own.') : '';
}

function isOfNode(message: unknown): boolean {
  const command = typeof message === 'object' && message !== null && 'cmd' in message ? message.cmd : null;
  return typeof command === 'string' && command.startsWith('NODE_');
}

function expected({ what }: JsonFault, t: Translate): string {
  switch (what) {
    case 'value':
      return t('A value is missing: an object, a list, a text in double quotes, a number, true, false or null.');
    case 'name':
      return t('A name in double quotes is missing.');
    case 'colon':
      return t('A colon is missing after the name.');
    case 'commaOrBrace':
      return t('A comma or } is missing.');
    case 'commaOrBracket':
      return t('A comma or ] is missing.');
    case 'quote':
      return t('The text is not closed by a double quote.');
    case 'escape':
      return t('After a backslash may stand only one of {0}.', '" \\ / b f n r t u0000');
    case 'number':
      return t('The number is not written as JSON has it.');
    case 'more':
      return t('There is more after the value.');
  }
}

/** `At the end.`, or `At column 5: "x".` */
function place({ at }: JsonFault, text: string, t: Translate): string {
  const rest = text.slice(at, at + 10);
  return rest === '' ? t('At the end.') : t('At column {0}: {1}', at + 1, rest);
}
