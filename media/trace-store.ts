// The trace as the webview holds it: columns that grew by each chunk, and orders by which what is in view is found at once.
import { COLUMNS, type Edge, type Lane, TAKEN_BACK, type TraceChunk } from '../protocol/timeline';
import { append, emptyRows, type Rows } from './columns';
import { Emitter } from './emitter';
import { RowOrder } from './row-order';

export type Way = 'sent' | 'received';

/** What an edge has in sum. */
export interface EdgeOrders {
  /** Messages told whole, by the time at which they began; and those whose receipt was told, by that. */
  messages: RowOrder;
  receipts: RowOrder;
  /** Rows of `totals` in which that end told. */
  sent: RowOrder;
  received: RowOrder;
}

/** What a lane has. */
export interface LaneOrders {
  states: RowOrder;
  marks: RowOrder;
  figures: RowOrder;
  /** Messages that it sent, by the time at which they began; and that it received, by the time of receipt. */
  sent: RowOrder;
  received: RowOrder;
}

export class TraceStore {
  /** By number; 0 is the empty one, which no chunk tells. */
  readonly texts: string[] = [''];
  readonly lanes: Lane[] = [];
  readonly edges: Edge[] = [];

  readonly states = emptyRows(COLUMNS.states);
  readonly marks = emptyRows(COLUMNS.marks);
  readonly messages = emptyRows(COLUMNS.messages);
  readonly totals = emptyRows(COLUMNS.totals);
  readonly figures = emptyRows(COLUMNS.figures);

  /** All messages by the time at which they began; that at which they were received where nobody told of their sending. */
  readonly order = this.#messageOrder();

  readonly #receipt = (message: number) => this.messages.received[message]!;
  readonly #places = new Map<string, number>();
  readonly #ofLane: LaneOrders[] = [];
  readonly #ofEdge: EdgeOrders[] = [];
  readonly #unsettled = new Set<RowOrder>();
  readonly #changes = new Emitter<void>();
  #start = Number.POSITIVE_INFINITY;
  #end = Number.NEGATIVE_INFINITY;

  /** Something was added. */
  readonly onDidChange = this.#changes.event;

