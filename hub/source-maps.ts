// Finds the places of generated code in its sources, in a thread of its own that lives only while it is of use.
import { Worker } from 'node:worker_threads';
import type { Site } from '../protocol/agent';
import type { Clock, Timer } from './clock';
import { FileCache, readRegularFile } from './files';
import type { Trace, Traced } from './source-map-thread';

/** Heap of the thread, in MB: a map may take ten times its size. */
const MAX_HEAP = 1024;
/** Files remembered to have a map or none. */
const KEPT = 1000;
/** The thread ends, and forgets its maps, when it was asked nothing for so long, in ms. */
const IDLE = 10_000;

interface Running {
  worker: Worker;
  waiting: Map<number, (site: Site | null) => void>;
}

export class SourceMaps {
  readonly #clock: Clock;
  readonly #thread: string;
  readonly #mapped = new FileCache(KEPT, mentionsMap);
  #running: Running | null = null;
  #timer: Timer | null = null;
  #lastId = 0;
  #asked = 0;
  #closed = false;

  /** @param thread path of what runs in the thread: `source-map-thread.ts`, bundled. */
  constructor(clock: Clock, thread: string) {
    this.#clock = clock;
    this.#thread = thread;
  }

  /** Something is not answered yet. */
  get isBusy(): boolean {
    return this.#asked > 0;
  }

  /** The place in the source; `null` where there is none to be found. Never rejects. */
  async original(site: Site): Promise<Site | null> {
    this.#asked++;
    try {
      // Most programs have no maps, and cost no thread.
      return (await this.#mapped.get(site.file)) ? await this.#ask(site) : null;
    } catch {
      return null;
    } finally {
      this.#asked--;
    }
  }

  /** Whatever was asked, and will be, is answered with `null`. */
  close(): void {
    this.#closed = true;
    this.#stop();
  }

  #stop(): void {
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
    this.#timer = null;
    const running = this.#running;
    if (!running) return;
    this.#ended(running);
    void running.worker.terminate();
  }

  #ask(site: Site): Promise<Site | null> {
    if (this.#closed) return Promise.resolve(null);
    this.#running ??= this.#start();
    const { worker, waiting } = this.#running;
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      worker.postMessage({ id, site } satisfies Trace);
    });
  }

  #start(): Running {
    const worker = new Worker(this.#thread, { resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP } });
    const running: Running = { worker, waiting: new Map() };
    // The server keeps the hub alive, not its thread.
    worker.unref();
    worker.on('message', (answer: Traced) => this.#answered(running, answer));
    // A map too large for the thread's heap, or the thread's file is gone: 'exit' follows.
    worker.on('error', () => {});
    worker.on('exit', () => this.#ended(running));
    return running;
  }

  #answered(running: Running, { id, site }: Traced): void {
    running.waiting.get(id)?.(site);
    running.waiting.delete(id);
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
    this.#timer = this.#clock.after(IDLE, () => {
      if (running.waiting.size === 0) this.#stop();
    });
  }

  #ended(running: Running): void {
    if (this.#running === running) this.#running = null;
    for (const resolve of running.waiting.values()) resolve(null);
    running.waiting.clear();
  }
}

async function mentionsMap(file: string): Promise<boolean> {
  return (await readRegularFile(file)).includes('sourceMappingURL=');
}
