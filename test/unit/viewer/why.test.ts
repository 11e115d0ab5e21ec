import assert from 'node:assert/strict';
import type { End } from '../../../protocol/viewer';
import { whyWords } from '../../../viewer/why';

describe('why something ended', () => {
  const why = (own: Partial<End>) =>
    whyWords({ how: 'crashed', code: null, signal: null, error: null, why: null, before: [], ...own }, (text) => text);

  it('is the reason where it is known', () => {
    assert.equal(why({ signal: 'SIGABRT', why: 'abort' }), 'it called process.abort()');
    assert.match(why({ signal: 'SIGABRT', why: 'fatal' }) ?? '', /most often because V8’s heap was full/);
    assert.equal(why({ how: 'unknown', why: 'process-ended' }), 'its process ended');
  });

  it('is what a signal or one of Node’s own codes stands for', () => {
    assert.match(why({ signal: 'SIGSEGV' }) ?? '', /native code/);
    assert.match(why({ signal: 'SIGKILL' }) ?? '', /outside the run/);
    assert.match(why({ code: 13, why: 'node-code' }) ?? '', /top-level await/);
  });

  it('is not said of what nobody knows, or of what goes without saying', () => {
    assert.equal(why({ code: 1 }), null);
    assert.equal(why({ code: 5 }), null, 'a program may end with it too');
    assert.equal(why({ signal: 'SIGUSR2' }), null);
    assert.equal(why({ how: 'asked', signal: 'SIGKILL' }), null);
    assert.equal(why({ how: 'exited', code: 0 }), null);
  });
});
