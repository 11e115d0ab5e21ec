import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { lint } from '../../../rules/engine';
import { nodeRangeFor } from '../../../rules/engines';
import { surroundingsOf } from '../../../rules/surroundings';
import { ROOT } from '../../../scripts/lib/ensure.mjs';
import type { PinnedPackage } from '../../../scripts/lib/pinned.mjs';
import type { Source } from '../../unit/rules/support/mutations';

/** A package whose sources are checked. `uses` says whether it uses cluster or worker threads; others only sound like it. */
export interface CorpusPackage extends PinnedPackage {
  readonly uses: boolean;
}

/** A finding that was read where it stands, and what was thought of it. */
export interface Judged {
  readonly package: string;
  readonly version: string;
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly verdict: 'right' | 'false';
  readonly reason: string;
}

export const PACKAGES: readonly CorpusPackage[] = readJson('packages.json');
export const JUDGED: readonly Judged[] = readJson('judged.json');

const SOURCE = /\.[cm]?[jt]s$/;
const NAMES_MODULE = /(?:require\(|import\(|\bfrom|\bimport)\s*(['"`])(?:node:)?(?:cluster|worker_threads)\1/;
const PIECE_LINES = 30;
/** Longer ones are of a line that no person wrote. */
const PIECE_LENGTH = 1_500;

/** `FILE:LINE RULE` of all that the rules find, in the package as it is installed. */
export function findingsIn(pinned: CorpusPackage): string[] {
  const folder = folderOf(pinned);
  return filesOf(pinned).flatMap(({ fileName, text }) => {
    const options = {
      nodeRange: nodeRangeFor(fileName, readFile),
      surroundings: surroundingsOf(fileName, { readFile, isFile }),
    };
    const name = relative(folder, fileName).split(sep).join('/');
    return lint(text, fileName, options).map(({ line, rule }) => `${name}:${line} ${rule}`);
  });
}

export function usesTheApis(pinned: CorpusPackage): boolean {
  return filesOf(pinned).some(({ text }) => NAMES_MODULE.test(text));
}

/** The sources of a package, without those of others that it brings along. */
export function filesOf(pinned: CorpusPackage): Source[] {
  const folder = folderOf(pinned);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => SOURCE.test(name) && !name.split(sep).includes('node_modules'))
    .sort()
    .map((name) => join(folder, name))
    .filter(isFile)
    .map((fileName) => ({ fileName, text: readFileSync(fileName, 'utf8') }));
}

/** The text in pieces of some lines, those about the modules first of all: a whole bundle takes long to mutate. */
export function piecesOf({ fileName, text }: Source): Source[] {
  if (!NAMES_MODULE.test(text)) return [];
  const lines = text.split('\n');
  return Array.from({ length: Math.ceil(lines.length / PIECE_LINES) }, (_, index) => ({
    fileName,
    text: lines.slice(index * PIECE_LINES, (index + 1) * PIECE_LINES).join('\n'),
  })).filter((piece) => piece.text.length < PIECE_LENGTH);
}

function folderOf({ name }: CorpusPackage): string {
  const folders: Record<string, string> = JSON.parse(process.env.WORKER_LENS_TEST_CORPUS ?? '{}');
  const folder = folders[name];
  if (!folder) throw new Error(`${name} is not there: run \`npm test -- corpus\`.`);
  return folder;
}

function readFile(path: string): string | undefined {
  return isFile(path) ? readFileSync(path, 'utf8') : undefined;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(join(ROOT, 'test', 'corpus', name), 'utf8'));
}
