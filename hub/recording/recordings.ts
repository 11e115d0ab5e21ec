// The recordings of all runs: each in a ring on disk, and in a file where somebody asked for it.
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { AgentToHub } from '../../protocol/agent';
import type { Change } from '../../protocol/viewer';
import type { Clock } from '../clock';
import type { Model, Outcome, Who } from '../model/model';
import { type Notify, recordingFailed } from '../notices';
import { RequestError } from '../request-error';
import { ModelChanges } from './changes';
import { Recording } from './recording';
import type { Ring } from './ring';
import { saveRing } from './save';

/** How many bytes of each run's recording are kept where nobody says. */
const KEPT_BYTES = 100 * 1024 * 1024;
/** What is kept of all runs together is so many times that; of more than that, the oldest of the runs that ended first goes. */
const KEPT_TIMES = 4;
const LEAST_KEPT_BYTES = 1024 * 1024;
/** What all rings stand in, one for each hub. */
const DIRECTORY = /^recordings-\d+$/;

export interface RecordingsNeeds {
  clock: Clock;
  /** Private to the hub's user; the rings stand in it. */
  directory: string;
  model: Pick<Model, 'snapshotOf' | 'targetOf' | 'otherEnd' | 'isLate' | 'runOfAgent' | 'run' | 'process'>;
  notify: Notify;
  /** More of a run's recording is on disk. */
  written(run: string): void;
  /** A run is written to a file from here on, or no longer. */
  toFile(run: string, isWritten: boolean): void;
}

export class Recordings {
  readonly #needs: RecordingsNeeds;
  readonly #directory: string;
  readonly #changes: ModelChanges;
  readonly #recordings = new Map<string, Recording>();
  #limit = KEPT_BYTES;
  #count = 0;
  #closed = false;

  constructor(needs: RecordingsNeeds) {
    this.#needs = needs;
    this.#directory = path.join(needs.directory, `recordings-${process.pid}`);
    this.#changes = new ModelChanges((id) => needs.model.process(id)?.run);
  }

  /** Takes away what hubs that died have left. @throws where the system does not let it */
  removeOld(): void {
    const { directory } = this.#needs;
    for (const name of fs.readdirSync(directory)) {
      const each = path.join(directory, name);
      if (DIRECTORY.test(name) && each !== this.#directory) fs.rmSync(each, { recursive: true, force: true });
    }
  }

  /**
   * Records a run to a file, whole.
   * @throws RequestError where the file cannot be written
   */
  start(run: string, name: string, file: string): void {
    assertAbsolute(file);
    const known = this.#recordings.get(run);
    if (known?.file) throw new RequestError(`This run is being recorded already, to ${known.file}.`);
    const recording = known ?? this.#make(run, name);
    try {
      recording.writeTo(file, name);
    } catch (error) {
      const why = (error as Error).message;
      throw new RequestError(`The recording ${file} could not be made: ${why}. Choose a file that you can write.`);
    }
    this.#recordings.set(run, recording);
    this.#needs.toFile(run, true);
  }

  /** An agent said something; the model has taken it already. */
  add(who: Who, message: AgentToHub): void {
    const run = this.#needs.model.runOfAgent(who.process);
    if (run !== undefined) this.#of(run)?.add(who, message);
  }

  /** The model changed. */
  addChanges(changes: readonly Change[]): void {
    for (const [run, ofRun] of this.#changes.sort(changes)) {
      if (ofRun.some((change) => change.kind === 'forgotten' && change.of === 'run')) this.#forget(run);
      else this.#of(run)?.addChanges(ofRun);
    }
  }

  /** The run's command ended. Resolves when the file that it was recorded to, if it was, is on disk. */
  async endFile(run: string, outcome: Outcome): Promise<void> {
    await this.#recordings.get(run)?.endFile(outcome);
    this.#needs.toFile(run, false);
  }

  /** All of a run has ended. Resolves when its recording is on disk. */
  async end(run: string, outcome: Outcome): Promise<void> {
    await this.#recordings.get(run)?.end(outcome);
    this.#needs.toFile(run, false);
  }

  /** From here on so many bytes of each run are kept. */
  keep(bytes: number): void {
    this.#limit = Math.max(bytes, LEAST_KEPT_BYTES);
    for (const { ring } of this.#recordings.values()) ring.keep(this.#limit);
  }

  ringOf(run: string): Ring | undefined {
    return this.#recordings.get(run)?.ring;
  }

  /**
   * Writes what is kept of a run to a file.
   * @throws RequestError where there is nothing, or the file cannot be written
   */
  async save(run: string, file: string): Promise<void> {
    assertAbsolute(file);
    const ring = this.ringOf(run);
    if (!ring) throw new RequestError('Nothing is kept of this run’s recording any more.');
    try {
      await saveRing(ring, file);
    } catch (error) {
      const why = (error as Error).message;
      throw new RequestError(`The recording could not be saved as ${file}: ${why}. Choose another file.`);
    }
  }

  /** Closes all files, without an end, and takes the rings away. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#recordings.values()].map((recording) => recording.close()));
    fs.rmSync(this.#directory, { recursive: true, force: true });
  }

  /** What comes after the end is left out, but where the run goes on. */
  #of(run: string): Recording | undefined {
    if (this.#closed) return undefined;
    const known = this.#recordings.get(run);
    if (known) return known.isEnded && this.#needs.model.run(run)?.state !== 'running' ? undefined : known;
    const made = this.#make(run, this.#needs.model.run(run)?.name ?? run);
    this.#recordings.set(run, made);
    return made;
  }

  #make(run: string, name: string): Recording {
    const { clock, model, notify, written } = this.#needs;
    return new Recording({
      run,
      name,
      clock,
      // A run's id comes from outside, and is no name for a file.
      directory: path.join(this.#directory, String(++this.#count)),
      limit: this.#limit,
      model: () => model.snapshotOf(run),
      targetOf: (who) => model.targetOf(who),
      otherEnd: (who, peer) => model.otherEnd(who, peer),
      isLate: (target) => model.isLate(target),
      begun: () => this.#share(),
      written: () => written(run),
      failed: (file, why) => notify(recordingFailed(file, why)),
    });
  }

  /** The directory may stand in memory: runs that have ended do not fill it. */
  #share(): void {
    const all = [...this.#recordings.values()];
    let size = all.reduce((sum, { ring }) => sum + ring.size, 0);
    for (const { ring } of all.filter(({ isEnded }) => isEnded)) {
      const others = size - ring.size;
      while (others + ring.size > KEPT_TIMES * this.#limit && ring.dropOldest()) {}
      size = others + ring.size;
    }
  }

  #forget(run: string): void {
    const recording = this.#recordings.get(run);
    this.#recordings.delete(run);
    void recording?.close();
    this.#needs.toFile(run, false);
  }
}

function assertAbsolute(file: string): void {
  if (!path.isAbsolute(file)) throw new RequestError(`The recording needs an absolute path, not '${file}'.`);
}
