import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type LintOptions, lint } from '../rules/engine';
import { nodeRangeFor } from '../rules/engines';
import type { Finding } from '../rules/rule';
import { SourceFile } from '../rules/source/source-file';
import { surroundingsOf } from '../rules/surroundings';

const EXTENSIONS: Readonly<Record<string, string>> = {
  javascript: '.js',
  javascriptreact: '.jsx',
  typescript: '.ts',
  typescriptreact: '.tsx',
};
const KNOWN_EXTENSION = /\.[cm]?[jt]sx?$/i;

interface Checked {
  readonly version: number;
  readonly findings: readonly Finding[];
}

/** Checks documents, each version of one only once: the editor asks for diagnostics and for actions apart. */
export class Checker {
  readonly #checked = new Map<string, Checked>();

  /** What the rules say about a document as it is now. */
  findingsIn(document: TextDocument): readonly Finding[] {
    const known = this.#checked.get(document.uri);
    if (known?.version === document.version) return known.findings;
    const findings = lint(document.getText(), nameOf(document), this.optionsFor(document));
    this.#checked.set(document.uri, { version: document.version, findings });
    return findings;
  }

  /** What the rules need to know about the package around a document. */
  optionsFor(document: TextDocument): LintOptions {
    if (!document.uri.startsWith('file:')) return {};
    const path = fileURLToPath(document.uri);
    return {
      nodeRange: nodeRangeFor(path, readIfThere),
      surroundings: surroundingsOf(path, { readFile: readIfThere, isFile }),
    };
  }

  forget(uri: string): void {
    this.#checked.delete(uri);
  }

  /** Forgets all that was found, as when a package's Node versions change. */
  forgetAll(): void {
    this.#checked.clear();
  }
}

/** The parsed document, for edits that need more than its findings. */
export function sourceOf(document: TextDocument): SourceFile | null {
  return SourceFile.from(document.getText(), nameOf(document));
}

/** The name to parse a document by: one that was never saved has only its language to go by. */
export function nameOf({ uri, languageId }: TextDocument): string {
  return KNOWN_EXTENSION.test(uri) ? uri : uri + (EXTENSIONS[languageId] ?? '.js');
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
