import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { lint } from '../../../../rules/engine';
import type { Rule } from '../../../../rules/rule';

const HEADINGS = ['## Why', '## How it comes about', '## Wrong', '## Right', '## When nothing is said'];

/**
 * Checks a rule's page: it has all parts, says the severity, since which Node it holds and how to switch it off, and its
 * examples are what it says. The page names the examples' language by `js`, `cjs`, `mjs` or `ts`.
 */
export function checkPage(rule: Rule): void {
  const path = `docs/rules/${rule.name}.md`;
  assert.ok(existsSync(path), `${path} is missing`);
  const page = readFileSync(path, 'utf8');
  assert.ok(page.startsWith(`# ${rule.name}\n`), 'the title is the name');
  assert.match(page, new RegExp(`^Severity: ${rule.severity}\\b`, 'm'));
  assert.match(page, /^Node\.js: .+/m, 'it says since which Node this holds');
  for (const heading of HEADINGS) assert.ok(page.includes(`\n${heading}\n`), `'${heading}' is missing`);
  assert.ok(page.includes(`worker-lens-disable-next-line ${rule.name}`), 'it says how to switch it off');
  const [wrong, right] = ['Wrong', 'Right'].map((heading) => examplesUnder(heading, page));
  assert.ok(wrong!.length > 0 && right!.length > 0, 'it has examples');
  for (const [file, code] of wrong!) assert.notEqual(countIn(code, file, rule), 0, `nothing is found in:\n${code}`);
  for (const [file, code] of right!) assert.equal(countIn(code, file, rule), 0, `something is found in:\n${code}`);
}

function countIn(code: string, file: string, { name }: Rule): number {
  return lint(code, file, { rules: [name] }).length;
}

function examplesUnder(heading: string, page: string): [file: string, code: string][] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const blocks = section.matchAll(/```([cm]?[jt]s)\n([\s\S]*?)```/g);
  return [...blocks].map(([, extension, code]) => [`a.${extension}`, code!]);
}
