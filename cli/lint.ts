// `worker-lens lint`: the editor's rules for a terminal or CI.
import { readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fixAll, type LintOptions, lint as lintText } from '../rules/engine';
import { nodeRangeFor } from '../rules/engines';
import type { Finding } from '../rules/rule';
import { surroundingsOf } from '../rules/surroundings';
import { type LintArguments, parseLintArguments } from './lint-arguments';
import { filesToLint } from './lint-files';
import { type FileFindings, formatJson, formatText } from './lint-format';
import { writeAtomically } from './write-atomically';

const STATUS = { clean: 0, found: 1, failed: 2 } as const;

/** Checks files and prints what is found; gives the exit status. Throws where the arguments can't be followed. */
export async function lint(args: string[]): Promise<number> {
  const wanted = parseLintArguments(args);
  const optionsFor = packageOptions(wanted);
  const results: FileFindings[] = [];
  let failed = false;
  for (const file of await filesToLint(wanted.paths)) {
    try {
      results.push(await lintFile(file, optionsFor(file), wanted.fix));
    } catch (error) {
      failed = true;
      process.stderr.write(`worker-lens: ${file}: ${(error as Error).message}\n`);
    }
  }
  process.stdout.write(wanted.json ? formatJson(results) : formatText(results));
  return failed ? STATUS.failed : statusOf(results);
}

async function lintFile(file: string, options: LintOptions, fix: boolean): Promise<FileFindings> {
  const bytes = await readFile(file);
  const { bom, text } = splitBom(bytes.toString('utf8'));
  const fixed = fix && isWrittenBackAs(bytes, bom + text) ? fixAll(text, file, options) : text;
  if (fixed !== text) await writeAtomically(file, bom + fixed);
  return { file, text: fixed, findings: lintText(fixed, file, options) };
}

/** Editors don't count a byte order mark as a column. */
function splitBom(text: string): { bom: string; text: string } {
  return text.startsWith('\uFEFF') ? { bom: '\uFEFF', text: text.slice(1) } : { bom: '', text };
}

/** A file in another encoding than UTF-8 would be damaged by writing it. */
function isWrittenBackAs(bytes: Buffer, text: string): boolean {
  return Buffer.from(text, 'utf8').equals(bytes);
}

function statusOf(results: readonly FileFindings[]): number {
  const isSerious = ({ severity }: Finding) => severity === 'warning' || severity === 'error';
  return results.some(({ findings }) => findings.some(isSerious)) ? STATUS.found : STATUS.clean;
}

/** What to lint each file with; files of a package share its manifest, which is read once. */
function packageOptions({ rules }: LintArguments): (file: string) => LintOptions {
  const manifests = new Map<string, string | undefined>();
  const readOnce = (path: string): string | undefined => {
    if (!manifests.has(path)) manifests.set(path, readIfThere(path));
    return manifests.get(path);
  };
  return (file) => {
    const path = resolve(file);
    const surroundings = surroundingsOf(path, { readFile: readOnce, isFile });
    return { rules, nodeRange: nodeRangeFor(path, readOnce), surroundings };
  };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
