import { fuzz, seedFor } from '../unit/rules/support/mutations';
import { filesOf, PACKAGES, piecesOf } from './support/packages';

/** With those of test/unit, a million. */
const SHARDS = 4;
const FILES_IN_SHARD = 50_000;

describe('mutated pieces of the packages by the thousand', () => {
  const pieces = PACKAGES.flatMap(filesOf).flatMap(piecesOf);
  for (let shard = 1; shard <= SHARDS; shard++) {
    it(`never make the engine fail or hang: shard ${shard} of ${SHARDS}`, function () {
      this.timeout(1_800_000);
      fuzz(FILES_IN_SHARD, pieces, seedFor(`corpus ${shard}`));
    });
  }
});
