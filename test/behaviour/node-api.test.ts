// What hovers say of Node's members, against what the modules of each Node have.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { documentationOf, OWNERS, type OwnerName } from '../../language-server/node-api';
import { NODE_MAJORS, type NodeMajor } from '../../scripts/lib/pinned.mjs';
import { nodeOf } from './support/nodes';

/** Prints the names that each of the objects has of its own, and what its version is. */
const PROGRAM = `
  const cluster = require('cluster');
  const threads = require('worker_threads');
  const OTHERS = [Object.prototype, require('events').prototype, EventTarget.prototype];
  function namesOf(object) {
    const names = new Set();
    for (let at = object; at && !OTHERS.includes(at); at = Object.getPrototypeOf(at)) {
      for (const name of Object.getOwnPropertyNames(at)) names.add(name);
    }
    return [...names].filter((name) => !/^_|^constructor$/.test(name));
  }
  const emitter = new Set(namesOf(new (require('events'))()));
  const channel = new threads.MessageChannel();
  const broadcast = new threads.BroadcastChannel('a');
  const thread = new threads.Worker('', { eval: true });
  const objects = {
    cluster, worker_threads: threads, thread, messageChannel: channel, messagePort: channel.port1,
    broadcastChannel: broadcast, clusterWorker: new cluster.Worker({ process: new (require('events'))() }),
  };
  const found = Object.entries(objects).map(([owner, object]) => [owner, namesOf(object).filter((name) => !emitter.has(name))]);
  found.push(['process', ['channel', 'connected', 'disconnect', 'send'].filter((name) => name in process)]);
  channel.port1.close();
  broadcast.close();
  process.stdout.write(JSON.stringify({ version: process.versions.node, names: Object.fromEntries(found) }), () => process.exit());
`;

/** What every port has as an emitter of events, in whichever way it is one. */
const EMITTER = new Set([
  ...['addListener', 'emit', 'eventNames', 'getMaxListeners', 'listenerCount', 'off', 'on', 'once', 'prependListener'],
  ...['prependOnceListener', 'rawListeners', 'removeAllListeners', 'removeListener', 'setMaxListeners', 'listeners'],
]);
/** Only in the role of a worker. */
const IN_WORKERS = new Set(['worker']);

/** What a Node has. It is given an IPC channel, as some members are there only with one. */
async function askNode(major: NodeMajor): Promise<{ version: string; names: Record<OwnerName, string[]> }> {
  const program = spawn(await nodeOf(major), ['-e', PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { PATH: process.env.PATH },
  });
  const [output] = await Promise.all([text(program.stdout!), once(program, 'close')]);
  return JSON.parse(output);
}

function isAtLeast(version: string, other: string): boolean {
  const [a, b] = [version, other].map((text) => text.split('.').map(Number)) as [number[], number[]];
  const index = a.findIndex((part, at) => part !== b[at]);
  return index < 0 || a[index]! > b[index]!;
}

describe('what is said of Node’s members', function () {
  this.timeout(30_000);

  for (const major of NODE_MAJORS) {
    it(`is what Node ${major} has`, async () => {
      const { version, names } = await askNode(major);
      for (const [name, owner] of Object.entries(OWNERS)) {
        const there = new Set((names[name as OwnerName] ?? []).filter((each) => !EMITTER.has(each)));
        const known = Object.entries(owner.members).filter(
          ([member]) => !(name === 'cluster' && IN_WORKERS.has(member)),
        );
        const wanted = known.filter(
          ([, { since, also = [], removed }]) =>
            (isAtLeast(version, since) || also.includes(major)) && !(removed && isAtLeast(version, removed)),
        );
        const said = wanted.map(([member]) => member).sort();
        assert.deepEqual(said, [...there].sort(), `${name} on Node ${version}`);
      }
    });
  }

  it('leads to a section of Node’s page', () => {
    const { cluster, process: own } = OWNERS;
    assert.match(documentationOf(cluster, cluster.members.setupPrimary!), /cluster\.html#clustersetupprimarysettings$/);
    assert.match(documentationOf(cluster, cluster.events.exit!), /cluster\.html#event-exit_1$/);
    assert.match(
      documentationOf(own, own.members.send!),
      /process\.html#processsendmessage-sendhandle-options-callback$/,
    );
  });
});
