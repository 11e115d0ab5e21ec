import { readFileSync } from 'node:fs';

/** Reads files that many others ask about, such as the package.json around them, each only once. */
export class ReadOnce {
  readonly #texts = new Map<string, string | undefined>();

  /** A file's text; undefined where there is none. */
  readonly read = (path: string): string | undefined => {
    if (!this.#texts.has(path)) this.#texts.set(path, readIfThere(path));
    return this.#texts.get(path);
  };

  /** Reads all anew from here on. */
  forget(): void {
    this.#texts.clear();
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
