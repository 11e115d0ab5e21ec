import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Cursor, PART_BYTES, type Part } from '../../../../hub/recording/cursor';
import { saveRing } from '../../../../hub/recording/save';
import { temporaryFolder } from '../support';
import { line, newRing, numbered, numbersIn, parse, range, type TestRing } from './support';

describe('hub: reading what is kept of a recording', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let test: TestRing;

  beforeEach(() => {
    folder = temporaryFolder();
    test = newRing(path.join(folder.path, 'ring'));
  });
  afterEach(async () => {
    await test.ring.remove();
    folder.remove();
  });

  async function fill(from: number, to: number): Promise<void> {
    for (const number of range(from, to)) test.ring.append(numbered(number));
    await test.ring.flushed();
  }

  async function readAll(cursor: Cursor): Promise<Part[]> {
    const parts: Part[] = [];
    for (let part = await cursor.next(); part; part = await cursor.next()) parts.push(part);
    return parts;
  }

  const textOf = (parts: Part[]) => parts.map(({ lines }) => lines).join('');
  const gapsOf = (parts: Part[]) => parts.map(({ gap }) => gap);

  it('gives whole lines, each once and in order, in parts; the header once', async () => {
    const cursor = new Cursor(test.ring);
    assert.equal(await cursor.next(), null);
    await fill(0, 5000);
    const parts = await readAll(cursor);
    assert.ok(test.ring.segments.length > 3);
    assert.deepEqual(numbersIn(textOf(parts)), range(0, 5000));
    assert.ok(parts.every(({ lines }) => Buffer.byteLength(lines) <= PART_BYTES));
    assert.ok(gapsOf(parts).every((gap) => !gap));
    assert.equal(parse(textOf(parts)).filter(({ type }) => type === 'recording').length, 1);
    assert.deepEqual(
      parts.map(({ more }) => more),
      [...Array(parts.length - 1).fill(true), false],
    );
    await fill(5000, 5010);
    assert.deepEqual(numbersIn(textOf(await readAll(cursor))), range(5000, 5010));
  });

  it('gives a line that is longer than a part as it is', async () => {
    const cursor = new Cursor(test.ring);
    test.ring.append(numbered(0));
    test.ring.append(line({ type: 'x', number: 1, fill: 'ä'.repeat(PART_BYTES) }));
    await fill(2, 4);
    assert.deepEqual(numbersIn(textOf(await readAll(cursor))), [0, 1, 2, 3]);
  });

  it('says that older lines were dropped, before it came and since', async () => {
    await fill(0, 20_000);
    const cursor = new Cursor(test.ring);
    const first = (await cursor.next())!;
    assert.equal(first.gap, true);
    assert.deepEqual(
      parse(first.lines)
        .slice(0, 2)
        .map(({ type }) => type),
      ['recording', 'keyframe'],
    );
    await fill(20_000, 40_000);
    const rest = await readAll(cursor);
    assert.deepEqual(gapsOf(rest), [true, ...Array(rest.length - 1).fill(false)]);
    assert.equal(parse(rest[0]!.lines)[0]!.type, 'keyframe');
    const numbers = numbersIn(textOf(rest));
    assert.deepEqual(numbers, range(40_000 - numbers.length, 40_000));
  });

  it('says nothing of a gap where it had read all that was dropped', async () => {
    const cursor = new Cursor(test.ring);
    const numbers: number[] = [];
    for (let at = 0; at < 30_000; at += 100) {
      await fill(at, at + 100);
      const parts = await readAll(cursor);
      assert.ok(gapsOf(parts).every((gap) => !gap));
      numbers.push(...numbersIn(textOf(parts)));
    }
    assert.ok(test.ring.segments[0]!.number > 0);
    assert.deepEqual(numbers, range(0, 30_000));
  });

  it('goes on after a file that somebody took away or cut, and says so', async () => {
    await fill(0, 5000);
    const [, second, third] = test.ring.segments.map(({ file }) => file.path);
    fs.rmSync(second!);
    fs.truncateSync(third!, 10_000);
    const parts = await readAll(new Cursor(test.ring));
    const numbers = numbersIn(textOf(parts));
    assert.equal(numbers[0], 0);
    assert.equal(numbers.at(-1), 4999);
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    );
    assert.equal(gapsOf(parts).filter(Boolean).length, 2);
    const saved = path.join(folder.path, 's.jsonl');
    await saveRing(test.ring, saved);
    const kept = numbersIn(wholeLines(fs.readFileSync(saved, 'utf8')));
    assert.deepEqual([kept[0], kept.at(-1)], [0, 4999]);
  });

  it('does not ask for ever for the last file where that is gone', async () => {
    await fill(0, 10);
    fs.rmSync(test.ring.segments[0]!.file.path);
    const cursor = new Cursor(test.ring);
    assert.equal(await cursor.next(), null);
    await fill(10, 2000);
    const parts = await readAll(cursor);
    assert.equal(parts[0]!.gap, true);
    assert.equal(numbersIn(textOf(parts)).at(-1), 1999);
  });

  describe('saving', () => {
    it('writes one recording of all that is kept, also while that goes on', async () => {
      await fill(0, 20_000);
      const file = path.join(folder.path, 's.jsonl');
      fs.writeFileSync(file, 'before');
      const saving = saveRing(test.ring, file);
      await fill(20_000, 40_000);
      await saving;
      const text = fs.readFileSync(file, 'utf8');
      assert.equal(parse(text)[0]!.type, 'recording');
      assert.equal(parse(text).filter(({ type }) => type === 'recording').length, 1);
      const numbers = numbersIn(text);
      assert.ok(numbers.at(-1)! >= 19_999);
      assert.deepEqual(numbers, range(numbers[0]!, numbers.at(-1)! + 1));
      assert.deepEqual(fs.readdirSync(folder.path).sort(), ['ring', 's.jsonl']);
    });

    it('writes what is not on disk yet too', async () => {
      test.ring.keep(64 * 1024 * 1024);
      for (const number of range(0, 30_000)) test.ring.append(numbered(number, 1000));
      const file = path.join(folder.path, 's.jsonl');
      await saveRing(test.ring, file);
      assert.deepEqual(numbersIn(fs.readFileSync(file, 'utf8')), range(0, 30_000));
    });

    it('to one file, twice at once, leaves one of the two whole', async () => {
      await fill(0, 20_000);
      const other = newRing(path.join(folder.path, 'other'));
      for (const number of range(50_000, 50_010)) other.ring.append(numbered(number));
      const file = path.join(folder.path, 's.jsonl');
      await Promise.all([test, other].map(({ ring }) => saveRing(ring, file)));
      const numbers = numbersIn(fs.readFileSync(file, 'utf8'));
      const last = numbers.at(-1)!;
      assert.ok(last === 19_999 || last === 50_009, String(last));
      assert.deepEqual(numbers, last === 50_009 ? range(50_000, 50_010) : range(numbers[0]!, 20_000));
      assert.deepEqual(fs.readdirSync(folder.path).sort(), ['other', 'ring', 's.jsonl']);
      await other.ring.remove();
    });

    it('writes to nothing that somebody else put beside the file', async () => {
      await fill(0, 10);
      const victim = path.join(folder.path, 'victim');
      fs.writeFileSync(victim, 'before');
      fs.symlinkSync(victim, path.join(folder.path, `.s.jsonl.${process.pid}.part`));
      const file = path.join(folder.path, 's.jsonl');
      await saveRing(test.ring, file);
      assert.equal(fs.readFileSync(victim, 'utf8'), 'before');
      assert.ok(fs.lstatSync(file).isFile());
    });

    it('leaves what stands there where it fails', async () => {
      await fill(0, 10);
      const file = path.join(folder.path, 'directory');
      fs.mkdirSync(file);
      await assert.rejects(saveRing(test.ring, file), /EISDIR|ENOTEMPTY|EEXIST/);
      await assert.rejects(saveRing(test.ring, path.join(folder.path, 'none', 's.jsonl')), /ENOENT/);
      assert.deepEqual(fs.readdirSync(folder.path).sort(), ['directory', 'ring']);
    });
  });
});

/** What was cut in the middle of a line joins the next: both are left out. */
function wholeLines(text: string): string {
  const isWhole = (each: string) => {
    try {
      return Boolean(JSON.parse(each));
    } catch {
      return false;
    }
  };
  return text
    .split('\n')
    .filter(isWhole)
    .map((each) => `${each}\n`)
    .join('');
}
