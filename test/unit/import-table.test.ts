// Holds every import against the table of docs/architecture.md.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { parse } from '@babel/parser';

const root = path.join(__dirname, '../..');

const page = fs.readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');
/** The rows of the table that say where a folder runs, and what it may import besides itself and Node's own modules. */
const TABLE = new Map(
  [...page.matchAll(/^\| `([\w-]+)\/` \|.*\|([^|]*)\|$/gm)].map(([, folder = '', cell = '']) => [
    folder,
    cell.match(/[\w@/-]+/g) ?? [],
  ]),
);

function sourcesOf(folder: string): string[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => path.join(root, folder, name));
}

interface AnyNode {
  type: string;
  source?: { value: unknown } | null;
  expression?: { value: unknown };
  callee?: { name?: string };
  arguments?: { value?: unknown }[];
}

/** What a file names in import and export statements, `import x = require(…)`, and in `require(…)` and `import(…)`. */
function importsOf(file: string): string[] {
  const found: string[] = [];
  visit(parse(fs.readFileSync(file, 'utf8'), { sourceType: 'module', plugins: ['typescript'] }).program, (node) => {
    const named =
      node.source?.value ??
      (node.type === 'TSExternalModuleReference' ? node.expression?.value : undefined) ??
      (node.callee?.name === 'require' ? node.arguments?.[0]?.value : undefined);
    if (typeof named === 'string') found.push(named);
  });
  return found;
}

function visit(node: object, see: (node: AnyNode) => void): void {
  if ('type' in node) see(node as AnyNode);
  for (const value of Object.values(node)) {
    if (typeof value === 'object' && value !== null) visit(value, see);
  }
}

/** The folder of this repository, or the package, that a specifier leads to. */
function ownerOf(file: string, specifier: string): string {
  if (specifier.startsWith('.')) {
    return path.relative(root, path.resolve(path.dirname(file), specifier)).split(path.sep)[0] as string;
  }
  const words = specifier.split('/');
  return specifier.startsWith('@') ? words.slice(0, 2).join('/') : (words[0] as string);
}

describe('the import table', () => {
  for (const [folder, allowed] of TABLE) {
    it(`${folder}/ imports only what its row lists`, () => {
      const strays = sourcesOf(folder).flatMap((file) =>
        importsOf(file)
          .filter((specifier) => !isBuiltin(specifier))
          .filter((specifier) => ![folder, ...allowed].includes(ownerOf(file, specifier)))
          .map((specifier) => `${path.relative(root, file)} imports ${specifier}`),
      );
      assert.deepEqual(strays, []);
    });
  }

  it('has a row for each folder of sources', () => {
    const hasSources = (name: string) => fs.statSync(path.join(root, name)).isDirectory() && hasTypeScript(name);
    const folders = fs.readdirSync(root).filter((name) => name !== 'test' && hasSources(name));
    assert.deepEqual([...TABLE.keys()].sort(), folders.sort());
  });
});

function hasTypeScript(folder: string): boolean {
  return fs.readdirSync(path.join(root, folder)).some((name) => name.endsWith('.ts'));
}
