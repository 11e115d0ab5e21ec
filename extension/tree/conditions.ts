// How what lives is, beyond what its life says: busy, stuck, blocked and the like, in words.
import type { Translate } from '../../adapter/texts';
import type { Condition } from '../../protocol/viewer';
import { spanWords } from './ages';
import { type Being, lives } from './beneath';

/** Packages whose threads wait for their next task in `Atomics.wait`. */
const WAITING_POOLS = ['piscina', 'tinypool'];

/** A condition as a row says it; `idle`: a pool's thread that waits for its next task. */
export type Manner = Condition['is'] | 'idle';

/** `undefined` where all is as it should be, and of what has ended. */
export function mannerOf(each: Being): Manner | undefined {
  if (!lives(each) || !each.condition) return undefined;
  return each.condition.is === 'blocked' && waitsForTasks(each) ? 'idle' : each.condition.is;
}

function waitsForTasks(each: Being): boolean {
  if (!('thread' in each)) return false;
  const script = each.script.replace(/\\/g, '/');
  return WAITING_POOLS.some((pool) => each.site?.via === pool || script.includes(`/node_modules/${pool}/`));
}

/** Whether figures that were measured before it say nothing of now: its event loop stands. */
export function standsStill(manner: Manner | undefined): boolean {
  return manner !== undefined && manner !== 'busy' && manner !== 'idle';
}

/** Whether its row counts seconds. */
export function isTicking(each: Being): boolean {
  if (each.state === 'disconnecting') return true;
  const manner = mannerOf(each);
  return manner === 'stuck' || manner === 'blocked' || manner === 'silent';
}

/** `stuck 12 s`, `in Atomics.wait`, `stopped (SIGSTOP)`; empty where there is nothing to say. `now` in ms. */
export function conditionWords(each: Being, now: number, t: Translate): string {
  const manner = mannerOf(each);
  if (!manner || !each.condition) return '';
  const span = spanWords(now - each.condition.since, t);
  switch (manner) {
    case 'stuck':
      return t('stuck {0}', span);
    case 'blocked':
      return each.condition.on ? t('in {0}', each.condition.on) : t('blocked {0}', span);
    case 'silent':
      return t('not answering {0}', span);
    default:
      return mannerWords(manner, t);
  }
}

/** The same, for the tooltip and who hears it: with all that is known. */
export function conditionSentence(each: Being, now: number, t: Translate): string {
  const manner = mannerOf(each);
  if (!manner || !each.condition) return '';
  const span = spanWords(now - each.condition.since, t);
  const on = each.condition.on ? t(', in {0}', each.condition.on) : '';
  return t('{0} for {1}{2}', mannerWords(manner, t), span, on);
}

export function mannerWords(manner: Manner, t: Translate): string {
  switch (manner) {
    case 'busy':
      return t('busy');
    case 'stuck':
      return t('stuck');
    case 'blocked':
      return t('blocked');
    case 'silent':
      return t('not answering');
    case 'paused':
      return t('paused');
    case 'stopped':
      return t('stopped (SIGSTOP)');
    case 'idle':
      return t('idle');
  }
}
