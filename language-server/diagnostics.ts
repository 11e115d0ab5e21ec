import { type Diagnostic, DiagnosticSeverity, DiagnosticTag, type Range } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, Severity, Tag } from '../rules/rule';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};
const TAGS: Readonly<Record<Tag, DiagnosticTag>> = {
  deprecated: DiagnosticTag.Deprecated,
  unnecessary: DiagnosticTag.Unnecessary,
};

/** A finding as the editor shows it. */
export function diagnosticFor(finding: Finding, document: TextDocument): Diagnostic {
  return {
    range: rangeOf(finding, document),
    severity: SEVERITIES[finding.severity],
    code: finding.rule,
    codeDescription: { href: finding.url },
    source: 'Worker Lens',
    message: finding.message,
    tags: finding.tags.map((tag) => TAGS[tag]),
    relatedInformation: finding.related.map((place) => ({
      location: { uri: document.uri, range: rangeOf(place, document) },
      message: place.message,
    })),
  };
}

/** The editor's range for two offsets. */
export function rangeOf(
  { start, end }: { readonly start: number; readonly end: number },
  document: TextDocument,
): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}
