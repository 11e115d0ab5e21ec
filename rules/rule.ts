import type { ModuleReferences } from './module-references';
import type { Node } from './source/nodes';
import type { SourceFile } from './source/source-file';

export type Severity = 'error' | 'warning' | 'information' | 'hint';
export type Tag = 'deprecated' | 'unnecessary';

/** Replaces the text between two offsets. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What a rule says about a place. */
export interface Report {
  readonly node: Node;
  readonly message: string;
  /** Edits that mend it, which belong together; null where no one edit is surely right. */
  readonly fix: readonly Edit[] | null;
  /** What the fix does, as a person reads it in a menu. */
  readonly fixTitle?: string;
}

/** What a rule may look at. */
export interface RuleContext {
  readonly source: SourceFile;
  readonly references: ModuleReferences;
  /** Whether the package of the file still lets Node versions before this one run it. */
  allowsNodeBefore(version: string): boolean;
}

/** A kind of mistake. Its documentation is `docs/rules/NAME.md`. */
export interface Rule {
  readonly name: string;
  readonly severity: Severity;
  readonly tags: readonly Tag[];
  check(context: RuleContext): Iterable<Report>;
}

/** A report with all that an editor or a terminal shows. Lines and columns count from 1, offsets from 0. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly tags: readonly Tag[];
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly fix: readonly Edit[] | null;
  readonly fixTitle: string | null;
  /** The page that explains the rule. */
  readonly url: string;
}
