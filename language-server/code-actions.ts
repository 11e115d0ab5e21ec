import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Range,
  type TextEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { LintOptions } from '../rules/engine';
import { disableForFile, disableForLine } from '../rules/fixes/disable';
import type { Change, Edit, Finding } from '../rules/rule';
import { isLong, nameOf, sourceOf } from './checker';
import { diagnosticFor, rangeOf } from './diagnostics';
import { editsOfAllFixes } from './edits';

/** The action that editors can run on save. */
export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.workerLens`;

/** The kinds of actions there are, as the server announces them. */
export const KINDS = [CodeActionKind.QuickFix, FIX_ALL_KIND];

/** What actions are made from. */
export interface ActionContext {
  readonly document: TextDocument;
  /** All that was found in it. */
  readonly findings: readonly Finding[];
  readonly options: LintOptions;
  /** The client's command that mends all files of the workspace; empty where it has none. */
  readonly fixAllCommand: string;
}

/** What can be done about the findings in a range: mend one or all of its kind, or switch the rule off. */
export function codeActionsFor({ range, context: { only } }: CodeActionParams, context: ActionContext): CodeAction[] {
  const { document, findings } = context;
  const actions: CodeAction[] = [];
  if (allows(only, CodeActionKind.QuickFix)) {
    const here = findings.filter((finding) => touches(finding, range, document));
    const rules = new Set(here.filter(({ fix }) => fix).map(({ rule }) => rule));
    actions.push(...here.flatMap((finding) => quickFixes(finding, document)));
    const looksAgain = !isLong(document);
    for (const rule of rules) {
      if (looksAgain) actions.push(...fixAllOfRule(rule, context));
      actions.push(...fixAllEverywhere(rule, context));
    }
    if (looksAgain) actions.push(...disableActions(here, document));
  }
  // Asked for by name only: in the menu at a finding it would say the same as the quick fixes.
  if (only && allows(only, FIX_ALL_KIND)) actions.push(...fixAllInFile(context));
  return actions;
}

function allows(only: readonly string[] | undefined, kind: string): boolean {
  return !only || only.some((wanted) => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));
}

function touches(finding: Finding, range: Range, document: TextDocument): boolean {
  return finding.start <= document.offsetAt(range.end) && finding.end >= document.offsetAt(range.start);
}

/** What mends a finding for sure, which is preferred, and what a person may want in its place. */
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

function fixAllOfRule(rule: string, { document, findings: all, options }: ActionContext): CodeAction[] {
  const findings = all.filter((finding) => finding.rule === rule && finding.fix);
  if (findings.length < 2) return [];
  const edits = allFixes(findings, document, { ...options, rules: [rule] });
  return [
    {
      title: `Fix all ${rule} problems in this file`,
      kind: CodeActionKind.QuickFix,
      diagnostics: findings.map((finding) => diagnosticFor(finding, document)),
      edit: workspaceEdit(edits, document),
    },
  ];
}

/** Other files can't be changed by an edit that nobody has seen, so this asks the client for its command with a preview. */
function fixAllEverywhere(rule: string, { document, findings, fixAllCommand }: ActionContext): CodeAction[] {
  if (fixAllCommand === '') return [];
  const meant = findings.filter((finding) => finding.rule === rule && finding.fix);
  const title = `Fix all ${rule} problems in the workspace…`;
  // Those with diagnostics come first in menus: without, it would stand below what switches the rule off.
  const diagnostics = meant.map((finding) => diagnosticFor(finding, document));
  const command = { title, command: fixAllCommand, arguments: [{ rule }] };
  return [{ title, kind: CodeActionKind.QuickFix, diagnostics, command }];
}

function fixAllInFile({ document, findings: all, options }: ActionContext): CodeAction[] {
  const findings = all.filter(({ fix }) => fix);
  if (findings.length === 0) return [];
  const edits = allFixes(findings, document, options);
  const title = 'Fix all Worker Lens problems in this file';
  return [{ title, kind: FIX_ALL_KIND, edit: workspaceEdit(edits, document) }];
}

function allFixes(findings: readonly Finding[], document: TextDocument, options: LintOptions): readonly Edit[] {
  return editsOfAllFixes(findings, document.getText(), nameOf(document), options);
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

function workspaceEdit(edits: readonly Edit[], document: TextDocument): NonNullable<CodeAction['edit']> {
  const textEdits = edits.map((edit): TextEdit => ({ range: rangeOf(edit, document), newText: edit.text }));
  return { changes: { [document.uri]: textEdits } };
}
