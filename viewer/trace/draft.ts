// Files are written beside the one that they are to replace, which stays as it is until all is written.
import { randomUUID } from 'node:crypto';

/** Where a file is written first: a name that nobody else has. */
export function draftOf(file: string): string {
  return `${file}.${randomUUID()}.tmp`;
}
