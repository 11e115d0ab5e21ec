// Picks up what stubs leave in the rendezvous directory where they cannot load the agent.
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { MISSED_FILE, Missed } from '../../protocol/missed';

export class MissedWords {
  readonly #directory: string;
  readonly #take: (missed: Missed) => void;
  #watcher: fs.FSWatcher | null = null;

  /** @param take called for each word, which is gone from the directory then. */
  constructor(directory: string, take: (missed: Missed) => void) {
    this.#directory = directory;
    this.#take = take;
  }

  /**
   * Watches the directory, and takes what is there.
   * @throws Error where the system gives no watch; what is left is then seen by {@link look} alone.
   */
  start(): void {
    this.#watcher = fs.watch(this.#directory, { persistent: false }, () => this.look());
    this.#watcher.on('error', () => this.stop());
    this.look();
  }

  /** Takes what is there now. */
  look(): void {
    for (const name of this.#names()) {
      const file = path.join(this.#directory, name);
      const missed = read(file);
      fs.rmSync(file, { force: true });
      if (missed) this.#take(missed);
    }
  }

  stop(): void {
    this.#watcher?.close();
    this.#watcher = null;
  }

  #names(): string[] {
    try {
      return fs.readdirSync(this.#directory).filter((name) => MISSED_FILE.test(name));
    } catch {
      // The directory goes with the hub.
      return [];
    }
  }
}

function read(file: string): Missed | null {
  try {
    return v.parse(Missed, JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
