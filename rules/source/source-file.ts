import { analyze, type Reference, type Scope, type Variable } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';
import { groupBy } from './group-by';
import { Lines } from './lines';
import { type Node, NodeIndex } from './nodes';
import { parse } from './parse';

export type { Reference, Scope, Variable };

/** Bigger files are bundles, which nobody edits. */
export const MAX_LENGTH = 2 * 1024 * 1024;

/** One file as rules see it: its text, its tree and what its names stand for. */
export class SourceFile {
  readonly lines: Lines;
  readonly #references = new Map<Node, Reference>();
  #documentation: Map<number, string> | undefined;
  #declared: Map<Node, Variable> | undefined;
  #globalWrites: Map<unknown, Reference[]> | undefined;

  private constructor(
    readonly fileName: string,
    readonly text: string,
    readonly program: TSESTree.Program,
    readonly comments: readonly TSESTree.Comment[],
    readonly nodes: NodeIndex,
    readonly scopes: readonly Scope[],
    /** Brackets that are missing at its end; with white space. */
    readonly closed: string,
  ) {
    this.lines = new Lines(text);
    for (const scope of scopes) {
      for (const reference of scope.references) this.#references.set(reference.identifier, reference);
    }
  }

  /** Reads a file; null where it is too big or can't be parsed. */
  static from(text: string, fileName: string): SourceFile | null {
    if (text.length > MAX_LENGTH) return null;
    const parsed = parse(text, fileName);
    if (!parsed) return null;
    const nodes = new NodeIndex(parsed.program);
    const scopes = scopesOf(parsed.program);
    return scopes && new SourceFile(fileName, text, parsed.program, parsed.comments, nodes, scopes, parsed.closed);
  }

  textOf(node: Node): string {
    return this.text.slice(node.range[0], node.range[1]);
  }

  /** Where a comment stands: the parser gives comments no `range`. */
  rangeOf(comment: TSESTree.Comment): readonly [number, number] {
    const { start, end } = comment as unknown as { start: number; end: number };
    return [start, end];
  }

  /** The documentation comments, each by the offset of what stands directly after it. */
  get documentation(): ReadonlyMap<number, string> {
    this.#documentation ??= new Map(
      this.comments
        .map((comment) => ({ comment, range: this.rangeOf(comment) }))
        .filter(({ range: [start] }) => this.text.startsWith('/**', start))
        .map(({ comment, range: [, end] }) => [this.#skipSpace(end), comment.value]),
    );
    return this.#documentation;
  }

  /** How a name is used at a place, undefined where the identifier is not a use of a variable (a key, a declaration). */
  referenceAt(identifier: Node): Reference | undefined {
    return this.#references.get(identifier);
  }

  /** The variable that a name in a declaration declares. */
  variableDeclaredBy(name: Node): Variable | undefined {
    this.#declared ??= declaredIn(this.scopes);
    return this.#declared.get(name);
  }

  /** The writes to a name that no scope declares, which makes it a global one. */
  globalWrites(name: string): readonly Reference[] {
    this.#globalWrites ??= groupBy(this.#references.values(), (reference) =>
      !reference.resolved && reference.isWrite() ? reference.identifier.name : undefined,
    );
    return this.#globalWrites.get(name) ?? [];
  }

  /** Whether a name is declared or used anywhere: one that is not can be taken without meeting another. */
  knowsName(name: string): boolean {
    for (const reference of this.#references.values()) if (reference.identifier.name === name) return true;
    return this.scopes.some((scope) => scope.set.has(name));
  }

  #skipSpace(offset: number): number {
    let end = offset;
    while (end < this.text.length && this.text[end]!.trim() === '') end++;
    return end;
  }
}

/** A class is declared in the scope around it and in its own: the outer one is what others use. */
function declaredIn(scopes: readonly Scope[]): Map<Node, Variable> {
  const declared = new Map<Node, Variable>();
  for (const variable of scopes.flatMap(({ variables }) => variables)) {
    for (const identifier of variable.identifiers) if (!declared.has(identifier)) declared.set(identifier, variable);
  }
  return declared;
}

/**
 * The scopes of a tree; null where there is no telling. The analysis recurses, so it can meet a depth that the parser
 * could still hold, and it expects a whole tree: one that was recovered from errors, or has a proposal's syntax, need
 * not be.
 */
function scopesOf(program: TSESTree.Program): readonly Scope[] | null {
  const isModule = program.sourceType === 'module';
  try {
    // Node wraps a script into a function, so its top-level names are no globals.
    const options = { sourceType: program.sourceType, globalReturn: !isModule, lib: [], jsxPragma: null };
    return analyze(program, options).scopes;
  } catch {
    return null;
  }
}
