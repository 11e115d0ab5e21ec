// The moment when a debugger has said all it wants before its target's first line: `Runtime.runIfWaitingForDebugger`.
import { isAnswer, isEvent } from './cdp-text';

/** Beyond any id that a debugger comes to. */
const FIRST_ID = 2 ** 31 - 1000;
const RUN = 'Runtime.runIfWaitingForDebugger';

export interface CdpStartEvents {
  /** Sends to the inspector. */
  send(text: string): void;
  /** Pattern of the URL of the script at whose first line the target is to stop; `null` where it is not. */
  stopIn(): string | null;
  /** The inspector has dispatched all that came before. */
  ready(): void;
}

/** Sees what passes between a debugger and an inspector until the target stopped at its first line, where it is to. */
export class CdpStart {
  readonly #events: CdpStartEvents;
  /** Id of the debugger's call; null before it. */
  #run: number | null = null;
  #isReady = false;
  #lastId = FIRST_ID;
  /** Id of the call that makes the breakpoint, and of that. */
  #asked: number | null = null;
  #breakpoint: string | null = null;

  constructor(events: CdpStartEvents) {
    this.#events = events;
  }

  /** The debugger says this, and it is passed on. */
  asks(text: string): void {
    if (this.#run !== null || !text.includes(RUN)) return;
    const { id, method } = JSON.parse(text);
    if (method === RUN) this.#run = id;
  }

  /** The inspector says this. @returns what the debugger is to hear; `null` for nothing */
  tells(text: string): string | null {
    if (this.#asked !== null && isAnswer(text, this.#asked)) return this.#breakpointMade(text);
    if (!this.#isReady && this.#run !== null && isAnswer(text, this.#run)) this.#begin();
    else if (this.#lastId > FIRST_ID && isAnswer(text, this.#lastId)) return null;
    if (this.#breakpoint !== null && isEvent(text, 'Debugger.paused')) return this.#paused(text);
    return text;
  }

  #begin(): void {
    this.#isReady = true;
    const urlRegex = this.#events.stopIn();
    if (urlRegex === null) this.#events.ready();
    else this.#asked = this.#call('Debugger.setBreakpointByUrl', { urlRegex, lineNumber: 0, columnNumber: 0 });
  }

  #breakpointMade(text: string): null {
    this.#asked = null;
    // Without one where the debugger has not enabled its domain.
    this.#breakpoint = JSON.parse(text).result?.breakpointId ?? null;
    this.#events.ready();
    return null;
  }

  /** Stopped once, and not again where the line runs a second time. */
  #paused(text: string): string {
    const message = JSON.parse(text);
    const { hitBreakpoints = [] } = message.params as { hitBreakpoints?: string[] };
    if (!hitBreakpoints.includes(this.#breakpoint!)) return text;
    message.params.hitBreakpoints = hitBreakpoints.filter((id) => id !== this.#breakpoint);
    this.#call('Debugger.removeBreakpoint', { breakpointId: this.#breakpoint });
    this.#breakpoint = null;
    return JSON.stringify(message);
  }

  #call(method: string, params: object): number {
    const id = ++this.#lastId;
    this.#events.send(JSON.stringify({ id, method, params }));
    return id;
  }
}
