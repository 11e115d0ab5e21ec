// All that is known of a row, shown when a person rests on it.
import * as vscode from 'vscode';
import { processName, threadName } from '../../adapter/names';
import type { ErrorInfo, Site } from '../../protocol/agent';
import type { End, Frame, Inspector, ProcessState, RunState, SlotState, ThreadState } from '../../protocol/viewer';
import type { Shares } from '../../viewer/insights/balance';
import { type Insight, percent } from '../../viewer/insights/insight';
import type { Pool } from '../../viewer/insights/pools';
import type { Model } from '../../viewer/model';
import { notObservedSentences } from '../../viewer/not-observed';
import { whyWords } from '../../viewer/why';
import { handleWords } from '../actions/handle-words';
import { isFile } from '../actions/stack-groups';
import { isStuckAt } from '../stuck-stacks';
import { agoWords, clockTime, lifeWords, type Now } from './ages';
import { lastEvents } from './before';
import type { Being } from './beneath';
import { conditionSentence } from './conditions';
import { FIGURES, type FigureReader, type FigureValues, figureName, unitWords, valuesOf } from './figures';
import { groupFigures, groupLabel } from './group-row';
import { groupOfId, membersOf } from './groups';
import {
  busyOf,
  type InsightReader,
  insightOf,
  poolsOfMembers,
  predecessorWords,
  taskWords,
  total,
} from './insight-row';
import { earlierUnder, type Node, slotShowing } from './nodes';
import type { StuckReader } from './row';
import { runFigures } from './run-row';
import { processSettingWords, threadSettingWords } from './setting-words';
import { endWords, processWords, threadWords } from './words';

const { t } = vscode.l10n;

/** How many calls of a stack it shows: all are a command away. */
const CALLS = 4;

/** A name and what to say under it; left out where there is nothing to say. */
type Fact = [name: string, value: string | number | null | undefined];

/** What tooltips are made of, besides the model. */
export interface Known {
  readonly figures: FigureReader;
  readonly insights: InsightReader;
  readonly stuck: StuckReader;
}

/** A node's tooltip; `now` is the host's monotonic clock. */
export function tooltipOf(model: Model, node: Node, now: Now, known: Known): vscode.MarkdownString | undefined {
  switch (node.kind) {
    case 'run':
      return withState(model.runs.get(node.id), (run) => list(run.name, runFacts(model, run, now, known)));
    case 'process':
    case 'past':
      return withState(model.processes.get(node.id), (process) =>
        list(processName(process, t), processFacts(model, process, now, known)),
      );
    case 'thread':
      return withState(model.threads.get(node.id), (thread) =>
        list(threadName(thread, t), threadFacts(model, thread, now, known)),
      );
    case 'slot':
      return withState(model.slots.get(node.id), (slot) => list(t('slot {0}', slot.slot), slotFacts(slot)));
    case 'error':
      return withState((model.threads.get(node.id) ?? model.processes.get(node.id))?.end?.error, errorText);
    case 'earlier':
      return list(t('earlier'), [[t('Ended'), earlierUnder(model, node.id).length]]);
    case 'group':
      return groupTooltip(model, node.id, known);
    case 'insight':
      return withState(insightOf(known.insights, node.id), insightText);
  }
}

function withState<S>(state: S | null | undefined, tooltip: (state: S) => vscode.MarkdownString) {
  return state ? tooltip(state) : undefined;
}

function groupTooltip(model: Model, id: string, { figures, insights }: Known): vscode.MarkdownString {
  const group = groupOfId(id);
  const members = membersOf(model, group);
  const scripts = group.of === 'workers' ? [] : [...new Set(members.map(({ script }) => script))];
  return list(groupLabel(model, group, members.length, t), [
    [t('Members'), members.length],
    [t('Script'), scripts.join(', ')],
    ...poolFacts(poolsOfMembers(members, insights), members),
    ...valueFacts(groupFigures(members, figures)),
  ]);
}

