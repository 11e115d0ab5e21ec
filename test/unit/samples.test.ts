// The pages about the samples, held against the folders.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/lib/ensure.mjs';

const SAMPLES = join(ROOT, 'samples');
const BROKEN = join(SAMPLES, 'broken');

function foldersIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** `[file, line]` of each cell that names lines: "`a/b.js:3`, `7`", where the second is of the same file. */
function placesIn(page: string): [string, number][] {
  return [...page.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell]) => {
    let file = '';
    return [...cell!.matchAll(/`(?:([^`:]+):)?(\d+)`/g)].map(([, name, line]): [string, number] => {
      file = name ?? file;
      return [file, Number(line)];
    });
  });
}

describe('samples', () => {
  const names = foldersIn(SAMPLES).filter((name) => name !== 'broken');

  it('each have a row in samples/README.md, and no other has', () => {
    const page = readFileSync(join(SAMPLES, 'README.md'), 'utf8');
    const rows = [...page.matchAll(/^\| \[([\w-]+)\]\(([^)]+)\) \|/gm)];
    assert.deepEqual(rows.map(([, name]) => name).sort(), names.sort());
    for (const [, , file] of rows) assert.ok(existsSync(join(SAMPLES, file!)), file);
  });

  for (const name of names) {
    it(`${name} starts with npm start`, () => {
      const manifest = JSON.parse(readFileSync(join(SAMPLES, name, 'package.json'), 'utf8'));
      assert.deepEqual([manifest.name, manifest.private, manifest.type], [name, true, 'commonjs']);
      assert.equal(manifest.scripts.start, `node ${manifest.main}`);
      assert.ok(existsSync(join(SAMPLES, name, manifest.main)));
    });
  }

  it('that are broken have their mistakes in broken/README.md, each at a line that there is', () => {
    const places = placesIn(readFileSync(join(BROKEN, 'README.md'), 'utf8'));
    const written = new Set(places.map(([file]) => file.split('/')[0]));
    assert.deepEqual([...written].sort(), foldersIn(BROKEN).sort());
    for (const [file, line] of places) {
      const text = readFileSync(join(BROKEN, file), 'utf8').split('\n')[line - 1];
      assert.ok(text?.trim(), `${file}:${line} is empty`);
    }
  });

  it('that are broken have a corrected one of the same name', () => {
    // One block of the guide holds three programs.
    assert.deepEqual(
      foldersIn(BROKEN).filter((name) => !names.includes(name)),
      ['three-threads'],
    );
  });
});
