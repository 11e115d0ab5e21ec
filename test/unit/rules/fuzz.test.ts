import { fuzz, seedFor } from './support/mutations';
import { textsOfRules } from './support/texts';

/** With those of test/corpus, 20,000. */
const FILES = 16_000;
/** Longer texts are for `test:all`: each is parsed up to forty times. */
const MOST_LENGTH = 1_500;

describe('mutated files', () => {
  it('never make the engine fail or hang, nor its fixes', function () {
    this.timeout(600_000);
    const texts = textsOfRules().filter(({ text }) => text.length < MOST_LENGTH);
    fuzz(FILES, texts, seedFor('rules'));
  });
});
