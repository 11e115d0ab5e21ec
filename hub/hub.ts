// The hub's process: comes up or finds another, says so once, and leaves nothing behind when it ends.
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { makeRendezvousDirectory, type Rendezvous } from '../protocol/rendezvous';
import { VIEWER_PROTOCOL } from '../protocol/viewer';
import { hostClock } from './clock';
import { LensHub } from './lens-hub';
import { Log } from './log';
import { type HubOptions, parseOptions } from './options';
import { claimRendezvous, releaseRendezvous } from './rendezvous-claim';

/** Longest path of a Unix socket, in bytes. Source: unix(7), `sun_path` less its end; macOS has 4 less. */
const LONGEST_SOCKET_PATH = process.platform === 'darwin' ? 103 : 107;
/** How long the clean-up may take, in ms: whoever asked the hub to end does not wait for ever. */
const CLOSE_DEADLINE = 3000;

function outliveStarter(log: Log): void {
  // Whoever started the hub closes its ends of the pipes, and may go away together with its terminal.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  process.on('uncaughtException', (error) => log.error('uncaught', error));
  process.on('unhandledRejection', (error) => log.error('unhandled', error));
}

async function main(options: HubOptions): Promise<void> {
  const { directory, linger } = options;
  makeRendezvousDirectory(directory);
  const mine: Rendezvous = {
    protocol: VIEWER_PROTOCOL,
    pid: process.pid,
    address: newAddress(directory),
    token: randomBytes(32).toString('hex'),
  };
  const logFile = path.join(directory, 'hub.log');
  const log = new Log(logFile);
  const end = () => void finish(hub, directory, mine);
  const sourceMapThread = path.join(__dirname, 'source-maps.js');
  const hub = new LensHub({ clock: hostClock, log, directory, token: mine.token, linger, sourceMapThread, idle: end });
  process.on('SIGHUP', () => {});
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  const published = await publish(hub, directory, mine);
  outliveStarter(log);
  process.stdout.write(`${JSON.stringify({ ready: true, pid: published.pid })}\n`);
  if (published === mine) hub.published();
  // Another one is there, and was told of: nobody needs this one.
  else end();
}

async function publish(hub: LensHub, directory: string, mine: Rendezvous): Promise<Rendezvous> {
  try {
    await hub.server.listen(mine.address);
    return await claimRendezvous(directory, mine);
  } catch (error) {
    await hub.close();
    throw error;
  }
}

function newAddress(directory: string): string {
  const name = randomBytes(4).toString('hex');
  if (process.platform === 'win32') return `\\\\.\\pipe\\worker-lens-${randomBytes(16).toString('hex')}`;
  const address = path.join(directory, `${name}.sock`);
  if (Buffer.byteLength(address) <= LONGEST_SOCKET_PATH) return address;
  throw new Error(
    `The path ${address} is too long for a Unix socket (${LONGEST_SOCKET_PATH} bytes at most). Set XDG_RUNTIME_DIR to a shorter one.`,
  );
}

let finishing = false;

async function finish(hub: LensHub, directory: string, mine: Rendezvous): Promise<void> {
  if (finishing) return;
  finishing = true;
  // First, so that nobody new comes to a hub that is about to go.
  releaseRendezvous(directory, mine);
  const deadline = setTimeout(() => leave(directory, mine), CLOSE_DEADLINE);
  await hub.close().catch(() => {});
  clearTimeout(deadline);
  leave(directory, mine);
}

function leave(directory: string, mine: Rendezvous): void {
  if (process.platform !== 'win32') fs.rmSync(mine.address, { force: true });
  try {
    // Fails while there is a log, or another hub.
    fs.rmdirSync(directory);
  } catch {}
  process.exit(0);
}

async function start(): Promise<void> {
  try {
    await main(parseOptions(process.argv.slice(2)));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`, () => process.exit(1));
  }
}

start();
