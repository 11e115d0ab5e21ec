// What is known of one target's heartbeat.
import { Busyness } from './busyness';
import { CpuWatch } from './cpu';
import { Overdue } from './overdue';

/** How a debugger that came through the hub holds a target: so that a person sees it, or for itself alone, for a moment. */
export type Pause = 'seen' | 'unseen';

export class Pulse {
  readonly pid: number;
  readonly thread: number;
  readonly busyness = new Busyness();
  /** For {@link busyness}. */
  readonly cpu = new CpuWatch();
  readonly overdue = new Overdue();
  /** When it was heard last, or could have been expected to begin, in ms. */
  heard: number;
  connected: boolean;
  /** It was connected, and is no more. */
  lost = false;
  /** The system's id of it; null where that is not known. */
  tid: number | null;
  /** When it was looked at last. */
  looked = Number.NEGATIVE_INFINITY;
  /** What keeps it has been found. */
  settled = false;

  constructor(pid: number, thread: number, connected: boolean, heard: number) {
    this.pid = pid;
    this.thread = thread;
    this.connected = connected;
    this.heard = heard;
    this.tid = thread === 0 ? pid : null;
  }

  /** It answered, or nobody could have expected it to until now. */
  beat(now: number): void {
    this.heard = Math.max(this.heard, now);
    this.overdue.reset();
    this.settled = false;
  }

  /** Whether it is connected has changed, or has not. */
  isConnected(connected: boolean, now: number): void {
    if (this.connected === connected) return;
    this.lost = !connected;
    this.connected = connected;
    this.beat(now);
  }
}
