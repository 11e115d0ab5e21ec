// All records of the model, the ways to find them, and which of them changed.
import type { Change } from '../../protocol/viewer';
import { targetId } from '../../protocol/viewer';
import type { ProcessRecord, RunRecord, Slot, ThreadRecord } from './records';

type Kind = 'run' | 'process' | 'slot' | 'thread';

/** The order in which a viewer can take changes in: what is referred to comes before what refers to it. */
const ORDER: readonly Kind[] = ['run', 'process', 'slot', 'thread'];

export class Store {
  readonly runs = new Map<string, RunRecord>();
  /** Shown processes by the id viewers know. */
  readonly processes = new Map<string, ProcessRecord>();
  readonly threads = new Map<string, ThreadRecord>();
  readonly byAgent = new Map<string, ProcessRecord>();
  readonly bySpawn = new Map<string, ProcessRecord>();
  /** Processes whose spawner has not said hello yet, by the spawner's id. */
  readonly orphans = new Map<string, Set<ProcessRecord>>();
  readonly #changed = new Map<string, { kind: Kind; id: string; read: (() => Change) | null }>();
  /** Whether the kernel killed a process, of this id, because memory ran out. */
  readonly oomKilled: (process: string) => boolean;
  #processCount = 0;
  #runCount = 0;

  constructor(oomKilled: (process: string) => boolean) {
    this.oomKilled = oomKilled;
  }

  /** An id for a run that nobody named. */
  nextRunId(): string {
    do this.#runCount++;
    while (this.runs.has(`r${this.#runCount}`));
    return `r${this.#runCount}`;
  }

  /** Lets viewers see a process, under an id of its own. */
  show(record: ProcessRecord): void {
    if (record.shown) return;
    record.shown = true;
    record.state.id = `p${++this.#processCount}`;
    record.state.parent = record.parent?.state.id || null;
    this.processes.set(record.state.id, record);
    this.touch(record);
  }

  /** Marks a record as changed: viewers are told its whole state. */
  touch(record: RunRecord | ProcessRecord | ThreadRecord): void {
    if (record.kind === 'process' && !record.shown) return;
    const { kind } = record;
    const { id } = record.state;
    // Copies, because states change in place. What they hold is replaced, never changed.
    this.#mark(kind, id, () => ({ kind, value: { ...record.state } }) as Change);
  }

  touchSlot(slot: Slot): void {
    this.#mark('slot', slot.state.id, () => ({ kind: 'slot', value: { ...slot.state } }));
  }

  forgotten(of: Kind, id: string): void {
    this.#mark(of, id, null);
  }

  /** What changed since the last call: each entity once, in its last state. */
  takeChanges(): Change[] {
    const marks = [...this.#changed.values()];
    this.#changed.clear();
    const told = ORDER.flatMap((kind) => marks.filter((mark) => mark.kind === kind && mark.read));
    const gone = marks.filter((mark) => !mark.read);
    return [
      ...told.map((mark) => mark.read!()),
      ...gone.map(({ kind, id }): Change => ({ kind: 'forgotten', of: kind, id })),
    ];
  }

  /** A target by its id, as viewers name it. */
  target(id: string): ProcessRecord | ThreadRecord | undefined {
    return this.processes.get(id) ?? this.threads.get(id);
  }

  targetOf(process: string, thread: number): ProcessRecord | ThreadRecord | undefined {
    const record = this.byAgent.get(process);
    return record && thread !== 0 ? this.threads.get(targetId(record.state.id, thread)) : record;
  }

  #mark(kind: Kind, id: string, read: (() => Change) | null): void {
    const key = `${kind} ${id}`;
    this.#changed.set(key, { kind, id, read });
  }
}
