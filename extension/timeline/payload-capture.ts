// What messages of a run say, as far as a person asked for it in its timeline; ends with it.
import type { PayloadFilter } from '../../protocol/agent';
import type { RecordingMessages } from '../../protocol/recording';
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

/** Of a line of an agent's messages: cheap to find, and not there as long as none was dropped. */
const DROPPED = '"payloadsDropped":';

export class PayloadCapture {
  readonly #needs: CaptureNeeds;
  #targets: string[] | null = null;
  #filter: PayloadFilter | null = null;
  /** How many each agent has dropped since its start, by process and thread; and what of that is none of this capture. */
  readonly #totals = new Map<string, number>();
  #before = new Map<string, number>();
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
    this.#before = new Map(this.#totals);
    this.#tell();
  }

  /** Asks again: another connection, and perhaps another hub, knows nothing of what was asked. */
  async renew(): Promise<void> {
    if (this.#filter) await this.#askWhileWanted(this.#targets, this.#filter);
  }

  /** Counts what was dropped, by lines of the run's recording. */
  read(lines: string): void {
    if (!lines.includes(DROPPED)) return;
    const before = this.#dropped;
    for (const line of lines.split('\n')) if (line.includes(DROPPED)) this.#keep(line);
    if (this.#filter && this.#dropped !== before) this.#tell();
  }

  /** Ends it; a hub that has gone has ended it already. */
  dispose(): void {
    if (this.#filter) this.#end();
    this.#filter = null;
    this.#isDisposed = true;
  }

  get #dropped(): number {
    return [...this.#totals].reduce((sum, [teller, total]) => sum + total - (this.#before.get(teller) ?? 0), 0);
  }

  #keep(line: string): void {
    const { process, thread, payloadsDropped = 0 }: RecordingMessages = JSON.parse(line);
    this.#totals.set(`${process}:${thread}`, payloadsDropped);
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
