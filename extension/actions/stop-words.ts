// Why a restart went no further, in a sentence. Knows no editor.
import { processName } from '../../adapter/names';
import type { Translate } from '../../adapter/texts';
import type { Stop } from '../../viewer/rolling-restart';
import { endWords } from '../tree/words';

/** `The new worker 9 ended before it served: crashed · code 1.` */
export function stopWords(stop: Stop, t: Translate): string {
  if (!('worker' in stop))
    return stop.why === 'cancelled' ? t('Restarting was cancelled.') : t('The primary has ended.');
  const name = processName(stop.worker, t);
  switch (stop.why) {
    case 'stays':
      return t('{0} was told to leave, and has not gone yet.', name);
    case 'notReplaced':
      return t('No other worker took the place of {0}.', name);
    case 'notReady':
      return t('The new {0} lives, but does not come to serve.', name);
    case 'ended':
      return t('The new {0} ended before it served: {1}.', name, endWords(stop.worker.end, t));
  }
}