  /** The first time of anything, in ms; 0 while there is nothing. */
  get start(): number {
    return Number.isFinite(this.#start) ? this.#start : 0;
  }

  /** The last time of anything, in ms; `start` while there is nothing. */
  get end(): number {
    return Number.isFinite(this.#end) ? Math.max(this.#end, this.start) : this.start;
  }

  /** Place of a lane by its id; −1. */
  placeOf(id: string): number {
    return this.#places.get(id) ?? -1;
  }

  ofLane(lane: number): LaneOrders {
    return this.#ofLane[lane]!;
  }

  ofEdge(edge: number): EdgeOrders {
    return this.#ofEdge[edge]!;
  }

  /** The end that tells of an edge alone, where one of the two ran already when the lens came; `null` of all others. */
  toldBy(place: number): 'from' | 'to' | null {
    const { from, to, by, late } = this.edges[place]!;
    if (late) return late;
    const twin = this.edges.find((each) => each.late && each.from === from && each.to === to && each.by === by);
    if (!twin) return null;
    return twin.late === 'from' ? 'to' : 'from';
  }

  /** When a message began, in ms: it was sent, or received where nobody told of its sending. */
  readonly begin = (message: number): number => {
    const sent = this.messages.sent[message]!;
    return Number.isNaN(sent) ? this.messages.received[message]! : sent;
  };

  /** When it was received; when it began, where nobody told of that. */
  readonly finish = (message: number): number => {
    const received = this.messages.received[message]!;
    return Number.isNaN(received) ? this.messages.sent[message]! : received;
  };

  /** Places of all messages that were on their way in a range, by their begin; of an edge, or of all. */
  *messagesIn(from: number, to: number, edge?: number): Generator<number> {
    const order = edge === undefined ? this.order : this.ofEdge(edge).messages;
    const across: number[] = [];
    order.across(from, (row) => across.push(row) > 0);
    yield* across;
    const last = order.upper(to);
    for (let place = order.lower(from); place < last; place++) yield order.at(place);
  }

  /** All messages of one end of an edge up to a time, also those not told whole; NaN where that end told nothing by then. */
  totalAt(edge: number, way: Way, time: number): number {
    const row = this.ofEdge(edge)[way].lastAt(time);
    return row < 0 ? Number.NaN : this.totals[way][row]!;
  }

  /** How many of those in `totalAt` were counted only, and never told each by itself; NaN as there. */
  leftOutAt(edge: number, way: Way, time: number): number {
    const { messages, receipts } = this.ofEdge(edge);
    return this.totalAt(edge, way, time) - (way === 'sent' ? messages : receipts).upper(time);
  }

  /** Row of `states` that holds at a time; −1. */
  stateAt(lane: number, time: number): number {
    return this.ofLane(lane).states.lastAt(time);
  }

  /** Row of `figures` that was told last by a time; −1. */
  figuresAt(lane: number, time: number): number {
    return this.ofLane(lane).figures.lastAt(time);
  }

  add(chunk: TraceChunk): void {
    for (const text of chunk.texts) this.texts.push(text);
    for (const lane of chunk.lanes) this.#addLane(lane);
    for (const edge of chunk.edges) this.#addEdge(edge);
    this.#addRows('states', chunk);
    this.#addRows('marks', chunk);
    this.#addRows('figures', chunk);
    this.#addTotals(chunk);
    this.#addMessages(chunk);
    this.#update(chunk.updates);
    this.#reach(chunk.time);
    this.#changes.fire();
  }

  #addLane(lane: Lane): void {
    this.#reach(lane.started);
    if (lane.ended !== null) this.#reach(lane.ended);
    const known = this.#places.get(lane.id);
    if (known !== undefined) {
      this.lanes[known] = lane;
      return;
    }
    this.#places.set(lane.id, this.lanes.length);
    this.lanes.push(lane);
    this.#ofLane.push({
      states: new RowOrder((row) => this.states.time[row]!),
      marks: new RowOrder((row) => this.marks.time[row]!),
      figures: new RowOrder((row) => this.figures.time[row]!),
      sent: new RowOrder(this.begin),
      received: new RowOrder(this.#receipt),
    });
  }

