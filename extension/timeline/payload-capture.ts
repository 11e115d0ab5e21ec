// What messages of a run say, as far as a person asked for it in its timeline; ends with it.
import type { PayloadFilter } from '../../protocol/agent';
import type { HubLink } from '../../viewer/hub-link';

/** What the webview is told of it. */
export interface CaptureState {
  filter: PayloadFilter | null;
  /** How many payloads were not told, for there were too many. */
  dropped: number;
}

export interface CaptureNeeds {
  link: Pick<HubLink, 'request' | 'state'>;
  run: string;
  /** Names of properties that are never told, in small letters, whatever else is masked. */
  masked(): readonly string[];
  changed(state: CaptureState): void;
}

/** Of a line of an agent's messages: cheap to find, as payloads are told of few messages only. */
const DROPPED = /"payloadsDropped":(\d+)/g;

export class PayloadCapture {
  readonly #needs: CaptureNeeds;
  #targets: string[] | null = null;
  #filter: PayloadFilter | null = null;
  #dropped = 0;
  #isDisposed = false;

  constructor(needs: CaptureNeeds) {
    this.#needs = needs;
  }

  /**
   * @param targets ids; `null` for all of the run
   * @throws HubRequestError where the hub refuses; what was captured before still is
   */
  async set(targets: string[] | null, filter: PayloadFilter | null): Promise<void> {
    const wanted = filter && { ...filter, masked: allOf(filter.masked, this.#needs.masked()) };
    await this.#askWhileWanted(targets, wanted);
    if (this.#isDisposed) return;
    this.#targets = targets;
    this.#filter = wanted;
    this.#dropped = 0;
    this.#tell();
  }

  /** Asks again: another connection, and perhaps another hub, knows nothing of what was asked. */
  async renew(): Promise<void> {
    if (this.#filter) await this.#askWhileWanted(this.#targets, this.#filter);
  }

  /** Counts what was dropped, by lines of the run's recording. */
  read(lines: string): void {
    if (!this.#filter) return;
    let dropped = 0;
    for (const [, count] of lines.matchAll(DROPPED)) dropped += Number(count);
    if (dropped === 0) return;
    this.#dropped += dropped;
    this.#tell();
  }

  /** Ends it; a hub that has gone has ended it already. */
  dispose(): void {
    if (this.#filter) this.#end();
    this.#filter = null;
    this.#isDisposed = true;
  }

  /** Ends at once what was disposed of before the hub answered. */
  async #askWhileWanted(targets: string[] | null, filter: PayloadFilter | null): Promise<void> {
    await this.#ask(targets, filter);
    if (this.#isDisposed && filter) this.#end();
  }

  #end(): void {
    if (this.#needs.link.state === 'connected') this.#ask(null, null).catch(() => {});
  }

  #ask(targets: string[] | null, filter: PayloadFilter | null): Promise<unknown> {
    return this.#needs.link.request({ type: 'capturePayloads', run: this.#needs.run, targets, filter });
  }

  #tell(): void {
    this.#needs.changed({ filter: this.#filter, dropped: this.#dropped });
  }
}

function allOf(some: readonly string[], others: readonly string[]): string[] {
  return [...new Set([...some, ...others].map((name) => name.toLowerCase()))];
}
