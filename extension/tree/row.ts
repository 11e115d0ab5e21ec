// What a row shows. Knows the model, not the editor.
import { processName, scriptName, threadName } from '../../adapter/names';
import { exitStatus } from '../../adapter/run-watch';
import type { Translate } from '../../adapter/texts';
import type { NotObserved } from '../../protocol/agent';
import type { End, Inspector, ProcessState, SlotState, ThreadState } from '../../protocol/viewer';
import type { Model } from '../../viewer/model';
import { notObservedWords } from '../../viewer/not-observed';
import { handleWords } from '../actions/handle-words';
import { ROW_ABILITIES } from '../ids';
import { isStuckAt, type StuckAt } from '../stuck-stacks';
import { lifeWords, type Now, now, shortTime } from './ages';
import { type Being, lives } from './beneath';
import { conditionSentence, conditionWords, type Manner, mannerOf, mannerWords, standsStill } from './conditions';
import {
  areWide,
  type FigureName,
  type FigureReader,
  type FigureValues,
  figureWords,
  spokenFigures,
  valuesOf,
} from './figures';
import { groupRow } from './group-row';
import { type InsightReader, insightOf, insightRow, NO_INSIGHTS } from './insight-row';
import { earlierUnder, forgottenIn, type Node, parentOf, slotShowing } from './nodes';
import { runRow } from './run-row';
import { endWords, portWords, processWords, shortEndWords, threadWords } from './words';

/** Characters of a thread's name and what follows it that fit a side bar of 300 pixels, three levels deep. */
const WIDTH = 23;
/** Characters of how a worker of the past ended that fit there, five levels deep. */
const PAST_WIDTH = 24;
const SEPARATOR = ' · ';

/** How a row looks, beyond its words. */
export type Look =
  | 'starting'
  | 'online'
  | 'listening'
  | 'disconnecting'
  | 'attached'
  | 'unobserved'
  | 'exited'
  | 'asked'
  | 'crashed'
  | 'unknown'
  | 'slot'
  | 'error'
  | 'earlier'
  | 'group'
  | 'insight'
  | 'insightWarning'
  | 'shared'
  | Manner
  | 'run'
  | 'runEnded';

export interface Row {
  label: string;
  description: string;
  /** Its figures, where the description has such. */
  figures?: string;
  /** Counts many, in its label and elsewhere: its numbers go up and down as figures do. */
  counts?: boolean;
  look: Look;
  /** Has ended: shown dimmed. */
  over: boolean;
  abilities: string[];
  /** Read out by a screen reader, after the label. */
  spoken: string;
  /** The process or thread that ended, whose place in the code a click opens. */
  opens?: string;
}

/** What stands for rows besides what the model has. */
export interface Followed {
  /** Whether a debugger follows whoever sits in this slot. */
  follows(slot: string): boolean;
}

/** Who knows where targets were, the last time that they were stuck. */
export interface StuckReader {
  of(target: string): StuckAt | undefined;
}

/** All that rows are made of, besides the model. */
export interface Sight extends Followed {
  readonly figures: FigureReader;
  readonly insights: InsightReader;
  readonly stuck: StuckReader;
  /** The figures that a row shows, in their order. */
  readonly chosen: readonly FigureName[];
  /** The host's monotonic clock, in ms. */
  now(): number;
}

/** No figures, no insights, no stacks, and no debugger that stands. */
export const BARE: Sight = {
  follows: () => false,
  figures: { of: () => undefined },
  insights: NO_INSIGHTS,
  stuck: { of: () => undefined },
  chosen: [],
  now: () => now().monotonic,
};

/** A node's row; `undefined` where the model has forgotten it. */
export function rowOf(model: Model, node: Node, t: Translate, sight = BARE, at = now()): Row | undefined {
  switch (node.kind) {
    case 'run':
      return withState(model.runs.get(node.id), (run) => runRow(model, run, t, sight));
    case 'process':
      return withState(model.processes.get(node.id), (process) => processRow(model, process, t, sight));
    case 'thread':
      return withState(model.threads.get(node.id), (thread) => threadRow(model, thread, t, sight));
    case 'slot':
      return withState(model.slots.get(node.id), (slot) => slotRow(slot, t));
    case 'past':
      return withState(model.processes.get(node.id), (process) => pastRow(process, t, at));
    case 'error':
      return withState(model.threads.get(node.id) ?? model.processes.get(node.id), errorRow);
    case 'earlier':
      return earlierRow(model, node.id, t);
    case 'group':
      return groupRow(model, node.id, t, sight);
    case 'insight':
      return insightRow(insightOf(sight.insights, node.id));
  }
}

