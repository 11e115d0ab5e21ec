// The form of a rule's test: its cases, and nothing else.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { type ParserOptions, parse } from '@babel/parser';
import { fixAll, type LintOptions, lint } from '../../../../rules/engine';
import { applyEdits } from '../../../../rules/fixes/edits';
import type { Finding, Rule, Severity } from '../../../../rules/rule';
import { checkPage } from './page';

const require = createRequire(import.meta.url);

interface Program {
  readonly code: string;
  /** `a.js` where it is left out; its extension says how it is parsed. */
  readonly file?: string;
  readonly options?: LintOptions;
}

/** A program with findings, each marked in its code: `cluster.«isMaster»`. */
export interface Hit extends Program {
  /** The rule's own where it is left out; a list has one for each finding. */
  readonly severity?: Severity | readonly Severity[];
  /** What each message has in it. */
  readonly says?: RegExp;
  /** The program after all fixes; null where there must be none. Without it, what a fix gives is only parsed and checked again. */
  readonly fixed?: string | null;
  /** The program after each suggestion for its first finding. */
  readonly suggested?: readonly string[];
  /** The texts that related places mark. */
  readonly related?: readonly string[];
}

/** A program in which the rule finds nothing. */
export type Miss = string | Program;

export interface Cases {
  readonly rule: Rule;
  /** A hit that is only a text has nothing more to say. */
  readonly hits: readonly (string | Hit)[];
  readonly misses: readonly Miss[];
  /** Programs that call `log(…)`: it must see the same before and after all fixes. */
  readonly sameWhenRun?: readonly string[];
  /** Programs that, fixed, log this. */
  readonly whenFixed?: readonly { readonly code: string; readonly logs: readonly unknown[] }[];
}

const LEAST = 5;
const CUTS = 25;

/** Declares the tests of a rule: its hits and misses, its fixes, half-typed forms of both, and its page. */
export function cases({ rule, hits, misses, sameWhenRun = [], whenFixed = [] }: Cases): void {
  describe(rule.name, () => {
    it('has hits and misses enough', () => assert.ok(hits.length >= LEAST && misses.length >= LEAST));
    for (const hit of hits.map((item) => (typeof item === 'string' ? { code: item } : item))) {
      it(`finds ${titleOf(hit)}`, () => checkHit(hit, rule));
    }
    for (const miss of misses.map((item) => (typeof item === 'string' ? { code: item } : item))) {
      it(`leaves alone ${titleOf(miss)}`, () => checkMiss(miss, rule));
    }
    for (const code of sameWhenRun) {
      it(`changes nothing about ${titleOf({ code })}`, () => checkSameWhenRun(code, rule));
    }
    for (const { code, logs } of whenFixed) {
      it(`makes work ${titleOf({ code })}`, () => assert.deepEqual(run(fixAll(code, 'a.cjs', only(rule))), logs));
    }
    it('has a page', () => checkPage(rule));
  });
}

function checkHit(hit: Hit, rule: Rule): void {
  const { code, marked } = withoutMarks(hit.code);
  const findings = found(code, hit, rule);
  assert.deepEqual(
    findings.map(({ start, end }) => `${start}: ${code.slice(start, end)}`),
    marked,
  );
  for (const [index, { severity, message }] of findings.entries()) {
    const expected = typeof hit.severity === 'string' ? hit.severity : hit.severity?.[index];
    assert.equal(severity, expected ?? rule.severity);
    assert.match(message, hit.says ?? /^[^\n]+\.$/);
  }
  checkRelated(findings, hit, code);
  checkFix(findings, hit, code, rule);
  checkSuggestions(findings[0], hit, code, rule);
  checkHalfTyped(code, hit, rule);
}

function checkMiss(miss: Program, rule: Rule): void {
  assertParses(miss.code, miss.file);
  assert.deepEqual(
    found(miss.code, miss, rule).map(({ message, start, end }) => `${miss.code.slice(start, end)}: ${message}`),
    [],
  );
  checkHalfTyped(miss.code, miss, rule);
}

