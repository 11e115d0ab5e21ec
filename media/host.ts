// The door to the extension: what it tells, and what it is asked.
import type { PayloadFilter } from '../protocol/agent';
import type { FromTimeline, ToTimeline } from '../protocol/timeline';
import { Emitter } from './emitter';

/** What VS Code puts into a webview; may be asked for once. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export class Host {
  readonly #api = acquireVsCodeApi();
  readonly #messages = new Emitter<ToTimeline>();

  /** Each message of the extension, after the fields here took it. */
  readonly onDidReceive = this.#messages.event;

  title = '';
  source: 'live' | 'recording' = 'recording';
  /** The live run has ended. */
  ended = false;
  /** What is captured of payloads now; `null` for none. */
  payloads: PayloadFilter | null = null;
  payloadsDropped = 0;

  constructor() {
    window.addEventListener('message', (event: MessageEvent<ToTimeline>) => this.#take(event.data));
    // Before anything was changed there is no state to keep it in.
    this.setState(this.getState());
  }

  /** Something can be asked of the program: it is live, and has not ended. */
  get live(): boolean {
    return this.source === 'live' && !this.ended;
  }

  post(message: FromTimeline): void {
    this.#api.postMessage(message);
  }

  getState(): unknown {
    return this.#api.getState();
  }

  /** Keeps a state, with what the page was given to be known by when the window is loaded anew. */
  setState(state: unknown): void {
    this.#api.setState({ ...Object(state), key: document.body.dataset.key ?? '' });
  }

  #take(message: ToTimeline): void {
    if (message.type === 'begin') {
      this.title = message.title;
      this.source = message.source;
      this.ended = false;
    } else if (message.type === 'ended' || message.type === 'resumed') {
      this.ended = message.type === 'ended';
    } else if (message.type === 'payloads') {
      this.payloads = message.filter;
      this.payloadsDropped = message.dropped;
    }
    this.#messages.fire(message);
  }
}