/** What it says on two lines, escaped: it may quote the program. */
function insightText({ label, description, detail }: Insight): vscode.MarkdownString {
  return new vscode.MarkdownString(`**${escaped(label)}** · ${escaped(description)}\n\n${escaped(detail)}`);
}

function poolFacts(pools: readonly Pool[], members: readonly Being[]): Fact[] {
  const busy = busyOf(pools, members);
  const tasks = total(pools, (pool) => pool.tasks);
  const replaced = total(pools, (pool) => pool.replaced.length);
  return [
    [t('Busy'), busy],
    [t('Idle'), busy === null ? null : members.length - busy],
    [t('Tasks'), tasks === null ? null : taskWords(tasks, t)],
    [t('Replaced'), replaced === 0 ? null : replaced],
  ];
}

/** Of what its cluster did of late. */
function shareFacts(shares: Shares | undefined): Fact[] {
  return [
    [t('Share of connections'), shareWords(shares?.connections)],
    [t('Share of requests'), shareWords(shares?.requests)],
  ];
}

function shareWords(share: number | null | undefined): string | null {
  return typeof share === 'number' ? percent(share) : null;
}

function slotFacts(slot: SlotState): Fact[] {
  return [
    [t('Place'), t('the place a worker takes in its cluster, kept across restarts')],
    [t('Restarts'), slot.restarts],
  ];
}

/** The whole error, as Node would print it. */
function errorText(error: ErrorInfo): vscode.MarkdownString {
  return new vscode.MarkdownString().appendCodeblock(error.stack ?? `${error.name}: ${error.message}`, 'text');
}

function runFacts(model: Model, run: RunState, now: Now, { figures }: Known): Fact[] {
  return [
    [t('State'), run.state === 'ended' ? t('ended') : run.state === 'starting' ? t('starting') : t('running')],
    ...valueFacts(runFigures(model, run, figures)),
    ...timeFacts(run, now),
  ];
}

function processFacts(model: Model, process: ProcessState, now: Now, { figures, insights, stuck }: Known): Fact[] {
  const slot = slotShowing(model, process);
  return [
    [t('State'), processWords(process, now.monotonic, t)],
    ...figureFacts(process, now, figures),
    ...stuckFacts(process, stuck),
    ...shareFacts(insights.sharesOf(process.id)),
    [t('Process id'), process.pid],
    [t('Slot'), process.worker && slotWords(process.worker.slot, slot?.restarts ?? 0)],
    [t('Command'), process.argv.join(' ') || process.script],
    [t('Folder'), process.cwd],
    [t('Node.js'), process.node],
    [process.worker ? t('Forked with') : t('Started with'), processSettingWords(process, parentOf(model, process))],
    [t('Scheduling'), schedulingWords(process)],
    ...timeFacts(process, now),
    ...commonFacts(process),
  ];
}

function threadFacts(model: Model, thread: ThreadState, now: Now, { figures, insights, stuck }: Known): Fact[] {
  return [
    [t('State'), threadWords(thread, t)],
    ...figureFacts(thread, now, figures),
    ...stuckFacts(thread, stuck),
    [t('Thread id'), thread.thread],
    [t('Name'), thread.name],
    [t('In the place of'), predecessorWords(model, thread, insights, t)],
    [t('Script'), thread.script],
    [t('Made with'), threadSettingWords(thread, model.processes.get(thread.process) ?? null)],
    [t('workerData'), thread.workerData],
    [t('Shares'), sharesWords(thread)],
    ...timeFacts(thread, now),
    ...commonFacts(thread),
  ];
}

/** How it is, and all that was measured of it last. */
function figureFacts(each: Being, now: Now, figures: FigureReader): Fact[] {
  const condition: Fact = [t('Condition'), conditionSentence(each, now.monotonic, t)];
  const measured = figures.of(each.id);
  if (!measured) return [condition];
  const holds = each.state === 'disconnecting' ? t('Still holds') : t('Holds');
  return [condition, ...valueFacts(valuesOf(measured)), [holds, handleWords(measured.handles, t)]];
}

