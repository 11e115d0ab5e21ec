// The agents that are connected: what they say is checked here, and they are asked through here.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import * as v from 'valibot';
import { AGENT_PROTOCOL, type AgentFilter, AgentToHub, type Hello, type HubToAgent } from '../protocol/agent';
import { AgentConnection } from './agent-connection';
import { type Clock, type Timer, wait } from './clock';
import type { Who } from './model/model';
import { badMessage, type Notify, wrongProtocol } from './notices';

/** How long an agent may take to answer, in ms. */
const ANSWER_DEADLINE = 5000;
/** How long to wait until agents know whether what they start is to ask, in ms. */
const ASK_DEADLINE = 500;
/** WebSocket close codes, RFC 6455 section 7.4.1. */
const PROTOCOL_ERROR = 1002;

/** A command without the id that is given to it here. */
export type Command = HubToAgent extends infer M ? (M extends { id: number } ? Omit<M, 'id'> : never) : never;
/** What an agent answered, or why it did not; `null` where it did not answer in time. */
export type Answer = { url: string | null; error: string | null } | null;

export interface AgentsEvents {
  message(who: Who, message: AgentToHub): void;
  /** A process or thread has lost its connection, and has no newer one. */
  disconnected(who: Who): void;
  /** The answer to a command came after its deadline. */
  lateAnswer(who: Who, command: Command): void;
}

interface Agent {
  connection: AgentConnection;
  who: Who | null;
  pid: number | null;
  /** What starts there asks before its first line; null where that is not known. */
  asks: boolean | null;
  /** How often it measures, in ms; null where that is not known. */
  interval: number | null;
  /** Which messages it tells with what they say; undefined where that is not known. */
  payloads: AgentFilter | null | undefined;
  /** It was complained of already. */
  complained: boolean;
  /** What it still sends is of no use. */
  refused: boolean;
}

interface Pending {
  agent: Agent;
  command: Command;
  timer: Timer;
  /** Null after the deadline. */
  settle: ((answer: Answer) => void) | null;
}

export class Agents {
  readonly #clock: Clock;
  readonly #notify: Notify;
  readonly #events: AgentsEvents;
  readonly #connected = new Map<string, Agent>();
  readonly #pending = new Map<number, Pending>();
  readonly #all = new Set<Agent>();
  #lastId = 0;

  constructor(clock: Clock, notify: Notify, events: AgentsEvents) {
    this.#clock = clock;
    this.#notify = notify;
    this.#events = events;
  }