function withState<S>(state: S | null | undefined, row: (state: S) => Row | undefined): Row | undefined {
  return state ? row(state) : undefined;
}

function processRow(model: Model, process: ProcessState, t: Translate, sight: Sight): Row {
  const slot = slotShowing(model, process);
  const isFollowed = slot !== undefined && sight.follows(slot.id);
  const follow = isFollowed ? t('followed') : '';
  const figures = figureWords(figuresShown(process, sight), sight.chosen, t);
  const description = processDescription(process, follow, figures, t, sight);
  return {
    label: processName(process, t),
    description,
    figures: figuresIn(description, figures),
    look: processLook(process),
    over: process.state === 'exited',
    abilities: [...processAbilities(process), ...slotAbilities(model, slot, isFollowed)],
    spoken: joined(
      [
        slot ? t('slot {0}', slot.slot) : '',
        processWords(process, sight.now(), t),
        conditionSentence(process, sight.now(), t),
        stillHeldWords(process, sight, t),
        spokenUnobserved(process, t),
        attachedWords(process.inspector, t),
        follow,
        ...spokenFigures(figuresShown(process, sight), sight.chosen, t),
        pidWords(process, t),
      ],
      ', ',
    ),
  };
}

/** What fits a row: more than that is in the tooltip. */
function processDescription(
  process: ProcessState,
  follow: string,
  figures: readonly string[],
  t: Translate,
  sight: Sight,
): string {
  const words = processWords(process, sight.now(), t);
  if (process.state === 'exited') return joined([words, follow]);
  if (process.notObserved) return unobservedWords(process.notObserved, t);
  if (process.state === 'disconnecting') return joined([words, ...whileLeaving(process, t, sight), follow]);
  const condition = joined([conditionWords(process, sight.now(), t), stuckPlace(process, sight)]);
  // That it listens goes without saying where its port stands, or wide figures need the room: its icon says it too.
  const state = process.state === 'listening' ? portWords(process) || words : words;
  const first =
    joined([condition, follow]) ||
    attachedWords(process.inspector, t) ||
    (figures.length > 0 && areWide(sight.chosen) ? '' : state);
  // A narrow side bar has no room for all: who looks at how a worker does knows it by its name.
  const isLong = figures.length > 0 || (condition !== '' && (follow !== '' || mannerOf(process) !== 'paused'));
  return joined([isLong ? '' : pidWords(process, t), first, ...figures]);
}

/** `stuck`, `db.js:88`: how long is said of its leaving already. */
function whileLeaving(process: ProcessState, t: Translate, sight: Sight): string[] {
  const manner = mannerOf(process);
  return manner ? [mannerWords(manner, t), stuckPlace(process, sight)] : [];
}

/** `still holds 3 sockets, 1 timer`, of what should have gone by now. */
function stillHeldWords({ id, state }: ProcessState, { figures }: Sight, t: Translate): string {
  const held = state === 'disconnecting' ? handleWords(figures.of(id)?.handles ?? null, t) : '';
  return held && t('still holds {0}', held);
}

/** `db.js:88` of what is stuck there now. */
function stuckPlace(each: Being, { stuck }: Sight): string {
  const at = stuck.of(each.id);
  if (!at?.at || !isStuckAt(each, at)) return '';
  return `${scriptName(at.at.file)}:${at.at.line}`;
}

/** Those that a description has. */
export function figuresIn(description: string, figures: readonly string[]): string {
  const words = joined([...figures]);
  return description.includes(words) ? words : '';
}

/** The figures to say of a target; none of one whose event loop stands, or which has ended. */
function figuresShown(each: Being, { figures }: Sight): Partial<FigureValues> {
  const measured = lives(each) && !standsStill(mannerOf(each)) ? figures.of(each.id) : undefined;
  return measured ? valuesOf(measured) : {};
}

