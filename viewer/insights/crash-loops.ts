// Crash loops: a slot whose workers crash soon after their start, one after the other.
import type { End, ProcessState, SlotState } from '../../protocol/viewer';
import type { Model } from '../model';
import { type Insight, sentences, spanWords, type Translate } from './insight';

/** A worker that lived longer, in ms, did not crash at its start: with it a loop ends. */
const LONGEST_LIFE = 60_000;
/** Fewer restarts are bad luck. */
const FEWEST_RESTARTS = 3;
/** A slot empty for so many times the longest wait before a restart is given up: waits that grow mostly double. */
const PATIENCE = 3;
/** It is never given up sooner, in ms: a busy primary, and this host's other programs, can be late. */
const SHORTEST_PATIENCE = 2_000;

/** Crashes in a row in one slot, the oldest first, and the worker that sits in it since. */
interface Loop {
  slot: SlotState;
  crashed: ProcessState[];
  current: ProcessState | null;
}

/** @param now of the hub's clock, in ms */
export function crashLoops(model: Model, now: number, t: Translate): Insight[] {
  return [...model.slots.values()].flatMap((slot) => {
    const loop = loopOf(model, slot, now);
    return loop ? [said(loop, isGivenUp(model, loop, now), t)] : [];
  });
}

function loopOf(model: Model, slot: SlotState, now: number): Loop | null {
  const current = (slot.current !== null && model.processes.get(slot.current)) || null;
  // One that runs well by now has left the loop.
  if (current && now - current.started > LONGEST_LIFE) return null;
  const loop = { slot, crashed: crashesInARow(model, slot), current };
  return restarts(loop).length >= FEWEST_RESTARTS ? loop : null;
}

/** The last crashes; but for the first, of workers that came after the one before had crashed and lived shortly. */
function crashesInARow(model: Model, slot: SlotState): ProcessState[] {
  const past = slot.history.flatMap((id) => model.processes.get(id) ?? []).filter(({ ended }) => ended !== null);
  past.sort((a, b) => a.ended! - b.ended!);
  const first = past.findLastIndex((each, at) => !isCrash(each) || !continues(past[at + 1], each));
  return past.slice(first + 1);
}

function isCrash(process: ProcessState | undefined): boolean {
  return process?.end?.how === 'crashed';
}

function continues(next: ProcessState | undefined, before: ProcessState): boolean {
  if (!next) return true;
  return next.started >= before.started && next.ended! - next.started <= LONGEST_LIFE;
}

/** Those that took the place of one that had crashed. */
function restarts({ crashed, current }: Loop): ProcessState[] {
  return [...crashed.slice(1), ...(current ? [current] : [])];
}

/** Nobody sits in the slot for longer than the program ever waited, or until its primary ended by itself. */
function isGivenUp(model: Model, { slot, crashed, current }: Loop, now: number): boolean {
  const primary = model.processes.get(slot.primary);
  if (current || !primary) return false;
  const since = crashed.at(-1)!.ended!;
  const waits = crashed.slice(1).map((each, at) => each.started - crashed[at]!.ended!);
  const limit = Math.max(SHORTEST_PATIENCE, PATIENCE * Math.max(...waits));
  return (primary.ended ?? now) - since > limit || endedByItself(primary.end);
}

/** With no worker left and nothing else to do, a primary ends. One that was stopped has given up nothing. */
function endedByItself(end: End | null): boolean {
  return end !== null && end.signal === null && end.error === null && (end.how === 'exited' || end.how === 'crashed');
}

function said(loop: Loop, givenUp: boolean, t: Translate): Insight {
  const { slot, crashed, current } = loop;
  const again = restarts(loop);
  const last = crashed.at(-1)!;
  return {
    id: `crash-loop ${slot.id}`,
    owner: slot.id,
    kind: 'crash-loop',
    severity: 'warning',
    label: t('restarted {0}× in {1}', again.length, spanWords(again.at(-1)!.started - crashed[0]!.ended!, t)),
    description: givenUp ? t('given up') : endWords(last, t),
    detail: sentences(
      t('The workers in slot {0} crashed {1} times, one after the other.', slot.slot, crashed.length),
      livedWords(crashed, t),
      endsWords(crashed, t),
      slot.restarts > again.length ? t('It was restarted {0} times in all.', slot.restarts) : null,
      givenUp
        ? t('Its slot stayed empty for longer than the program ever waited: it seems to have given up.')
        : t('A wait that grows with each restart, and an end to them, keep a loop from using up the machine.'),
      t('Debug Next… on the primary stops the next worker at its first line.'),
    ),
    targets: [...crashed, ...(current ? [current] : [])].map(({ id }) => id),
  };
}

function livedWords(crashed: readonly ProcessState[], t: Translate): string {
  const longest = Math.max(...crashed.slice(1).map(({ started, ended }) => ended! - started));
  return t('Since the first crash none lived longer than {0}.', spanWords(longest, t));
}

/** How the last one ended, and how many of the others did so too. */
function endsWords(crashed: readonly ProcessState[], t: Translate): string {
  const how = endWords(crashed.at(-1)!, t);
  const same = crashed.filter((each) => endWords(each, t) === how).length;
  return same === crashed.length
    ? t('Each ended with {0}.', how)
    : t('The last one ended with {0}, as did {1} of the others.', how, same - 1);
}

function endWords({ end }: ProcessState, t: Translate): string {
  if (end?.error) return `${end.error.name}: ${end.error.message}`.split('\n', 1)[0]!;
  return end?.signal ?? t('code {0}', end?.code ?? '?');
}
