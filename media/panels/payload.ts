// What a message says, as text for a person; and what a person typed, as JSON.
import { jsonFault } from '../../protocol/json-fault';

/** Texts (the last may have been cut), what stands between values, and whatever else is in one piece. */
const TOKEN = /"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s{}[\],:"]+/gs;

/**
 * Spread over lines. By its text alone, so that long numbers keep their digits, names that come twice stay, and one that was
 * cut is spread as far as it goes.
 */
export function prettyPayload(json: string): string {
  const tokens = json.match(TOKEN) ?? [];
  let depth = 0;
  let text = '';
  const lineBreak = () => `\n${'  '.repeat(depth)}`;
  tokens.forEach((token, at) => {
    const isEmptied = isClosing(token) && isOpening(tokens[at - 1]);
    if (isClosing(token)) depth = Math.max(0, depth - 1);
    if (isClosing(token) && !isEmptied) text += lineBreak();
    text += token === ':' ? ': ' : token;
    if (isOpening(token)) depth++;
    if (token === ',' || (isOpening(token) && !isClosing(tokens[at + 1]))) text += lineBreak();
  });
  return text;
}

function isOpening(token: string | undefined): boolean {
  return token === '{' || token === '[';
}

function isClosing(token: string | undefined): boolean {
  return token === '}' || token === ']';
}

/** Where a text is not JSON, 1-based; `null` where it is. */
export function jsonFaultPlace(text: string): { line: number; column: number } | null {
  const fault = jsonFault(text);
  if (!fault) return null;
  const before = text.slice(0, fault.at).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
