// A viewer's model, its clock, and what figures tell, moved on by the test.
import type { Figures } from '../../../../protocol/agent';
import type { Change, End, ProcessState, SlotState, ThreadState } from '../../../../protocol/viewer';
import { FiguresWindow } from '../../../../viewer/insights/figures-window';
import { Seen } from '../../../../viewer/insights/seen';
import { Model } from '../../../../viewer/model';

type State = ProcessState | ThreadState | SlotState;

export const INTERVAL = 500;

/** English as written, with its arguments. */
export function english(message: string, ...args: (string | number)[]): string {
  return message.replace(/\{(\d+)\}/g, (_, at) => String(args[Number(at)]));
}

export function end(own: Partial<End> = {}): End {
  return { how: 'crashed', code: 1, signal: null, error: null, why: null, before: [], ...own };
}

export function figures(own: Partial<Figures> = {}): Figures {
  return {
    period: INTERVAL,
    tid: null,
    cpu: 0,
    rss: 1,
    heap: { used: 1, total: 1 },
    loop: { utilization: 0, delay: { mean: 0, max: 0 } },
    handles: {},
    http: null,
    connections: 0,
    messages: 0,
    ...own,
  };
}

export function busy(utilization: number, own: Partial<Figures> = {}): Figures {
  return figures({ cpu: utilization, loop: { utilization, delay: { mean: 0, max: 0 } }, ...own });
}

export function requests(count: number): Figures['http'] {
  return { requests: count, mean: 1, p95: 1 };
}

export class Scene {
  now = 0;
  readonly model = new Model();
  readonly window = new FiguresWindow();
  readonly seen = new Seen(() => this.now);

  set(...states: State[]): void {
    const changes = states.map(changeTo);
    this.model.apply(changes);
    this.seen.update(changes);
  }

  /** Lets `ms` pass, in which all that is named is measured again and again. */
  pass(ms: number, measured: Record<string, Figures> = {}): void {
    const targets = Object.entries(measured);
    for (const until = this.now + ms; this.now < until; ) {
      this.now += INTERVAL;
      this.window.take({ time: this.now, targets });
      this.seen.measure({ time: this.now, targets });
    }
  }
}

export function changeTo(value: State): Change {
  if ('history' in value) return { kind: 'slot', value };
  return 'thread' in value ? { kind: 'thread', value } : { kind: 'process', value };
}