function checkRelated(findings: readonly Finding[], { related }: Hit, code: string): void {
  if (!related) return;
  const texts = findings.flatMap((finding) => finding.related.map(({ start, end }) => code.slice(start, end)));
  assert.deepEqual(texts, related);
}

/** What is fixed is a program, with nothing left of what had a fix. */
function checkFix(findings: readonly Finding[], hit: Hit, code: string, rule: Rule): void {
  const fixable = findings.filter(({ fix }) => fix);
  if (fixable.length > 0) assert.ok(rule.hasFixes, 'its findings have fixes, and it does not say so');
  if (hit.fixed === null) assert.deepEqual(fixable, []);
  const fixed = fixAll(code, hit.file ?? 'a.js', only(rule, hit.options));
  if (typeof hit.fixed === 'string') assert.equal(fixed, hit.fixed);
  if (fixable.length === 0) {
    assert.equal(fixed, code);
    return;
  }
  assertParses(fixed, hit.file);
  assert.equal(found(fixed, hit, rule).length, findings.length - fixable.length, fixed);
}

function checkSuggestions(finding: Finding | undefined, hit: Hit, code: string, rule: Rule): void {
  const texts = (finding?.suggestions ?? []).map(({ edits }) => applyEdits(code, edits));
  if (hit.suggested) assert.deepEqual(texts, hit.suggested);
  const findings = found(code, hit, rule).length;
  for (const text of texts) {
    assertParses(text, hit.file);
    assert.ok(found(text, hit, rule).length < findings, text);
  }
}

/** A program on its way: nothing fails, and nothing is found outside of it. */
function checkHalfTyped(code: string, { file, options }: Program, rule: Rule): void {
  const step = Math.max(1, Math.floor(code.length / CUTS));
  for (let length = step; length < code.length; length += step) {
    const half = code.slice(0, length);
    for (const { start, end } of lint(half, file ?? 'a.js', only(rule, options))) {
      assert.ok(start >= 0 && start < end && end <= half.length, half);
    }
    fixAll(half, file ?? 'a.js', only(rule, options));
  }
}

function checkSameWhenRun(code: string, rule: Rule): void {
  const fixed = fixAll(code, 'a.cjs', only(rule));
  assert.notEqual(fixed, code);
  assert.deepEqual(run(fixed), run(code), fixed);
}

/** What a program logs when it is run as the body of a function. */
export function run(program: string): unknown[] {
  const seen: unknown[] = [];
  new Function('require', 'log', program)(require, (...values: unknown[]) => seen.push(...values));
  return seen;
}

function found(code: string, { file = 'a.js', options }: Program, rule: Rule): Finding[] {
  return lint(code, file, only(rule, options));
}

function only({ name }: Rule, options: LintOptions = {}): LintOptions {
  return { ...options, rules: [name] };
}

function withoutMarks(marked: string): { code: string; marked: string[] } {
  const places: string[] = [];
  let code = '';
  for (const [index, part] of marked.split(/[«»]/).entries()) {
    if (index % 2 === 1) places.push(`${code.length}: ${part}`);
    code += part;
  }
  return { code, marked: places };
}

/** As Node or a compiler reads it, with no error forgiven. */
export function assertParses(code: string, file = 'a.js'): void {
  const types: ParserOptions['plugins'] = /\.[cm]?tsx?$/.test(file) ? ['typescript', 'decorators-legacy'] : [];
  const plugins: ParserOptions['plugins'] = /ts$/.test(file) ? types : [...types, 'jsx'];
  assert.doesNotThrow(
    () => parse(code, { sourceType: 'unambiguous', allowReturnOutsideFunction: true, plugins }),
    `does not parse: ${code}`,
  );
}

function titleOf({ file, code }: Program): string {
  return `${file ? `${file}: ` : ''}${code.replaceAll(/\s+/g, ' ').slice(0, 110)}`;
}
