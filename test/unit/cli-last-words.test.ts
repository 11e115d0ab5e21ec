// What `worker-lens run` says of its recording at the end, with a real hub that is slow or gone.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type LastWords, tellEnd } from '../../cli/last-words';
import { HubConnection } from '../../viewer/hub-connection';
import { bundleHub, type HubProcess, startHubProcess } from './hub/processes';
import { temporaryFolder } from './hub/support';

describe('worker-lens run: last words', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let bundle: string;
  let hub: HubProcess;
  let connection: HubConnection;
  let record: string;
  let end: LastWords;

  before(async () => {
    folder = temporaryFolder();
    bundle = await bundleHub(folder.path);
  });
  after(() => folder.remove());

  beforeEach(async () => {
    const place = fs.mkdtempSync(path.join(folder.path, 'r-'));
    const directory = path.join(place, 'd');
    record = path.join(place, 'r.wlens.jsonl');
    end = { run: 'run', code: 0, signal: null, record };
    hub = startHubProcess(bundle, directory);
    await hub.ready;
    connection = (await HubConnection.find({ directory }))!;
    await connection.request({ type: 'prepareRun', run: 'run', name: 'program', record });
  });

  afterEach(async () => {
    connection.close();
    hub.child.kill('SIGKILL');
    await hub.ended;
  });

  it('wait for a slow hub where there is a recording, and not long where there is none', async () => {
    hub.child.kill('SIGSTOP');
    let isTold = false;
    const told = tellEnd(connection, end).finally(() => {
      isTold = true;
    });
    assert.equal(await tellEnd(connection, { ...end, record: null }), null);
    assert.equal(isTold, false);
    hub.child.kill('SIGCONT');
    assert.equal(await told, null);
    assert.match(fs.readFileSync(record, 'utf8'), /"type":"end".*\n$/);
  });

  it('name the recording where no answer comes in time', async () => {
    hub.child.kill('SIGSTOP');
    const loss = await tellEnd(connection, end, 50);
    assert.equal(loss, `The recording ${record} may be incomplete: the hub did not answer within 0.05 s.`);
  });

  it('name it where the hub ends instead of an answer', async () => {
    hub.child.kill('SIGSTOP');
    const told = tellEnd(connection, end);
    hub.child.kill('SIGKILL');
    assert.equal(await told, `The recording ${record} may be incomplete: the hub ended before all was written.`);
  });

  it('say nothing again of a hub that had gone', async () => {
    const closed = new Promise<void>((resolve) => connection.onDidClose(resolve));
    hub.child.kill('SIGKILL');
    await closed;
    assert.equal(await tellEnd(connection, end), null);
  });
});