  #addEdge(edge: Edge): void {
    this.edges.push(edge);
    const total = (row: number) => this.totals.time[row]!;
    this.#ofEdge.push({
      messages: this.#messageOrder(),
      receipts: new RowOrder(this.#receipt),
      sent: new RowOrder(total),
      received: new RowOrder(total),
    });
  }

  #messageOrder(): RowOrder {
    return new RowOrder(
      (row) => this.begin(row),
      (row) => this.finish(row),
    );
  }

  #addRows(group: 'states' | 'marks' | 'figures', chunk: TraceChunk): void {
    const rows = this[group];
    const first = rows.count;
    append(rows as Rows<typeof COLUMNS.states>, chunk[group] as TraceChunk['states']);
    for (let row = first; row < rows.count; row++) {
      const time = rows.time[row]!;
      this.#push(this.ofLane(rows.lane[row]!)[group], row, time);
      this.#reach(time);
    }
  }

  #addTotals(chunk: TraceChunk): void {
    const first = this.totals.count;
    append(this.totals, chunk.totals);
    for (let row = first; row < this.totals.count; row++) {
      const edge = this.ofEdge(this.totals.edge[row]!);
      const time = this.totals.time[row]!;
      if (!Number.isNaN(this.totals.sent[row]!)) this.#push(edge.sent, row, time);
      if (!Number.isNaN(this.totals.received[row]!)) this.#push(edge.received, row, time);
      this.#reach(time);
    }
  }

  #addMessages(chunk: TraceChunk): void {
    const first = this.messages.count;
    append(this.messages, chunk.messages);
    for (let row = first; row < this.messages.count; row++) this.#enter(row);
  }

  /** Adds a message to all in which it stands; without a list of them, for there can be a million messages at once. */
  #enter(row: number): void {
    const place = this.messages.edge[row]!;
    const { from, to } = this.edges[place]!;
    const edge = this.ofEdge(place);
    const received = this.messages.received[row]!;
    const begin = this.begin(row);
    this.#push(this.order, row, begin);
    this.#push(edge.messages, row, begin);
    if (from >= 0) this.#push(this.ofLane(from).sent, row, begin);
    this.#reach(begin);
    if (Number.isNaN(received)) return;
    this.#push(edge.receipts, row, received);
    if (to >= 0) this.#push(this.ofLane(to).received, row, received);
    this.#reach(received);
  }

  /** Those that a message stands in, as it is known now. */
  #ordersOf(row: number): RowOrder[] {
    const place = this.messages.edge[row]!;
    const { from } = this.edges[place]!;
    const orders = [this.order, this.ofEdge(place).messages];
    if (from >= 0) orders.push(this.ofLane(from).sent);
    return Number.isNaN(this.messages.received[row]!) ? orders : [...orders, ...this.#receiptsOf(place)];
  }

  /** Those in which what an edge brought stands by its receipt. */
  #receiptsOf(place: number): RowOrder[] {
    const { to } = this.edges[place]!;
    const { receipts } = this.ofEdge(place);
    return to < 0 ? [receipts] : [receipts, this.ofLane(to).received];
  }

  #update(updates: TraceChunk['updates']): void {
    this.#takeOut(updates);
    for (let index = 0; index < updates.message.length; index++) {
      this.#write(updates, index);
      this.#putBack(updates, index);
    }
    this.#settle();
    for (let index = 0; index < updates.message.length; index++) {
      if (!Number.isNaN(updates.received[index]!)) this.#lengthen(updates.message[index]!);
    }
  }

  #write(updates: TraceChunk['updates'], index: number): void {
    const row = updates.message[index]!;
    for (const name of ['sent', 'received', 'bytes'] as const) {
      if (!Number.isNaN(updates[name][index]!)) this.messages[name][row] = updates[name][index]!;
    }
    for (const name of ['hint', 'key', 'site', 'payload'] as const) {
      if (updates[name][index] !== 0) this.messages[name][row] = updates[name][index]!;
    }
    for (const name of ['reply', 'request'] as const) {
      const place = updates[name][index]!;
      if (place !== -1) this.messages[name][row] = place === TAKEN_BACK ? -1 : place;
    }
  }

  /** Rows whose begin is to be another one leave their orders while the old one is known. */
  #takeOut({ message, sent }: TraceChunk['updates']): void {
    this.#settle();
    const leaving = new Map<RowOrder, Set<number>>();
    for (let index = 0; index < message.length; index++) {
      if (Number.isNaN(sent[index]!)) continue;
      for (const order of this.#ordersOf(message[index]!)) {
        const rows = leaving.get(order) ?? new Set();
        leaving.set(order, rows.add(message[index]!));
      }
    }
    for (const [order, rows] of leaving) order.remove(rows);
  }

  #putBack(updates: TraceChunk['updates'], index: number): void {
    const row = updates.message[index]!;
    const received = updates.received[index]!;
    if (!Number.isNaN(updates.sent[index]!)) {
      this.#enter(row);
    } else if (!Number.isNaN(received)) {
      for (const order of this.#receiptsOf(this.messages.edge[row]!)) this.#push(order, row, received);
    }
    this.#reach(updates.sent[index]!);
    this.#reach(received);
  }

  #lengthen(row: number): void {
    this.order.lengthen(row);
    this.ofEdge(this.messages.edge[row]!).messages.lengthen(row);
  }

  #settle(): void {
    for (const order of this.#unsettled) order.settle();
    this.#unsettled.clear();
  }

  /** @param time of the row in that order */
  #push(order: RowOrder, row: number, time: number): void {
    if (order.push(row, time)) this.#unsettled.add(order);
  }

  #reach(time: number): void {
    if (time < this.#start) this.#start = time;
    if (time > this.#end) this.#end = time;
  }
}
