// Writes a file for other processes to find.
import { closeFile, openFile, removeFile, renameFile, writeDescriptor } from './originals';
import { safely } from './safely';

/** Renamed into place: a process that starts meanwhile finds all of it, or none. */
export function keepFile(file: string, content: Buffer): void {
  const partial = `${file}.${process.pid}.tmp`;
  // One call each: whole files Node reads and writes through functions that the program may have replaced.
  const descriptor = openFile(partial, 'wx', 0o600);
  const written = safely(() => writeDescriptor(descriptor, content));
  closeFile(descriptor);
  safely(() => (written === content.length ? renameFile(partial, file) : removeFile(partial)));
}
