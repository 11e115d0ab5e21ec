// What was captured of the messages of a run, for a person who sends one more. Kept as lines, which are read once somebody asks.
import { jsonFault } from '../../protocol/json-fault';
import { MASK } from '../../protocol/mask';
import type { RecordingMessages } from '../../protocol/recording';

/** Cheap to find: payloads are told of few messages only. */
const PAYLOAD = '"payload":"';
/** Characters of lines that are kept, the latest. */
const KEPT = 1_000_000;
/** So many of a target are told, the latest. */
const MOST = 20;
/** Stands for what was cut. */
const CUT = '…';

type MessageRecord = NonNullable<RecordingMessages['records']>[number];

export class CapturedMessages {
  readonly #lines: string[] = [];
  #size = 0;

  /** Takes lines of the run's recording. */
  read(lines: string): void {
    if (!lines.includes(PAYLOAD)) return;
    for (const line of lines.split('\n')) {
      if (!line.includes(PAYLOAD)) continue;
      this.#lines.push(line);
      this.#size += line.length;
    }
    while (this.#size > KEPT) this.#size -= this.#lines.shift()!.length;
  }

  /** What whoever started a target sent it, as far as that is known whole: each once, the last one first. */
  to(target: string): string[] {
    const found = new Set<string>();
    for (const line of this.#lines.toReversed()) {
      const { target: teller, records = [] } = JSON.parse(line) as RecordingMessages;
      for (const record of records.toReversed()) {
        const { payload = '' } = record;
        if (receiverOf(record, teller) === target && isWhole(payload)) found.add(payload);
      }
    }
    return [...found].slice(0, MOST);
  }
}

/** Of what goes from whoever started it to a process or thread, and not by a channel that the program made. */
function receiverOf({ way, peer, with: other }: MessageRecord, teller: string | null): string | null {
  if (way === 'received') return peer.kind === 'parent' ? teller : null;
  return peer.kind === 'child' || peer.kind === 'thread' ? (other ?? null) : null;
}

function isWhole(payload: string): boolean {
  return payload !== '' && !payload.includes(MASK) && !payload.includes(CUT) && jsonFault(payload) === null;
}
