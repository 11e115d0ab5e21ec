import type { Instances } from './instances';
import type { ModuleReferences } from './module-references';
import type { Roles } from './roles';
import type { Node } from './source/nodes';
import type { SourceFile } from './source/source-file';
import type { Surroundings } from './surroundings';

export type Severity = 'error' | 'warning' | 'information' | 'hint';
export type Tag = 'deprecated' | 'unnecessary';

/** Replaces the text between two offsets. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Edits that belong together, and what they do, as a person reads it in a menu. */
export interface Change {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** Another place that a report is about, and what it has to do with it. */
export interface Related {
  readonly node: Node;
  readonly message: string;
}

/** What a rule says about a place. */
export interface Report {
  readonly node: Node;
  readonly message: string;
  /** Where it is not the rule's own. A person's setting for the rule goes before both. */
  readonly severity?: Severity;
  /** Where they are not the rule's own. */
  readonly tags?: readonly Tag[];
  /** What mends it for sure: "fix all" makes it unseen. Null or left out where no one change is surely right. */
  readonly fix?: Change | null;
  /** What a person may want, and has to choose: never part of "fix all". */
  readonly suggestions?: readonly Change[];
  readonly related?: readonly Related[];
}

/** What a rule may look at. All of it is found out only when it is asked for, and once for all rules. */
export interface RuleContext {
  readonly source: SourceFile;
  /** Uses of what modules export, and what expressions stand for. */
  readonly references: ModuleReferences;
  /** Who may run a node: the primary, a worker, a thread. */
  readonly roles: Roles;
  /** What happens to an object that an expression makes. */
  readonly instances: Instances;
  /** What is known of the file's package and of the files beside it. */
  readonly surroundings: Surroundings;
  /** Whether the package of the file still lets Node versions before this one run it. */
  allowsNodeBefore(version: string): boolean;
}

/** A kind of mistake. Its documentation is `docs/rules/NAME.md`. */
export interface Rule {
  readonly name: string;
  readonly severity: Severity;
  /** One line for lists and settings: what is wrong, with no full stop. */
  readonly description: string;
  readonly tags?: readonly Tag[];
  /** Set where a report can have a `fix`: "fix all" runs no other rules. */
  readonly hasFixes?: true;
  check(context: RuleContext): Iterable<Report>;
}

/** A stretch of a file. Lines and columns count from 1, offsets from 0. */
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A report with all that an editor or a terminal shows. */
export interface Finding extends Place {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly tags: readonly Tag[];
  readonly fix: Change | null;
  readonly suggestions: readonly Change[];
  readonly related: readonly (Place & { readonly message: string })[];
  /** The page that explains the rule. */
  readonly url: string;
}
