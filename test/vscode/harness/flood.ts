// A program that posts very many messages to its thread, and what its timeline says of them.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Locator } from 'playwright-core';
import { eventually } from './eventually';
import type { Workbench } from './workbench';

/** Its file below `test/fixtures/vscode`. */
export const FLOOD = 'flood.js';

/** Rows of a panel's grid, and how many of the cells of each are read. */
const ROWS = '.grid-body .grid-row:not([hidden])';
const CELLS = 5;

/** What the program counted. */
export interface Flooded {
  /** To its thread, since the start. */
  sent: number;
  /** From its thread, since the start. */
  received: number;
  /** How many it sent a second, since it was told to begin. */
  rate: number;
}

/** What the timeline has of one direction. */
export interface Shown {
  /** As its edge says. */
  all: number;
  leftOut: number;
  /** Rows of its table, one for each that is told whole. */
  whole: number;
}

/** Tells the program what to do, by a connection that the program makes. */
export class Flood {
  readonly #server: Server;
  readonly #connected: Promise<Socket>;

  private constructor(server: Server) {
    this.#server = server;
    this.#connected = once(server, 'connection').then(([socket]) => socket as Socket);
  }

  static async listen(): Promise<Flood> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Flood(server);
  }

  /** For the environment of the program. */
  get env(): Record<string, string> {
    return { FLOOD_PORT: String((this.#server.address() as AddressInfo).port) };
  }

  /** Starts the program in a window that has its folder open; resolves once it runs, and its timeline was opened. */
  async start(workbench: Workbench): Promise<void> {
    await workbench.editor.open(FLOOD);
    await workbench.startDebugging('Worker Lens');
    await this.#connected;
    await workbench.pane('Workers').waitFor();
    const rows = await workbench.view('Workers');
    await rows.waitForText(/thread 1/);
    await rows.clickAction(/^flood\.js/, 'Open Timeline');
  }

  async begin(rate: number): Promise<void> {
    (await this.#connected).write(`${rate}\n`);
  }

  /** Resolves once all that was sent has come. */
  async end(): Promise<Flooded> {
    const socket = await this.#connected;
    const lines = createInterface(socket);
    const answer = once(lines, 'line');
    socket.write('0\n');
    const [line] = await answer;
    lines.close();
    return JSON.parse(line as string);
  }

  /** The program ends. */
  async close(): Promise<void> {
    this.#server.close();
    (await this.#connected).destroy();
  }
}

/** A row of the edges: a direction of a channel. */
export interface Edge {
  name: string;
  all: number;
  leftOut: number;
}

/** Edges of the timeline that is shown, over the time in view; that of the most messages first. */
export async function readEdges(workbench: Workbench): Promise<Edge[]> {
  const panel = await openPanel(workbench, 'Edges');
  const cells = await panel.locator(`${ROWS} > :nth-child(-n + ${CELLS})`).allTextContents();
  const rows = Array.from({ length: cells.length / CELLS }, (_, row) => cells.slice(row * CELLS, (row + 1) * CELLS));
  // Between them: the channel, and how many a second.
  const edges = rows.map(([name, , , all, leftOut]) => ({
    name: name!,
    all: numberIn(all!),
    leftOut: numberIn(leftOut!),
  }));
  return edges.sort((one, other) => other.all - one.all);
}

/**
 * Waits until a timeline has as many messages as the program counted, both ways.
 * @returns the direction in which the flood went
 * @throws Error where it comes to other figures, or what is whole and what is left out are not all
 */
export async function shownOf(workbench: Workbench, { sent, received }: Flooded): Promise<Shown> {
  const read = async () => {
    // All of it: the time in view does not grow with the run.
    await workbench.webview().locator('canvas').first().press('f');
    return readEdges(workbench);
  };
  const accept = ([there, back]: Edge[]) => there?.all === sent && back?.all === received;
  const what = `edges with ${sent} and ${received} messages`;
  const [there] = await eventually(workbench.page, { read, accept, what });
  const { name, all, leftOut } = there!;
  const edges = await openPanel(workbench, 'Edges');
  await edges.locator(ROWS).filter({ hasText: name }).first().click();
  const title = (await openPanel(workbench, 'Table')).locator('.panel-title');
  const whole = await eventually(workbench.page, {
    read: async () => numberIn((await title.innerText()).split(' ')[0] ?? ''),
    accept: (count) => count + leftOut === all,
    what: `${all - leftOut} whole messages of ${all}`,
  });
  return { all, leftOut, whole };
}

async function openPanel(workbench: Workbench, name: string): Promise<Locator> {
  const frame = workbench.webview();
  const tab = frame.getByRole('tab', { name, exact: true });
  if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
  return frame.getByRole('tabpanel').filter({ visible: true });
}

function numberIn(text: string): number {
  return Number(text.replaceAll(/\D/g, ''));
}