function slotRow(slot: SlotState, t: Translate): Row {
  const description = t('restarted {0}×', slot.restarts);
  return { label: t('slot {0}', slot.slot), description, look: 'slot', over: true, abilities: [], spoken: description };
}

function pastRow(process: ProcessState, t: Translate, at: Now): Row {
  const words = endWords(process.end, t);
  const ended = process.ended ?? process.started;
  const lived = lifeWords(ended - process.started, t);
  const whole = joined([words, lived]);
  return {
    label: shortTime(ended, at),
    description: whole.length <= PAST_WIDTH ? whole : words,
    look: endLook(process.end),
    over: true,
    abilities: [...crashAbilities(process), ...(process.site ? [ROW_ABILITIES.revealFork] : [])],
    spoken: joined([t('worker before, {0}', words), t('up {0}', lived), pidWords(process, t)], ', '),
    ...(process.site || process.end?.error ? { opens: process.id } : {}),
  };
}

function errorRow({ id, end }: ProcessState | ThreadState): Row | undefined {
  if (!end?.error) return undefined;
  const { name, message } = end.error;
  const line = message.split('\n', 1)[0] ?? '';
  return { label: name, description: line, look: 'error', over: false, abilities: [], spoken: line, opens: id };
}

function threadRow(model: Model, thread: ThreadState, t: Translate, sight: Sight): Row {
  const name = thread.name ?? scriptName(thread.script);
  const figures = figureWords(figuresShown(thread, sight), sight.chosen, t);
  const description = threadDescription(model, thread, name, figures, t, sight);
  return {
    label: threadName(thread, t),
    description,
    figures: figuresIn(description, figures),
    look: threadLook(thread),
    over: thread.state === 'exited',
    abilities: threadAbilities(model, thread),
    spoken: joined(
      [
        name,
        threadWords(thread, t),
        conditionSentence(thread, sight.now(), t),
        attachedWords(thread.inspector, t),
        spokenUnobserved(thread, t),
        ...spokenFigures(figuresShown(thread, sight), sight.chosen, t),
      ],
      ', ',
    ),
  };
}

function threadDescription(
  model: Model,
  thread: ThreadState,
  name: string,
  figures: readonly string[],
  t: Translate,
  sight: Sight,
): string {
  if (!thread.end && thread.notObserved) return unobservedWords(thread.notObserved, t);
  const place = stuckPlace(thread, sight);
  // A narrow side bar has room for one name: where it is stuck says more than what it is called.
  if (place) return joined([conditionWords(thread, sight.now(), t), place]);
  const news = conditionWords(thread, sight.now(), t) || attachedWords(thread.inspector, t);
  // That it is online goes without saying where its figures stand.
  const online = figures.length > 0 && thread.state === 'online' ? '' : threadWords(thread, t);
  const state = thread.end ? shortEndWords(thread.end, t) : news || online;
  // Its group says the name of all.
  const isInGroup = parentOf(model, { kind: 'thread', id: thread.id })?.kind === 'group';
  if (isInGroup && thread.name === null) return joined([state || t('online'), ...figures]);
  return withName(name, joined([state, ...figures]));
}

/**
 * The name, and then what there is to say; first that, where it would be pushed out of sight: the editor cuts off what does
 * not fit. Numbers that grow by a digit do not change the order.
 */
function withName(name: string, words: string): string {
  const length = name.length + SEPARATOR.length + words.replace(/\d+/g, '00').length;
  return joined(length <= WIDTH ? [name, words] : [words, name]);
}

function earlierRow(model: Model, owner: string, t: Translate): Row {
  const ended = earlierUnder(model, owner);
  const forgotten = forgottenIn(model, owner);
  const crashed = ended.filter((each) => each.end?.how === 'crashed').length;
  // Of those that are forgotten nobody knows how they ended.
  const more = forgotten > 0 ? t('{0} kept', ended.length) : crashed > 0 ? t('{0} crashed', crashed) : '';
  const description = joined([t('{0} ended', ended.length + forgotten), more]);
  const row = { look: 'earlier' as const, over: true, abilities: [], spoken: description };
  return { label: t('earlier'), description, counts: true, ...row };
}

