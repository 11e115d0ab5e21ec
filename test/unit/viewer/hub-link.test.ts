// The link to a real hub that dies, and to one that won't live.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { HubLink, type LinkEvent } from '../../../viewer/hub-link';

const HUB = path.join(__dirname, '../../../dist/hub.js');

/** Stands in for a hub that breaks: serves one viewer its model, and ends. */
const SHORT_LIVED = `
const { WebSocketServer } = require('ws');
const fs = require('fs'), path = require('path'), http = require('http');
const directory = process.argv[process.argv.indexOf('--directory') + 1];
const address = path.join(directory, 's' + process.pid);
const server = http.createServer().listen(address, () => {
  fs.writeFileSync(path.join(directory, 'hub.json'), JSON.stringify({ protocol: 1, pid: process.pid, address, token: 't' }));
  console.log('{}');
});
new WebSocketServer({ server }).on('connection', (socket) => {
  const empty = { runs: [], processes: [], threads: [], slots: [] };
  socket.send(JSON.stringify({ type: 'snapshot', protocol: 1, pid: process.pid, time: 0, ...empty }), () => process.exit());
});
`;

describe('the link to a hub', () => {
  let directory: string;
  let link: HubLink;

  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'wl-'));
  });

  afterEach(() => {
    link.dispose();
    fs.rmSync(directory, { recursive: true, force: true });
  });

  function linkTo(hub: string): HubLink {
    const folder = path.join(directory, 'r');
    link = new HubLink({ directory: folder, hub, node: process.execPath, linger: 100 }, () => 0);
    return link;
  }

  function reaches(state: LinkEvent['state']): Promise<LinkEvent> {
    return new Promise((resolve) => {
      const listener = link.onDidChangeState((event) => {
        if (event.state !== state) return;
        listener.dispose();
        resolve(event);
      });
    });
  }

  it('finds no hub where none runs, and starts none', async () => {
    assert.equal(await linkTo(HUB).connectIfRunning(), false);
    assert.equal(link.state, 'idle');
  });

  it('starts another hub when one dies', async () => {
    const first = await linkTo(HUB).connect();
    const again = reaches('connected');
    process.kill(first.hubPid, 'SIGKILL');
    assert.equal((await again).restarted, true);
    const second = await link.connect();
    assert.notEqual(second.hubPid, first.hubPid);
  });

  it('says in a sentence why none can be started', async () => {
    const why = (node: string, folder: string) => {
      link = new HubLink({ directory: folder, hub: HUB, node });
      return link.connect().catch(({ message }: Error) => message);
    };
    assert.equal(
      await why('/no/such/node', path.join(directory, 'r')),
      'Worker Lens could not start its hub: spawn /no/such/node ENOENT.',
    );
    link.dispose();
    const file = path.join(directory, 'file');
    fs.writeFileSync(file, '');
    assert.match(
      String(await why(process.execPath, path.join(file, 'of', 'hub'))),
      /^Worker Lens could not start its hub: ENOTDIR: .*\.$/,
    );
  });

  it('says why, once, when another hub ends at once too, and starts no third unasked', async () => {
    const script = path.join(directory, 'hub.js');
    fs.writeFileSync(script, SHORT_LIVED.replace("'ws'", JSON.stringify(require.resolve('ws'))));
    linkTo(script);
    const lost = reaches('lost').then((event) => event.error?.message);
    await link.connect();
    assert.match((await lost) ?? '', /it ended at once\. See hub\.log/);
    assert.equal(link.state, 'lost');
  });
});
