// What an agent can find at the other end: a hub in each of its states, and none.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as net from 'node:net';
import * as path from 'node:path';
import { hubFile } from './bundle';
import type { FakeHub } from './fake-hub';
import { type Bench, FIXTURES } from './observe';

/** A hub that runs for one program. */
export interface HubRun {
  /** The one that remembers what it was told. */
  fake?: FakeHub;
  /** Ends the hub, while the program is held. */
  die?(): Promise<void>;
  /** After the program's end. */
  stop(): Promise<void>;
}

export const HUBS: Readonly<Record<string, (bench: Bench) => Promise<HubRun>>> = {
  'a hub that answers': async (bench) => {
    const fake = await bench.hub();
    return {
      fake,
      async stop() {
        await fake.drained();
        assert.deepEqual(fake.faults, [], 'what the agent sent breaks the contract');
      },
    };
  },
  'the hub itself': async ({ directory }) => {
    const hub = await startHub(hubFile(), '--directory', directory);
    return { stop: () => end(hub, 'SIGTERM') };
  },
  'a hub that is stopped': async ({ directory }) => {
    const hub = await startHub(path.join(FIXTURES, 'still-hub.js'), directory);
    hub.kill('SIGSTOP');
    return { stop: () => end(hub, 'SIGKILL') };
  },
  'a hub that dies midway': async ({ directory }) => {
    const hub = await startHub(path.join(FIXTURES, 'still-hub.js'), directory);
    const die = async () => {
      await accepted(path.join(directory, 'still.sock'));
      await end(hub, 'SIGKILL');
    };
    return { die, stop: () => end(hub, 'SIGKILL') };
  },
  'no hub': async () => ({ stop: async () => {} }),
};

async function startHub(...words: string[]): Promise<ChildProcess> {
  const hub = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(hub.stdout!, 'data');
  return hub;
}

async function end(hub: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hub.exitCode !== null || hub.signalCode !== null) return;
  hub.kill(signal);
  await once(hub, 'exit');
}

/** A connection of its own, the last in the system's queue, is answered once every earlier one was accepted. */
async function accepted(address: string): Promise<void> {
  const last = net.connect(address);
  last.write('last');
  await once(last, 'data');
  last.destroy();
}
