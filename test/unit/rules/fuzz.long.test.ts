import { fuzz, seedFor } from './support/mutations';
import { textsOfRules } from './support/texts';

/** With those of test/corpus, a million. */
const SHARDS = 16;
const FILES_IN_SHARD = 50_000;

describe('mutated files by the thousand', () => {
  for (let shard = 1; shard <= SHARDS; shard++) {
    it(`never make the engine fail or hang: shard ${shard} of ${SHARDS}`, function () {
      this.timeout(1_800_000);
      fuzz(FILES_IN_SHARD, textsOfRules(), seedFor(`shard ${shard}`));
    });
  }
});
