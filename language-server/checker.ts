import { type CancellationToken, LSPErrorCodes, type RemoteConsole, ResponseError } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { optionsFor } from '../lint/options';
import { ReadOnce } from '../lint/read-once';
import { type LintOptions, lint } from '../rules/engine';
import { concernsRules } from '../rules/mentions';
import { ModuleReferences } from '../rules/module-references';
import type { Finding } from '../rules/rule';
import { MAX_LENGTH, SourceFile } from '../rules/source/source-file';
import { lintApart } from './lint-apart';
import { type Chosen, isMeant, pathOf, type Settings } from './settings';

const EXTENSIONS: Readonly<Record<string, string>> = {
  javascript: '.js',
  javascriptreact: '.jsx',
  typescript: '.ts',
  typescriptreact: '.tsx',
};
const KNOWN_EXTENSION = /\.[cm]?[jt]sx?$/i;
/** Longer texts take so long, about 200 ms and more, that they are checked in a thread, and have hints only. */
const LONG = 200_000;

interface Checked {
  readonly version: number;
  readonly findings: Promise<readonly Finding[]>;
  /** Stops the check, where it goes on elsewhere. */
  readonly stop: () => void;
}

/** Checks documents, each version of one only once: the editor asks for diagnostics and for actions apart. */
export class Checker {
  readonly #settings: Settings;
  readonly #console: RemoteConsole;
  readonly #files = new ReadOnce();
  readonly #checked = new Map<string, Checked>();
  /** Documents that were said to be too long. */
  readonly #toldOf = new Set<string>();
  #parsed: { readonly uri: string; readonly version: number; readonly references: ModuleReferences | null } | undefined;

  constructor(settings: Settings, console: RemoteConsole) {
    this.#settings = settings;
    this.#console = console;
  }

  /**
   * What the rules say about a document as it is now. Rejects with what tells the client so, where it is cancelled, or
   * overtaken by another version.
   */
  async findingsIn(document: TextDocument, token: CancellationToken): Promise<readonly Finding[]> {
    const chosen = await this.#settings.for(document.uri);
    await whatCameMeanwhile();
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    const known = this.#checked.get(document.uri);
    if (known?.version === document.version) return known.findings;
    known?.stop();
    const checked = this.#check(document, chosen);
    this.#checked.set(document.uri, checked);
    return checked.findings;
  }

  /** What the rules need to know about the package around a document. */
  async optionsFor(document: TextDocument): Promise<LintOptions> {
    const { choices } = await this.#settings.for(document.uri);
    return optionsFor(pathOf(document.uri), choices, this.#files);
  }

  /** What names and expressions of a document stand for; null for one that is long, or can't be parsed. */
  referencesOf(document: TextDocument): ModuleReferences | null {
    const { uri, version } = document;
    if (this.#parsed?.uri !== uri || this.#parsed.version !== version) {
      this.#parsed = { uri, version, references: referencesIn(document.getText(), nameOf(document)) };
    }
    return this.#parsed.references;
  }

  /** Stops what goes on about a document that has changed. */
  overtake({ uri, version }: TextDocument): void {
    const known = this.#checked.get(uri);
    if (known && known.version !== version) this.#drop(uri);
  }

  forget(uri: string): void {
    this.#drop(uri);
    this.#toldOf.delete(uri);
    if (this.#parsed?.uri === uri) this.#parsed = undefined;
  }

  /** Forgets all that was found, as when a package's Node versions change. */
  forgetAll(): void {
    this.#files.forget();
    for (const uri of this.#checked.keys()) this.#drop(uri);
  }

  #drop(uri: string): void {
    this.#checked.get(uri)?.stop();
    this.#checked.delete(uri);
  }

  #check(document: TextDocument, chosen: Chosen): Checked {
    const { uri, version } = document;
    const text = document.getText();
    const nothing = { version, findings: Promise.resolve([]), stop: () => {} };
    if (!isMeant(uri, chosen) || this.#isTooLong(uri, text) || !concernsRules(text)) return nothing;
    if (text.length > LONG) {
      const order = { text, name: nameOf(document), path: pathOf(uri), choices: chosen.choices };
      return { version, ...lintApart(order) };
    }
    const options = optionsFor(pathOf(uri), chosen.choices, this.#files);
    return { ...nothing, findings: Promise.resolve(lint(text, nameOf(document), options)) };
  }

  #isTooLong(uri: string, { length }: string): boolean {
    if (length <= MAX_LENGTH) return false;
    if (!this.#toldOf.has(uri)) this.#console.info(`${uri} has more than 2 MB: it gets no hints.`);
    this.#toldOf.add(uri);
    return true;
  }
}

/** Whether a document is so long that only what is known of it already is offered: looking again would take seconds. */
export function isLong(document: TextDocument): boolean {
  return document.offsetAt({ line: document.lineCount, character: 0 }) > LONG;
}

/** What names and expressions of a text stand for; null for one that is long, or can't be parsed. */
export function referencesIn(text: string, name: string): ModuleReferences | null {
  const source = text.length > LONG ? null : SourceFile.from(text, name);
  return source && new ModuleReferences(source);
}

/** The parsed document, for edits that need more than its findings. */
export function sourceOf(document: TextDocument): SourceFile | null {
  return SourceFile.from(document.getText(), nameOf(document));
}

/** The name to parse a document by: one that was never saved has only its language to go by. */
export function nameOf({ uri, languageId }: TextDocument): string {
  return KNOWN_EXTENSION.test(uri) ? uri : uri + (EXTENSIONS[languageId] ?? '.js');
}

/** Lets messages that wait be read: a change that was typed meanwhile, or that nobody wants the answer any more. */
function whatCameMeanwhile(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
