import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { draftOf } from '../viewer/trace/draft';

/** Replaces a file's text so that whoever reads it sees the old text or the new one, never a part. Links stay links. */
export async function writeAtomically(file: string, text: string): Promise<void> {
  const target = await realpath(file);
  const { mode } = await stat(target);
  const draft = draftOf(target);
  try {
    await writeFile(draft, text, { mode });
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
