import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { MissedWords } from '../../../hub/host/missed-words';
import type { Missed } from '../../../protocol/missed';
import { startHub, TestViewer, temporaryFolder } from './support';

const word = (pid: number): Missed => ({
  pid,
  run: null,
  spawner: null,
  argv: ['/usr/bin/node', '/app/old.js'],
  execArgv: [],
  node: 'v14.21.3',
  why: { reason: 'oldNode', detail: 'v14.21.3' },
});

/** As the stub does. */
function leave(folder: string, pid: number, text = JSON.stringify(word(pid))): void {
  const file = path.join(folder, `missed-${pid}`);
  fs.writeFileSync(`${file}.tmp`, text);
  fs.renameSync(`${file}.tmp`, `${file}.json`);
}

describe('hub: what stubs leave', () => {
  it('is taken once, and what is none goes too', () => {
    const folder = temporaryFolder();
    try {
      const taken: number[] = [];
      const words = new MissedWords(folder.path, ({ pid }) => taken.push(pid));
      leave(folder.path, 1);
      leave(folder.path, 2, '{"pid":');
      leave(folder.path, 3, '{"pid":3}');
      fs.writeFileSync(path.join(folder.path, 'hub.json'), '{}');
      words.look();
      words.look();
      assert.deepEqual(taken, [1]);
      assert.deepEqual(fs.readdirSync(folder.path), ['hub.json']);
    } finally {
      folder.remove();
    }
  });

  it('is no trouble where the directory has gone', () => {
    const folder = temporaryFolder();
    folder.remove();
    const words = new MissedWords(folder.path, () => assert.fail());
    words.look();
    assert.throws(() => words.start(), /ENOENT/);
    words.stop();
  });

  it('reaches viewers: what lay there already, and what comes', async () => {
    const folder = temporaryFolder();
    leave(folder.path, process.pid);
    const hub = await startHub({ directory: folder.path });
    const viewer = await TestViewer.connect(hub);
    try {
      const first = await viewer.until(() => viewer.processOfPid(process.pid));
      assert.deepEqual([first.kind, first.notObserved], ['root', word(0).why]);
      leave(folder.path, process.ppid);
      const second = await viewer.until(() => viewer.processOfPid(process.ppid));
      assert.notEqual(second.run, first.run);
      assert.deepEqual(
        fs.readdirSync(folder.path).filter((name) => !name.startsWith('recordings-')),
        [],
      );
    } finally {
      await viewer.close();
      await hub.close();
      folder.remove();
    }
  });
});
