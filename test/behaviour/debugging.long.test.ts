// Many attaches to one worker, and to many, in every version.

import { detachesAllOf, roundsOf } from './support/debugged-many';
import { MATRIX_MAJORS } from './support/nodes';
import { useRealStage } from './support/real-hub';

describe('debugging, at length', function () {
  this.timeout(900_000);
  const stage = useRealStage();

  for (const major of MATRIX_MAJORS) {
    it(`Node ${major}: attaches to one worker a thousand times, and leaves it as it was`, () =>
      roundsOf(stage, major, 1000));
    it(`Node ${major}: attaches to fifty workers at once, stops each, and lets all go`, () =>
      detachesAllOf(stage, major, 50));
  }
});