/** Where it is stuck, or was the last time; both as far as somebody wanted to know. */
function stuckFacts(each: Being, stuck: StuckReader): Fact[] {
  const at = stuck.of(each.id);
  if (!at) return [];
  const calls = at.stack.frames.slice(0, CALLS).map(callWords);
  return [[isStuckAt(each, at) ? t('Stuck in') : t('Was stuck in'), calls.join(' ← ')]];
}

/** `query (src/db.js:88)`. */
function callWords({ name, file, line }: Frame): string {
  const place = `${isFile(file) ? vscode.workspace.asRelativePath(file) : file}:${line}`;
  return name ? `${name} (${place})` : place;
}

function valueFacts(values: Partial<FigureValues>): Fact[] {
  return FIGURES.flatMap((name): Fact[] => {
    const value = values[name] ?? null;
    return value === null ? [] : [[capital(figureName(name, t)), unitWords(name, value)]];
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The shared memory that it was given: `counter (16 bytes)`. */
function sharesWords({ shares }: ThreadState): string {
  return shares.map(({ name, bytes }) => t('{0} ({1} bytes)', name ?? t('shared memory'), bytes)).join(', ');
}

function parentOf(model: Model, process: ProcessState): ProcessState | null {
  return (process.parent !== null && model.processes.get(process.parent)) || null;
}

function schedulingWords({ scheduling }: ProcessState): string | null {
  return scheduling && (scheduling === 'rr' ? t('round robin') : t('left to the system'));
}

function slotWords(slot: number, restarts: number): string {
  return restarts > 0 ? `${slot} · ${t('restarted {0}×', restarts)}` : String(slot);
}

function timeFacts(each: { started: number; ended: number | null }, now: Now): Fact[] {
  const moment = (time: number) => `${clockTime(time, now)} (${agoWords(time, now, t)})`;
  return [
    [t('Started'), moment(each.started)],
    [t('Ended'), each.ended === null ? null : moment(each.ended)],
    [t('Up for'), each.ended === null ? null : lifeWords(each.ended - each.started, t)],
  ];
}

function commonFacts(each: ProcessState | ThreadState): Fact[] {
  const { sent, received } = each.messages;
  return [
    [t('End'), each.end && endWords(each.end, t)],
    [t('Why'), each.end && whyWords(each.end, t)],
    [t('Not observed'), each.notObserved && notObservedSentences(each.notObserved, t)],
    [t('Error'), firstLine(each.end)],
    ...(each.end ? lastEvents(each.end, each.ended ?? 0, t) : []),
    [t('Made at'), siteWords(each.site)],
    [t('Messages'), sent + received === 0 ? null : t('{0} sent, {1} received', sent, received)],
    [t('Inspector'), each.state === 'exited' ? null : inspectorWords(each.inspector)],
  ];
}

function firstLine(end: End | null): string | null {
  return end?.error ? `${end.error.name}: ${end.error.message}`.split('\n', 1)[0]! : null;
}

function siteWords(site: Site | null): string | null {
  if (!site) return null;
  const place = `${vscode.workspace.asRelativePath(site.file)}:${site.line}`;
  return site.via === undefined ? place : t('{0}, through {1}', place, site.via);
}

function inspectorWords(inspector: Inspector): string {
  if (inspector.attached) return t('a debugger is attached');
  if (inspector.state === 'forbidden')
    return t('forbidden by its permission model; from Node.js 24 on --allow-inspector allows it');
  return inspector.state === 'closed' ? t('closed') : t('open at {0}', inspector.url ?? '?');
}

function list(title: string, facts: Fact[]): vscode.MarkdownString {
  const known = facts.filter(([, value]) => value !== null && value !== undefined && value !== '');
  const lines = known.map(([name, value]) => `${escaped(name)}: ${escaped(String(value))}`);
  return new vscode.MarkdownString([`**${escaped(title)}**`, ...lines].join('  \n'));
}

/** What a program is called must not become a link or an image. */
function escaped(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()#+\-.!|<>~&:@$]/g, '\\$&');
}
