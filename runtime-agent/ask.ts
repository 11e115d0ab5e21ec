// Before the first line: asks the hub whether to begin, and waits where a debugger is to be there first.
//
// Until the hub has spoken its socket is read; from then on a file tells to wait. A read that finds nothing throws, and
// a debugger that stops at caught exceptions would stop here. What a debugger sends comes in between the waits: V8 lets
// the inspector interrupt them.
import { fileStatus, now, removeFile, sleep } from './originals';
import type { Reporter } from './reporter';
import { safely } from './safely';

/** How long the hub may be silent, in ms, before the program begins without its word. */
const SILENCE_MS = 1500;
const PAUSE_MS = 1;

export class Asking {
  /** The hub was asked, and has not answered yet. */
  #open = false;
  #lease: string | null = null;

  go(): void {
    this.#open = false;
  }

  /** @throws where the program has begun already. */
  hold(lease: string): void {
    if (!this.#open) throw new Error('its program has begun');
    this.#open = false;
    this.#lease = lease;
  }

  /** Returns when the program is to begin. */
  wait(reporter: Reporter): void {
    this.#open = true;
    reporter.connect(true);
    const deadline = now() + SILENCE_MS;
    while (reporter.hear() && this.#open && now() < deadline) sleep(PAUSE_MS);
    this.#open = false;
    if (this.#lease !== null) waitForEnd(this.#lease);
  }
}

/** Until the file is gone, or was not touched for too long: then nobody removes it. */
function waitForEnd(lease: string): void {
  let touched = touchedAt(lease);
  let heard = now();
  while (touched !== undefined && now() - heard < SILENCE_MS) {
    sleep(PAUSE_MS);
    const seen = touchedAt(lease);
    if (seen !== touched) heard = now();
    touched = seen;
  }
  if (touched !== undefined) safely(() => removeFile(lease));
}

function touchedAt(file: string): number | undefined {
  return fileStatus(file, { throwIfNoEntry: false })?.mtimeMs;
}
