// A run's row: whether it goes on, and what all its processes come to.
import type { Translate } from '../../adapter/texts';
import type { RunState } from '../../protocol/viewer';
import type { Model } from '../../viewer/model';
import { ROW_ABILITIES } from '../ids';
import { lives } from './beneath';
import { type FigureReader, type FigureValues, figureWords, spokenFigures, valuesOf, valuesTogether } from './figures';
import { joined, type Row, type Sight } from './row';
import { endWords } from './words';

export function runRow(model: Model, run: RunState, t: Translate, sight: Sight): Row {
  const over = run.state === 'ended';
  const end = run.root ? (model.processes.get(run.root)?.end ?? null) : null;
  const crashed = over && end?.how === 'crashed';
  const words = over ? endWords(end, t) : run.state === 'starting' ? t('starting') : t('running');
  const together = runFigures(model, run, sight.figures);
  const figures = figureWords(together, sight.chosen, t);
  return {
    label: run.name,
    // That it runs goes without saying where its figures stand.
    description: figures.length > 0 ? joined(figures) : words,
    figures: joined(figures),
    look: crashed ? 'crashed' : over ? 'runEnded' : 'run',
    over,
    // What ran before the lens came is let go, not ended.
    abilities: over ? [] : [run.late ? ROW_ABILITIES.letGo : ROW_ABILITIES.stop, ROW_ABILITIES.detachAll],
    spoken: joined([t('run, {0}', words), ...spokenFigures(together, sight.chosen, t)], ', '),
  };
}

/**
 * What its processes come to, where several are measured: one alone says it itself. A process's figures are those of all its
 * threads already; and a message between two of them has been counted by both.
 */
export function runFigures(model: Model, { id, state }: RunState, figures: FigureReader): Partial<FigureValues> {
  if (state === 'ended') return {};
  const processes = model.shownProcesses().filter((process) => process.run === id && lives(process));
  const measured = processes.map((process) => figures.of(process.id)).filter((each) => each !== undefined);
  return measured.length > 1 ? { ...valuesTogether(measured.map(valuesOf)), messages: null } : {};
}
