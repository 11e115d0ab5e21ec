// Places in code as a trace has them.
import type { Site } from '../../protocol/agent';

/** A file may hold colons itself: it is a URL, or on another drive. */
const SITE = /^(.+):(\d+):(\d+)$/;

/** `file:line:column`; `undefined` where it is none. */
export function siteOf(text: string): Site | undefined {
  const [, file, line, column] = SITE.exec(text) ?? [];
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) };
}
