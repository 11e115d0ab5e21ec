// The edits that mend all files of some folders.
import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { CancellationToken } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { filesIn } from '../lint/files';
import { Globs } from '../lint/globs';
import { optionsFor } from '../lint/options';
import { ReadOnce } from '../lint/read-once';
import type { FixAllAnswer, FixAllRequest } from '../protocol/language';
import { type LintOptions, lint } from '../rules/engine';
import { editsOfAllFixes } from './edits';
import { type Chosen, pathOf, type Settings } from './settings';

/** After so long, in ms, other requests get their turn, and the client is told how far it is. */
const TURN = 50;
/** Bigger files are not read. In bytes. */
const MAX_SIZE = 8 * 1024 * 1024;

type FileEdits = FixAllAnswer['files'][number];

export interface FixAllContext {
  readonly settings: Settings;
  /** The open documents, whose texts go before those of their files. */
  readonly documents: readonly TextDocument[];
  readonly token: CancellationToken;
  /** Told how many files were looked at. */
  readonly onProgress: (files: number) => void;
}

/** Looks through folders for what can be mended; what was found when it is cancelled is left out. */
export async function fixAllIn({ folders, rules }: FixAllRequest, context: FixAllContext): Promise<FixAllAnswer> {
  const found: FileEdits[] = [];
  const pace = new Pace(context);
  // By path: a client may write the URI of a file in more than one way.
  const open = new Map(context.documents.map((document) => [pathOf(document.uri), document]));
  for (const folder of folders) {
    const chosen = await context.settings.for(folder);
    const files = new ReadOnce();
    for await (const path of filesUnder(fileURLToPath(folder), chosen)) {
      await pace.next();
      if (context.token.isCancellationRequested) return { files: [] };
      const document = open.get(path) ?? readDocument(path);
      const options = optionsFor(path, { ...chosen.choices, rules }, files);
      const edits = document && editsIn(document, path, options);
      if (edits) found.push(edits);
    }
  }
  return { files: found };
}

function filesUnder(folder: string, { selection }: Chosen): AsyncGenerator<string> {
  const none = new Globs([]);
  // What cannot be read has nothing to mend.
  return filesIn(folder, selection ?? { root: folder, include: none, exclude: none }, () => {});
}

function editsIn(document: TextDocument, path: string, options: LintOptions): FileEdits | undefined {
  const text = document.getText();
  const findings = lint(text, path, { ...options, onlyFixes: true }).filter(({ fix }) => fix);
  if (findings.length === 0) return undefined;
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  const edits = editsOfAllFixes(findings, text, path, options).map((edit) => ({
    start: document.positionAt(edit.start),
    end: document.positionAt(edit.end),
    text: edit.text,
    rules,
  }));
  return { uri: document.uri, edits };
}

/**
 * A file as the editor would open it; undefined for what it would not read as UTF-8, or what is not there any more. Read
 * at once, as handing each step of it to another thread takes longer than the steps.
 */
function readDocument(path: string): TextDocument | undefined {
  try {
    if (statSync(path).size > MAX_SIZE) return undefined;
    const bytes = readFileSync(path);
    if (!isUtf8(bytes)) return undefined;
    return TextDocument.create(pathToFileURL(path).href, '', 0, bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** Gives way, and tells how far it is, now and then. */
class Pace {
  readonly #context: FixAllContext;
  #files = 0;
  #since = performance.now();

  constructor(context: FixAllContext) {
    this.#context = context;
  }

  async next(): Promise<void> {
    this.#files++;
    if (performance.now() - this.#since < TURN) return;
    this.#context.onProgress(this.#files);
    await new Promise((resolve) => setImmediate(resolve));
    this.#since = performance.now();
  }
}
