// A comparison as Markdown.
import type { Translate } from '../../adapter/texts';
import { type ComparedRow, ratioText, valueText } from '../../viewer/trace/compare';

/** What Markdown would take for its own. */
const SPECIAL = /[\\`*_{}[\]<>|~&]/g;

export function comparisonPage(names: readonly [string, string], rows: readonly ComparedRow[], t: Translate): string {
  const known = rows.filter(({ a, b }) => a !== null || b !== null);
  const cells = known.map(({ label, unit, a, b, ratio }) => [
    label,
    valueText(a, unit),
    valueText(b, unit),
    ratioText(ratio),
  ]);
  const head = ['', ...names, t('second ÷ first')];
  const lines = [head.map(plain), ['---', '---:', '---:', '---:'], ...cells.map((row) => row.map(plain))];
  const absent = rows.filter((row) => !known.includes(row)).map(({ label }) => plain(label));
  return [
    `# ${plain(t('{0} and {1}', ...names))}`,
    '',
    ...lines.map((row) => `| ${row.join(' | ')} |`),
    '',
    ...(absent.length > 0 ? [t('Not measured in either: {0}.', absent.join(', ')), ''] : []),
  ].join('\n');
}

function plain(text: string): string {
  return text.replaceAll(SPECIAL, '\\$&').replaceAll(/\s+/g, ' ');
}
