import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Range,
  type TextEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { compatibleEdits, fixAll, type LintOptions } from '../rules/engine';
import { disableForFile, disableForLine } from '../rules/fixes/disable';
import { applyEdits } from '../rules/fixes/edits';
import type { Change, Edit, Finding } from '../rules/rule';
import { type Checker, nameOf, sourceOf } from './checker';
import { diagnosticFor, rangeOf } from './diagnostics';

/** The action that editors can run on save. */
export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.workerLens`;

/** The kinds of actions there are, as the server announces them. */
export const KINDS = [CodeActionKind.QuickFix, FIX_ALL_KIND];

/** What can be done about the findings in a range: mend one or all of its kind, or switch the rule off. */
export function codeActionsFor(
  { range, context }: CodeActionParams,
  document: TextDocument,
  checker: Checker,
): CodeAction[] {
  const all = checker.findingsIn(document);
  const actions: CodeAction[] = [];
  if (allows(context.only, CodeActionKind.QuickFix)) {
    const here = all.filter((finding) => touches(finding, range, document));
    const rules = new Set(here.map(({ rule }) => rule));
    actions.push(...here.flatMap((finding) => quickFixes(finding, document)));
    actions.push(...[...rules].flatMap((rule) => fixAllOfRule(rule, all, document, checker)));
    actions.push(...disableActions(here, document));
  }
  // Asked for by name only: in the menu at a finding it would say the same as the quick fixes.
  if (context.only && allows(context.only, FIX_ALL_KIND)) actions.push(...fixAllInFile(all, document, checker));
  return actions;
}

function allows(only: readonly string[] | undefined, kind: string): boolean {
  return !only || only.some((wanted) => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));
}

function touches(finding: Finding, range: Range, document: TextDocument): boolean {
  return finding.start <= document.offsetAt(range.end) && finding.end >= document.offsetAt(range.start);
}

function quickFixes(finding: Finding, document: TextDocument): CodeAction[] {
  const action = ({ title, edits }: Change): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnosticFor(finding, document)],
    edit: workspaceEdit(edits, document),
  });
  const fix = finding.fix ? [{ ...action(finding.fix), isPreferred: true }] : [];
  return [...fix, ...finding.suggestions.map(action)];
}

function fixAllOfRule(rule: string, all: readonly Finding[], document: TextDocument, checker: Checker): CodeAction[] {
  const findings = all.filter((finding) => finding.rule === rule && finding.fix);
  if (findings.length < 2) return [];
  const edits = editsOfAllFixes(findings, document, { ...checker.optionsFor(document), rules: [rule] });
  return [
    {
      title: `Fix all ${rule} problems in this file`,
      kind: CodeActionKind.QuickFix,
      diagnostics: findings.map((finding) => diagnosticFor(finding, document)),
      edit: workspaceEdit(edits, document),
    },
  ];
}

function fixAllInFile(all: readonly Finding[], document: TextDocument, checker: Checker): CodeAction[] {
  const findings = all.filter(({ fix }) => fix);
  if (findings.length === 0) return [];
  const edits = editsOfAllFixes(findings, document, checker.optionsFor(document));
  const title = 'Fix all Worker Lens problems in this file';
  return [{ title, kind: FIX_ALL_KIND, edit: workspaceEdit(edits, document) }];
}

function disableActions(findings: readonly Finding[], document: TextDocument): CodeAction[] {
  const source = findings.length > 0 ? sourceOf(document) : null;
  if (!source) return [];
  return findings.flatMap((finding) => {
    const action = (title: string, edit: Edit): CodeAction => ({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnosticFor(finding, document)],
      edit: workspaceEdit([edit], document),
    });
    return [
      action(`Disable ${finding.rule} for this line`, disableForLine(finding, source)),
      action(`Disable ${finding.rule} for this file`, disableForFile(finding, source)),
    ];
  });
}

/** Small edits where one pass mends all; else the part of the file that changes, as edits of later passes don't fit it. */
function editsOfAllFixes(findings: readonly Finding[], document: TextDocument, options: LintOptions): readonly Edit[] {
  const text = document.getText();
  const fixed = fixAll(text, nameOf(document), options);
  const edits = compatibleEdits(findings);
  return applyEdits(text, edits) === fixed ? edits : [changedPart(text, fixed)];
}

function changedPart(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}

function workspaceEdit(edits: readonly Edit[], document: TextDocument): NonNullable<CodeAction['edit']> {
  const textEdits = edits.map((edit): TextEdit => ({ range: rangeOf(edit, document), newText: edit.text }));
  return { changes: { [document.uri]: textEdits } };
}
