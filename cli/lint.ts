// `worker-lens lint`: the editor's rules for a terminal or CI.
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import type { OnUnreadable } from '../lint/files';
import { Globs } from '../lint/globs';
import { type Choices, optionsFor } from '../lint/options';
import { ReadOnce } from '../lint/read-once';
import { fixAll, type LintOptions, lint as lintText } from '../rules/engine';
import type { Finding } from '../rules/rule';
import { type Format, isStdin, type LintArguments, parseLintArguments } from './lint-arguments';
import { filesToLint } from './lint-files';
import { type FileFindings, formatJson, formatText } from './lint-format';
import { formatSarif } from './lint-sarif';
import { LINT_USAGE } from './usage';
import { writeAtomically } from './write-atomically';

const STATUS = { clean: 0, found: 1, failed: 2 } as const;
const FORMATTERS: Readonly<Record<Format, (results: readonly FileFindings[]) => string>> = {
  text: formatText,
  json: formatJson,
  sarif: formatSarif,
};
/** Bigger files are not read: the rules have nothing to say about them. In bytes. */
const MAX_SIZE = 8 * 1024 * 1024;

/** Checks files and prints what is found; gives the exit status. Throws where the arguments can't be followed. */
export async function lint(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(LINT_USAGE);
    return STATUS.clean;
  }
  const wanted = parseLintArguments(args);
  const { results, failed } = await lintAll(wanted);
  process.stdout.write(FORMATTERS[wanted.format](results));
  return failed ? STATUS.failed : statusOf(results);
}

async function lintAll(wanted: LintArguments): Promise<{ results: FileFindings[]; failed: boolean }> {
  const optionsFor = packageOptions(wanted);
  const results: FileFindings[] = [];
  let failed = false;
  const fail = (path: string, { message }: Error) => {
    failed = true;
    process.stderr.write(`worker-lens: ${path}: ${message}\n`);
  };
  if (wanted.paths.some(isStdin)) results.push(await lintStdin(wanted.stdinName, optionsFor));
  for (const file of await filesOf(wanted, fail)) {
    try {
      results.push(await lintFile(file, optionsFor(file), wanted.fix));
    } catch (error) {
      fail(file, error as Error);
    }
  }
  return { results, failed };
}

function filesOf({ paths, include, exclude }: LintArguments, onUnreadable: OnUnreadable): Promise<string[]> {
  const selection = { root: process.cwd(), include: new Globs(include), exclude: new Globs(exclude) };
  return filesToLint(
    paths.filter((path) => !isStdin(path)),
    selection,
    onUnreadable,
  );
}

async function lintStdin(file: string, optionsFor: (file: string) => LintOptions): Promise<FileFindings> {
  const { text } = splitBom(await textOf(process.stdin));
  return { file, text, findings: lintText(text, file, optionsFor(file)) };
}

async function lintFile(file: string, options: LintOptions, fix: boolean): Promise<FileFindings> {
  if ((await stat(file)).size > MAX_SIZE) return { file, text: '', findings: [] };
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

/** What to lint each file with; files of a package share what is read around them. */
function packageOptions(choices: Choices): (file: string) => LintOptions {
  const files = new ReadOnce();
  return (file) => optionsFor(resolve(file), choices, files);
}
