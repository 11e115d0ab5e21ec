// The pages about the samples, held against the folders.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { lint } from '../../rules/engine';
import { nodeRangeFor } from '../../rules/engines';
import { RULES } from '../../rules/index';
import { surroundingsOf } from '../../rules/surroundings';
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

/** `FILE:LINE RULE` of each row of the table of what the rules find, where there is such a rule. */
function expectedFindings(): string[] {
  const page = readFileSync(join(BROKEN, 'README.md'), 'utf8');
  const section = page.split('\n## What the rules find\n')[1]!.split('\n## ')[0]!;
  const rules = new Set(RULES.map(({ name }) => name));
  return section.split('\n').flatMap((row) => {
    const rule = /^\| `[^|]* \| ([\w-]+) \|/.exec(row)?.[1];
    return rule && rules.has(rule) ? placesIn(row).map(([file, line]) => `${file}:${line} ${rule}`) : [];
  });
}

/** `FILE:LINE RULE` of all that is found in a folder, twice where a line has two, as `worker-lens lint` finds it there. */
function findingsIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.[cm]?js$/.test(name));
  return names.flatMap((name) => {
    const path = join(folder, name);
    const options = {
      nodeRange: nodeRangeFor(path, readFile),
      surroundings: surroundingsOf(path, { readFile, isFile: existsSync }),
    };
    const findings = lint(readFileSync(path, 'utf8'), path, options);
    return findings.map(({ line, rule }) => `${name.split(sep).join('/')}:${line} ${rule}`);
  });
}

function readFile(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
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

  it('that are broken have the findings that broken/README.md lists, each of its rule, and no other', () => {
    assert.deepEqual([...new Set(findingsIn(BROKEN))].sort(), expectedFindings().sort());
  });

  it('have no finding where they are corrected', () => {
    assert.deepEqual(
      names.flatMap((name) => findingsIn(join(SAMPLES, name)).map((finding) => `${name}/${finding}`)),
      [],
    );
  });
});
