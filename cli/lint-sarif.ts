// Findings as SARIF 2.1.0, which code scanning services read.
import { readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RULES } from '../rules/index';
import type { Change, Edit, Finding, Rule, Severity } from '../rules/rule';
import { Lines } from '../rules/source/lines';
import type { FileFindings } from './lint-format';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const HOME = 'https://github.com/worker-lens/worker-lens';
/** The folder that files are named from. */
const ROOT = 'SRCROOT';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** The findings as one SARIF log. Files below the current folder are named from it, others by their whole address. */
export function formatSarif(results: readonly FileFindings[]): string {
  const version = ownVersion();
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'Worker Lens', informationUri: HOME, ...(version && { version }), rules: RULES.map(ruleRow) },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { uri: `${pathToFileURL(process.cwd()).href}/` } },
        results: results.flatMap(({ file, text, findings }) => {
          const lines = new Lines(text);
          return findings.map((finding) => resultRow(finding, file, lines));
        }),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleRow({ name, severity, description }: Rule) {
  return {
    id: name,
    shortDescription: { text: description },
    helpUri: `${HOME}/blob/main/docs/rules/${name}.md`,
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function resultRow(finding: Finding, file: string, lines: Lines) {
  const location = artifactOf(file);
  // One after the other as one would choose: what mends it for sure comes first.
  const changes = [...(finding.fix ? [finding.fix] : []), ...finding.suggestions];
  return {
    ruleId: finding.rule,
    ruleIndex: RULES.findIndex(({ name }) => name === finding.rule),
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [{ physicalLocation: { artifactLocation: location, region: regionOf(finding, lines) } }],
    ...(finding.related.length > 0 && { relatedLocations: finding.related.map(relatedRow) }),
    ...(changes.length > 0 && { fixes: changes.map(fixRow) }),
  };

  function fixRow({ title, edits }: Change) {
    const artifactChanges = [{ artifactLocation: location, replacements: edits.map(replacement) }];
    return { description: { text: title }, artifactChanges };
  }

  function relatedRow(place: Finding['related'][number]) {
    const physicalLocation = { artifactLocation: location, region: regionOf(place, lines) };
    return { physicalLocation, message: { text: place.message } };
  }

  function replacement(edit: Edit) {
    return { deletedRegion: regionOf(edit, lines), insertedContent: { text: edit.text } };
  }
}

function artifactOf(file: string): { uri: string; uriBaseId?: string } {
  const path = relative(process.cwd(), resolve(file));
  if (path.startsWith('..')) return { uri: pathToFileURL(file).href };
  return { uri: path.split(sep).map(encodeURIComponent).join('/'), uriBaseId: ROOT };
}

function regionOf({ start, end }: { readonly start: number; readonly end: number }, lines: Lines) {
  const { line: startLine, column: startColumn } = lines.positionAt(start);
  const { line: endLine, column: endColumn } = lines.positionAt(end);
  return { startLine, startColumn, endLine, endColumn };
}

/** The version in the package that this bundle lies in. */
function ownVersion(): string | undefined {
  try {
    return JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}
