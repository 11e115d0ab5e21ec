// Tests that a page under docs/ names, each as `path/of/file.test.ts › title`, held against the files.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@babel/parser';
import { ROOT } from '../../../scripts/lib/ensure.mjs';

interface AnyNode {
  type: string;
  value?: unknown;
  callee?: AnyNode & { name?: string };
  arguments?: AnyNode[];
  quasis?: { value: { cooked: string } }[];
  consequent?: AnyNode;
  alternate?: AnyNode;
}

/** What a page names, without the backquotes. */
export function testsNamedIn(page: string): string[] {
  return [...readFileSync(join(ROOT, page), 'utf8').matchAll(/`([^`]+\.test\.ts › [^`]+)`/g)].map(([, name]) => name!);
}

/** Those of a page's tests that there are not. In titles that a file puts together, any text may stand for `${…}`. */
export function missingTests(page: string): string[] {
  const known = new Map<string, RegExp[]>();
  return testsNamedIn(page).filter((name) => {
    const [file = '', title = ''] = name.split(' › ');
    const titles = known.get(file) ?? titlesIn(file);
    known.set(file, titles);
    return !titles.some((pattern) => pattern.test(title));
  });
}

function titlesIn(file: string): RegExp[] {
  if (!existsSync(join(ROOT, file))) return [];
  const titles: string[] = [];
  const { program } = parse(readFileSync(join(ROOT, file), 'utf8'), { sourceType: 'module', plugins: ['typescript'] });
  visit(program, (node) => {
    if (node.type === 'CallExpression' && node.callee?.name === 'it') titles.push(...patternsOf(node.arguments?.[0]));
  });
  return titles.map((pattern) => new RegExp(`^${pattern}$`));
}

/** A title as the source of a regular expression. */
function patternsOf(title: AnyNode | undefined): string[] {
  if (title?.type === 'StringLiteral') return [escaped(String(title.value))];
  if (title?.type === 'TemplateLiteral') return [title.quasis!.map(({ value }) => escaped(value.cooked)).join('.+')];
  if (title?.type === 'ConditionalExpression') return [...patternsOf(title.consequent), ...patternsOf(title.alternate)];
  return [];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function visit(node: object, see: (node: AnyNode) => void): void {
  if ('type' in node) see(node as AnyNode);
  for (const value of Object.values(node)) {
    if (typeof value === 'object' && value !== null) visit(value, see);
  }
}