function pidWords(process: ProcessState, t: Translate): string {
  return process.pid === null ? '' : t('pid {0}', process.pid);
}

function attachedWords(inspector: Inspector, t: Translate): string {
  return inspector.attached ? t('attached') : '';
}

export function joined(parts: string[], separator = SEPARATOR): string {
  return parts.filter(Boolean).join(separator);
}

/** `not observed · Node.js v14.21.3`. */
function unobservedWords(why: NotObserved, t: Translate): string {
  return joined([t('not observed'), notObservedWords(why, t)]);
}

function spokenUnobserved({ notObserved }: ProcessState | ThreadState, t: Translate): string {
  return notObserved ? joined([t('not observed'), notObservedWords(notObserved, t)], ', ') : '';
}

function processLook(process: ProcessState): Look {
  if (process.state === 'exited') return endLook(process.end);
  if (process.notObserved) return 'unobserved';
  const manner = mannerOf(process);
  // That it is busy says less than that it leaves. What stands still cannot leave.
  const isToldOf = process.state !== 'disconnecting' || standsStill(manner);
  return (isToldOf && manner) || (process.inspector.attached ? 'attached' : process.state);
}

function threadLook(thread: ThreadState): Look {
  if (thread.state === 'exited') return endLook(thread.end);
  if (thread.notObserved) return 'unobserved';
  return mannerOf(thread) ?? (thread.inspector.attached ? 'attached' : thread.state);
}

function endLook(end: End | null): Look {
  if (end?.how === 'crashed') return 'crashed';
  if (end?.how === 'asked' || end?.how === 'voluntary') return 'asked';
  return exitStatus(end) === 0 ? 'exited' : 'unknown';
}

function processAbilities(process: ProcessState): string[] {
  const lives = process.state !== 'exited';
  const debuggable = lives && process.connected && process.inspector.state !== 'forbidden';
  const staysWorker = process.kind === 'worker' && process.state !== 'disconnecting';
  return [
    ...inspectorAbilities(process.inspector, lives && process.connected),
    ...(lives && process.pid !== null ? [ROW_ABILITIES.signal] : []),
    ...(lives && staysWorker ? [ROW_ABILITIES.disconnect] : []),
    ...(debuggable && process.primary ? [ROW_ABILITIES.attachWorkers] : []),
    ...(debuggable ? [ROW_ABILITIES.debugNext] : []),
    ...crashAbilities(process),
    ...(process.site ? [ROW_ABILITIES.revealFork] : []),
  ];
}

/** Where something crashed can be shown where anything is known of a place. */
function crashAbilities({ end, site }: ProcessState | ThreadState): string[] {
  return end?.how === 'crashed' && (end.error?.stack || site) ? [ROW_ABILITIES.showCrash] : [];
}

function slotAbilities(model: Model, slot: SlotState | undefined, isFollowed: boolean): string[] {
  if (!slot || model.processes.get(slot.primary)?.connected !== true) return [];
  return [isFollowed ? ROW_ABILITIES.leaveSlot : ROW_ABILITIES.followSlot];
}

function threadAbilities(model: Model, thread: ThreadState): string[] {
  // A thread needs no connection of its own yet: asked for something, it makes one.
  const lives = thread.state !== 'exited' && thread.notObserved === null;
  const reachable = lives && model.processes.get(thread.process)?.connected === true;
  const revealable = [...crashAbilities(thread), ...(thread.site ? [ROW_ABILITIES.revealFork] : [])];
  const together = reachable ? [ROW_ABILITIES.attachThreads, ROW_ABILITIES.debugNext] : [];
  return [...inspectorAbilities(thread.inspector, reachable), ...revealable, ...together];
}

function inspectorAbilities(inspector: Inspector, reachable: boolean): string[] {
  if (!reachable || inspector.state === 'forbidden') return [];
  return [
    inspector.attached ? ROW_ABILITIES.detach : ROW_ABILITIES.attach,
    ROW_ABILITIES.where,
    ...(inspector.url ? [ROW_ABILITIES.copyInspectorUrl] : []),
  ];
}
