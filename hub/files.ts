// Files whose names come from the program or from what it wrote: they may be devices, pipes, or on somebody's server.
import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/** Larger files are not read, in bytes. */
const MAX_SIZE = 64 * 1024 * 1024;
/** Windows would log in to the host that such a path names, and only to look whether there is a file. */
const OTHER_HOST = /^[\\/]{2}/;

/** Answers a stamp that changes when the file does. @throws where it is none that may be read */
async function stampOf(file: string): Promise<string> {
  if (!path.isAbsolute(file)) throw new Error(`${file} is no path.`);
  if (OTHER_HOST.test(file)) throw new Error(`${file} is on another host.`);
  const stat = await fs.stat(file);
  if (!stat.isFile() || stat.size > MAX_SIZE) throw new Error(`${file} is no file to be read.`);
  return `${stat.mtimeMs} ${stat.size}`;
}

/** @throws where it is no regular file, or too large */
export async function readRegularFile(file: string): Promise<Buffer> {
  await stampOf(file);
  return fs.readFile(file);
}

interface Entry<T> {
  stamp: string;
  value: Promise<T>;
}

/** What was made of files, for as long as each stays as it is. */
export class FileCache<T> {
  readonly #limit: number;
  readonly #make: (file: string) => Promise<T>;
  /** The least recently asked for comes first. */
  readonly #entries = new Map<string, Entry<T>>();

  /** @param limit of files; those asked for least recently are forgotten. */
  constructor(limit: number, make: (file: string) => Promise<T>) {
    this.#limit = limit;
    this.#make = make;
  }

  /** @throws where there is no such file, or nothing could be made of it */
  async get(file: string): Promise<T> {
    const stamp = await stampOf(file);
    const known = this.#entries.get(file);
    const entry = known?.stamp === stamp ? known : { stamp, value: this.#make(file) };
    this.#entries.delete(file);
    this.#entries.set(file, entry);
    if (this.#entries.size > this.#limit) this.#entries.delete(this.#entries.keys().next().value!);
    return entry.value;
  }
}