  /** Takes an upgrade request that bears the token. `gone` is called when its connection has closed. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, gone: () => void): void {
    const connection = new AgentConnection(request, socket, this.#clock, {
      message: (text) => this.#take(agent, text),
      closed: () => {
        this.#gone(agent);
        gone();
      },
    });
    const agent: Agent = {
      connection,
      who: null,
      pid: null,
      asks: false,
      interval: 0,
      payloads: null,
      complained: false,
      refused: false,
    };
    this.#all.add(agent);
    connection.start(head);
  }

  isConnected(who: Who): boolean {
    return this.#connected.has(key(who));
  }

  /** Whether a connection is open on which nothing was read yet. */
  get hasStrangers(): boolean {
    return [...this.#all].some(({ who, refused }) => who === null && !refused);
  }

  /** Asks an agent for something; `null` where it does not answer in time, or goes. */
  ask(who: Who, command: Command): Promise<Answer> {
    const agent = this.#connected.get(key(who));
    if (!agent) return Promise.resolve(null);
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const timer = this.#clock.after(ANSWER_DEADLINE, () => this.#giveUp(id));
      this.#pending.set(id, { agent, command, timer, settle: resolve });
      agent.connection.send({ ...command, id });
    });
  }

  /**
   * Tells agents, or one alone, whether what they start from now on is to ask before its first line.
   * Resolves when they know, but for those that are blocked.
   */
  async tellToAsk(wanted: (who: Who) => boolean, whom?: Who): Promise<void> {
    const told: Promise<Answer>[] = [];
    for (const agent of this.#meant(whom)) {
      const ask = agent.who !== null && wanted(agent.who);
      if (agent.who === null || agent.asks === ask) continue;
      agent.asks = ask;
      told.push(this.ask(agent.who, { type: 'ask', ask }));
    }
    if (told.length === 0) return;
    await Promise.race([Promise.all(told), wait(this.#clock, ASK_DEADLINE)]);
  }

  /** Has agents, or one alone, measure, or no longer. @param intervalOf how often, in ms; 0 for not at all */
  measure(intervalOf: (who: Who) => number, whom?: Who): void {
    for (const agent of this.#meant(whom)) {
      const interval = agent.who === null ? 0 : intervalOf(agent.who);
      if (agent.who === null || agent.interval === interval) continue;
      agent.interval = interval;
      void this.ask(agent.who, { type: 'measure', interval });
    }
  }

  /** Has agents, or one alone, tell of messages that pass a filter; `null`: none. */
  capture(filterOf: (who: Who) => AgentFilter | null, whom?: Who): void {
    for (const agent of this.#meant(whom)) {
      const filter = agent.who === null ? null : filterOf(agent.who);
      if (agent.who === null || agent.payloads === filter) continue;
      agent.payloads = filter;
      void this.ask(agent.who, { type: 'payloads', filter });
    }
  }

  #meant(whom: Who | undefined): Iterable<Agent> {
    if (!whom) return this.#connected.values();
    const agent = this.#connected.get(key(whom));
    return agent ? [agent] : [];
  }

  /** Drops all connections. */
  close(): void {
    for (const { connection } of [...this.#all]) connection.destroy();
  }

  #take(agent: Agent, text: string): void {
    if (agent.refused) return;
    const message = parse(text);
    if (!message.success) this.#complain(agent, message.why);
    else if (agent.who === null) this.#greet(agent, message.output);
    else this.#hear(agent.who, message.output);
  }

  #hear(who: Who, message: AgentToHub): void {
    if (message.type === 'reply') this.#answered(message);
    this.#events.message(who, message);
  }

  #greet(agent: Agent, message: AgentToHub): void {
    if (message.type !== 'hello') {
      this.#complain(agent, 'it did not begin with hello');
      this.#refuse(agent, 'hello expected');
    } else if (message.protocol !== AGENT_PROTOCOL) {
      this.#notify(wrongProtocol(message.pid, message.protocol));
      this.#refuse(agent, `protocol ${AGENT_PROTOCOL} expected`);
    } else {
      this.#enter(agent, message);
    }
  }

  #refuse(agent: Agent, reason: string): void {
    agent.refused = true;
    agent.connection.close(PROTOCOL_ERROR, reason);
  }

  #enter(agent: Agent, hello: Hello): void {
    agent.who = { process: hello.process, thread: hello.thread };
    agent.pid = hello.pid;
    agent.asks = hello.resumed ? null : hello.asking === true;
    agent.interval = hello.resumed ? null : 0;
    agent.payloads = hello.resumed ? undefined : null;
    this.#connected.set(key(agent.who), agent);
    agent.connection.send({ type: 'welcome' });
    if (hello.asking) agent.connection.hurry();
    this.#events.message(agent.who, hello);
  }

  /** Once for each connection: a difference in version would otherwise be told with every message. */
  #complain(agent: Agent, why: string): void {
    if (agent.complained) return;
    agent.complained = true;
    this.#notify(badMessage(agent.pid, why));
  }

  #answered({ id, url, error }: Extract<AgentToHub, { type: 'reply' }>): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    this.#clock.cancel(pending.timer);
    if (pending.settle) pending.settle({ url, error });
    else if (pending.agent.who && error === null) this.#events.lateAnswer(pending.agent.who, pending.command);
  }

  /** The command stays known: an agent that was blocked carries it out later. */
  #giveUp(id: number): void {
    const pending = this.#pending.get(id);
    pending?.settle?.(null);
    if (pending) pending.settle = null;
  }

  #gone(agent: Agent): void {
    this.#all.delete(agent);
    for (const [id, pending] of this.#pending) {
      if (pending.agent !== agent) continue;
      this.#pending.delete(id);
      this.#clock.cancel(pending.timer);
      pending.settle?.(null);
    }
    // A newer connection may have taken its place.
    if (agent.who && this.#connected.get(key(agent.who)) === agent) {
      this.#connected.delete(key(agent.who));
      this.#events.disconnected(agent.who);
    }
  }
}

function key({ process, thread }: Who): string {
  return `${process}:${thread}`;
}

type Parsed = { success: true; output: AgentToHub } | { success: false; why: string };

function parse(text: string): Parsed {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { success: false, why: 'it is not JSON' };
  }
  const result = v.safeParse(AgentToHub, json);
  if (result.success) return { success: true, output: result.output };
  const [issue] = result.issues;
  return { success: false, why: `field '${v.getDotPath(issue) ?? 'type'}': ${issue.message}` };
}
