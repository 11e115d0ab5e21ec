import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { temporaryFolder } from '../support';
import { filesOf, line, newRing, numbered, numbersIn, parse, range } from './support';

const LIMIT = 1024 * 1024;

describe('hub: the ring of a recording', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let directory: string;

  beforeEach(() => {
    folder = temporaryFolder();
    directory = path.join(folder.path, 'ring');
  });
  afterEach(() => folder.remove());

  function bytesOnDisk(): number {
    const sizes = fs.readdirSync(directory).map((name) => fs.statSync(path.join(directory, name)).size);
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  it('makes nothing before there is something to keep, and what it makes is its user’s alone', async () => {
    const { ring } = newRing(directory);
    assert.ok(!fs.existsSync(directory));
    ring.append(numbered(0));
    await ring.flushed();
    assert.equal(fs.statSync(directory).mode & 0o777, 0o700);
    assert.equal(fs.statSync(ring.segments[0]!.file.path).mode & 0o777, 0o600);
    await ring.remove();
    assert.ok(!fs.existsSync(directory));
  });

  it('stays within its bytes, keeps the newest, and each of its files begins as a recording', async () => {
    let keyframes = 0;
    const test = newRing(directory, { keyframe: () => line({ type: 'keyframe', number: ++keyframes }) });
    const count = 40_000;
    for (let number = 0; number < count; number++) {
      test.ring.append(numbered(number));
      if (number % 1000 === 0) await test.ring.flushed();
      assert.ok(test.ring.size <= LIMIT);
    }
    await test.ring.close();
    const files = filesOf(test);
    assert.ok(files.length >= 15, `${files.length} files`);
    for (const [index, file] of files.entries()) {
      const lines = parse(file);
      assert.deepEqual(
        lines.slice(0, 2).map(({ type }) => type),
        ['recording', 'keyframe'],
      );
      assert.equal(lines[1]!.number, keyframes - files.length + index + 1);
    }
    const kept = numbersIn(files.join(''));
    assert.deepEqual(kept, range(count - kept.length, count));
    assert.ok(kept.length * 100 > LIMIT * 0.85, `${kept.length} lines`);
    // What was dropped is taken away once it is closed.
    while (fs.readdirSync(directory).length > files.length) await new Promise((resolve) => setImmediate(resolve));
    assert.ok(bytesOnDisk() <= LIMIT);
    await test.ring.remove();
  });

  it('is not made of keyframes alone where these are large', async () => {
    const keyframe = line({ type: 'keyframe', fill: 'k'.repeat(200_000) });
    const test = newRing(directory, { keyframe: () => keyframe });
    for (let number = 0; number < 20_000; number++) test.ring.append(numbered(number));
    await test.ring.close();
    const kept = numbersIn(filesOf(test).join(''));
    assert.ok(kept.length * 100 > LIMIT * 0.25, `${kept.length} lines`);
    assert.ok(test.ring.size <= LIMIT);
    await test.ring.remove();
  });

  it('keeps less from the moment it is told to', async () => {
    const test = newRing(directory, { limit: 4 * LIMIT });
    for (let number = 0; number < 40_000; number++) test.ring.append(numbered(number));
    assert.ok(test.ring.size > 3 * LIMIT);
    test.ring.keep(LIMIT);
    assert.ok(test.ring.size <= LIMIT);
    await test.ring.close();
    assert.equal(numbersIn(filesOf(test).join('')).at(-1), 39_999);
    await test.ring.remove();
  });

  it('is closed once all its files are whole, of which an older one may take longer than the newest', async () => {
    // A pipe that nobody reads is a file of a disk that is slow for this file alone.
    fs.mkdirSync(directory);
    const pipe = path.join(directory, '0.wlens.jsonl');
    execFileSync('mkfifo', [pipe]);
    const reader = fs.openSync(pipe, fs.constants.O_RDWR | fs.constants.O_NONBLOCK);
    try {
      const test = newRing(directory);
      test.ring.append(numbered(0, 512 * 1024));
      test.ring.append(numbered(1));
      const [older, newest] = test.ring.segments.map(({ file }) => file);
      let isClosed = false;
      const closed = test.ring.close().then(() => {
        isClosed = true;
      });
      await newest!.close();
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      assert.equal(newest!.written, newest!.size);
      assert.ok(older!.written < older!.size);
      assert.ok(!isClosed);
      await drain(reader, older!.size);
      await closed;
      assert.equal(older!.written, older!.size);
      await test.ring.remove();
    } finally {
      fs.closeSync(reader);
    }
  });

  it('begins another file with what comes after it was closed', async () => {
    const test = newRing(directory);
    test.ring.append(numbered(0));
    await test.ring.close();
    test.ring.append(numbered(1));
    await test.ring.close();
    assert.deepEqual(filesOf(test).map(numbersIn), [[0], [1]]);
    await test.ring.remove();
  });

  it('says once that it cannot be written', async () => {
    fs.writeFileSync(directory, 'a file');
    const { ring, failures } = newRing(directory);
    for (let number = 0; number < 10; number++) ring.append(numbered(number));
    await ring.close();
    assert.equal(failures.length, 1);
    assert.match(failures[0]!, /EEXIST|ENOTDIR/);
  });

  it('says once that the disk is full', async function () {
    if (!fs.existsSync('/dev/full')) this.skip();
    fs.mkdirSync(directory);
    fs.symlinkSync('/dev/full', path.join(directory, '0.wlens.jsonl'));
    const { ring, failures } = newRing(directory);
    for (let number = 0; number < 10; number++) {
      ring.append(numbered(number));
      await ring.flushed();
    }
    await ring.close();
    assert.deepEqual(failures, ['ENOSPC: no space left on device, write']);
  });
});

/** Reads so many bytes of a pipe that does not block, as they come. */
async function drain(reader: number, bytes: number): Promise<void> {
  const buffer = Buffer.allocUnsafe(64 * 1024);
  for (let left = bytes; left > 0; await new Promise((resolve) => setImmediate(resolve))) {
    try {
      left -= fs.readSync(reader, buffer);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}
