// The row that stands for many: what they have in common, how many they are, and how they do.
import type { Translate } from '../../adapter/texts';
import type { Model } from '../../viewer/model';
import { ROW_ABILITIES } from '../ids';
import { type Being, lives } from './beneath';
import { type Manner, mannerOf, mannerWords } from './conditions';
import { type FigureReader, type FigureValues, figureWords, spokenFigures, valuesOf, valuesTogether } from './figures';
import { type Group, groupName, groupOfId, membersOf, slotsOfRange } from './groups';
import { poolsOfMembers, poolWords } from './insight-row';
import { joined, type Look, type Row, type Sight } from './row';

/** What is worth a number, the worst first. */
const COUNTED: Manner[] = ['stuck', 'silent', 'busy', 'blocked', 'stopped', 'paused', 'idle'];
/** What a pool tells better: its threads are busy by their tasks, and idle without. */
const WORK: Manner[] = ['busy', 'idle'];

/** `heavy.js × 8`, `3 busy`; `undefined` where none is left. */
export function groupRow(model: Model, id: string, t: Translate, sight: Sight): Row | undefined {
  const group = groupOfId(id);
  const members = membersOf(model, group);
  if (members.length === 0) return undefined;
  const inPools = poolWords(poolsOfMembers(members, sight.insights), members, t);
  const counts = [...countWords(members, t, inPools.length > 0 ? WORK : []), ...inPools];
  const together = groupFigures(members, sight.figures);
  const figures = figureWords(together, sight.chosen, t);
  return {
    label: groupLabel(model, group, members.length, t),
    description: joined([...counts, ...figures]),
    figures: joined(figures),
    counts: true,
    look: groupLook(members),
    over: false,
    abilities: groupAbilities(model, group, members),
    spoken: joined(
      [t('group of {0}', members.length), ...counts, ...spokenFigures(together, sight.chosen, t)].filter(Boolean),
      ', ',
    ),
  };
}

/** What the members of a group do together. */
export function groupFigures(members: readonly Being[], figures: FigureReader): FigureValues {
  const measured = members.map(({ id }) => figures.of(id)).filter((each) => each !== undefined);
  return valuesTogether(measured.map(valuesOf));
}

export function groupLabel(model: Model, group: Group, count: number, t: Translate): string {
  if (group.of !== 'workers') return `${groupName(group)} × ${count}`;
  const [first, last] = slotsOfRange(group);
  const highest = model.slotsOf(group.owner).at(-1)?.slot ?? last;
  return t('workers {0}–{1}', first, Math.min(last, highest));
}

/** @param but manners that are told otherwise */
function countWords(members: readonly Being[], t: Translate, but: readonly Manner[]): string[] {
  const counts = new Map<string, number>();
  for (const each of members) counts.set(wordOf(each), (counts.get(wordOf(each)) ?? 0) + 1);
  const counted = (word: string, words: string) => {
    const count = counts.get(word);
    return count ? [`${count} ${words}`] : [];
  };
  return [
    ...counted('crashed', t('crashed')),
    ...counted('ended', t('ended')),
    ...COUNTED.filter((manner) => !but.includes(manner)).flatMap((manner) => counted(manner, mannerWords(manner, t))),
    ...counted('attached', t('attached')),
  ];
}

/** How one counts in its group. */
function wordOf(each: Being): string {
  if (!lives(each)) return each.end?.how === 'crashed' ? 'crashed' : 'ended';
  return mannerOf(each) ?? (each.inspector.attached ? 'attached' : '');
}

/** One that is stuck shows from without. */
function groupLook(members: readonly Being[]): Look {
  const manners = new Set(members.map(mannerOf));
  if (manners.has('stuck')) return 'stuck';
  return manners.has('silent') ? 'silent' : 'group';
}

function groupAbilities(model: Model, { of, owner }: Group, members: readonly Being[]): string[] {
  if (of !== 'threads') return [];
  const [first] = members;
  const process = first && 'thread' in first ? first.process : owner;
  const reachable = model.processes.get(process)?.connected === true;
  return reachable && members.some(({ notObserved }) => notObserved === null) ? [ROW_ABILITIES.attachThreads] : [];
}
