import { type ParseResult, type ParserOptions, parse as parseWithBabel } from '@babel/parser';
import type { TSESTree } from '@typescript-eslint/types';
import { childrenOf, type Node } from './nodes';
import { repairs } from './repair';

/** What the parser makes of a file: its tree, in the shape of typescript-eslint's, and its comments. */
export interface Parsed {
  readonly program: TSESTree.Program;
  readonly comments: readonly TSESTree.Comment[];
  /** Brackets that were missing at the end, put there to repair it; with white space. */
  readonly closed: string;
}

type Plugins = NonNullable<ParserOptions['plugins']>;

const LENIENT: ParserOptions = {
  errorRecovery: true,
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowImportExportEverywhere: true,
  allowSuperOutsideMethod: true,
  allowNewTargetOutsideFunction: true,
  allowUndeclaredExports: true,
  attachComment: false,
  ranges: true,
  // Lines and columns: three objects for each node, where only findings need any.
  locations: false,
};

const COMMON: Plugins = ['estree', 'decorators-legacy', 'decoratorAutoAccessors', 'deferredImportEvaluation'];

const OPENING = new Set(Array.from('([{', codeOf));
const CLOSING = new Set(Array.from(')]}', codeOf));

/** After a half-typed escape in a name the parser goes on with a name that is not there, even beyond the text's end. */
const UNREAD = new Set(['InvalidEscapeSequence', 'InvalidCodePoint']);

/** Among others, of an argument that is missing: `f(, a)`. */
const MISSING = 'UnexpectedToken';

/**
 * Deeper than people nest. Far below what the call stack takes, for the parser compares each label with all around it:
 * `{a:{a:{a:…` took 10 s at a depth of 10,000.
 */
const DEEPEST = 500;

/**
 * Parses a file by its name's extension. A file that is only half typed is repaired first, keeping all offsets.
 * Returns null where there is nothing to be read, also for nesting that nobody wrote.
 */
export function parse(text: string, fileName: string): Parsed | null {
  if (isTooDeep(text)) return null;
  try {
    return parseAsWritten(text, fileName) ?? parseRepaired(text, fileName);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The dialects to try in turn: `.js` files in the wild hold Flow or TypeScript as well. */
function dialectsOf(fileName: string): Plugins[] {
  if (/\.d\.[cm]?ts$/i.test(fileName)) return [[['typescript', { dts: true }]]];
  if (/\.[cm]?ts$/i.test(fileName)) return [['typescript'], ['typescript', 'jsx']];
  if (/\.tsx$/i.test(fileName)) return [['typescript', 'jsx']];
  return [['jsx'], ['typescript', 'jsx'], ['flow', 'jsx']];
}

function sourceTypeOf(fileName: string): 'module' | 'script' | 'unambiguous' {
  if (/\.m[jt]s$/i.test(fileName)) return 'module';
  return /\.c[jt]s$/i.test(fileName) ? 'script' : 'unambiguous';
}

function parseAsWritten(text: string, fileName: string): Parsed | null {
  for (const dialect of dialectsOf(fileName)) {
    const result = attempt(text, fileName, dialect);
    if ('program' in result) return { ...result, closed: '' };
  }
  return null;
}

function parseRepaired(text: string, fileName: string): Parsed | null {
  const [dialect = []] = dialectsOf(fileName);
  return repairs(text, (candidate) => {
    const result = attempt(candidate, fileName, dialect);
    // No offset before the end moves.
    return 'program' in result ? { ...result, closed: candidate.slice(text.length) } : result;
  });
}

/** One try at a dialect: the tree, or the offset at which the parser gave up. */
function attempt(text: string, fileName: string, dialect: Plugins): Omit<Parsed, 'closed'> | { failedAt: number } {
  try {
    const options = { ...LENIENT, sourceType: sourceTypeOf(fileName), plugins: [...COMMON, ...dialect] };
    const file: ParseResult = withoutStacks(() => parseWithBabel(text, options));
    const unread = file.errors.find(({ reasonCode }) => UNREAD.has(reasonCode));
    if (unread) return { failedAt: unread.pos };
    if (file.errors.some(({ reasonCode }) => reasonCode === MISSING)) nameMissing(file.program as unknown as Node);
    // Babel's `estree` output is typescript-eslint's tree; its own types don't say so.
    return file as unknown as Parsed;
  } catch (error) {
    if (error instanceof RangeError) throw error;
    // Where it recovers from one error, the parser can stumble over what it made of it: then there is no offset.
    return { failedAt: error instanceof SyntaxError && 'pos' in error ? Number(error.pos) : 0 };
  }
}

/** Puts a name where an argument is missing, as repairs do: the parser leaves `null` there, which no type says. */
function nameMissing(node: Node): void {
  if (node.type === 'CallExpression' || node.type === 'NewExpression') {
    let end = node.callee.range[1];
    const list: (Node | null)[] = node.arguments;
    for (const [place, argument] of list.entries()) {
      list[place] = argument ?? nameAt(end);
      end = argument?.range[1] ?? end + 1;
    }
  }
  for (const child of childrenOf(node)) nameMissing(child);
}

function nameAt(start: number): Node {
  const end = start + 1;
  return { type: 'Identifier', name: '_', start, end, range: [start, end] } as unknown as Node;
}

/** Each error that the parser recovers from is made with its stack, which nobody reads, and which is most of its cost. */
function withoutStacks<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Brackets in strings and comments count as well: what a text has too many of there is far less than the limit. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length && depth <= DEEPEST; at++) {
    const code = text.charCodeAt(at);
    if (OPENING.has(code)) depth++;
    else if (depth > 0 && CLOSING.has(code)) depth--;
  }
  return depth > DEEPEST;
}

function codeOf(char: string): number {
  return char.charCodeAt(0);
}
