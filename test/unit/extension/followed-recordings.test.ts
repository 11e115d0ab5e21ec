// The recordings that a window follows: each from its start, for whoever looks at it now.
import assert from 'node:assert/strict';
import {
  FollowedRecordings,
  type Follower,
  type RecordingsLink,
} from '../../../extension/timeline/followed-recordings';
import type { Change } from '../../../protocol/viewer';
import { Emitter } from '../../../viewer/emitter';
import type { RecordedMessage, Reply } from '../../../viewer/hub-connection';
import type { LinkEvent } from '../../../viewer/hub-link';
import { Model } from '../../../viewer/model';
import { runState } from '../support/states';

/** A link that the test speaks for; each request waits until the test answers it. */
class Link implements RecordingsLink {
  readonly model = new Model();
  state: RecordingsLink['state'] = 'connected';
  readonly asked: string[][] = [];
  readonly #answers: ((reply: Reply) => void)[] = [];
  readonly records = new Emitter<RecordedMessage>();
  readonly changes = new Emitter<Change[]>();
  readonly states = new Emitter<LinkEvent>();
  readonly onDidRecord = this.records.event;
  readonly onDidChange = this.changes.event;
  readonly onDidChangeState = this.states.event;

  request: RecordingsLink['request'] = (request) => {
    assert.equal(request.type, 'followRecordings');
    this.asked.push(request.type === 'followRecordings' ? request.runs : []);
    return new Promise((resolve) => this.#answers.push(resolve));
  };

  /** Answers the oldest request. */
  async answer(): Promise<void> {
    this.#answers.shift()?.({});
    await new Promise(setImmediate);
  }

  add(run: string): void {
    const changes: Change[] = [{ kind: 'run', value: runState({ id: run }) }];
    this.model.apply(changes);
    this.changes.fire(changes);
  }

  record(run: string, lines: string): void {
    this.records.fire({ type: 'recorded', run, lines });
  }

  connectAgain(): void {
    this.states.fire({ state: 'connected', restarted: true, error: null });
  }
}

class Told implements Follower {
  readonly run: string;
  readonly lines: string[] = [];
  begun = 0;

  constructor(run: string) {
    this.run = run;
  }

  begin(): void {
    this.begun++;
  }

  take(lines: string): void {
    this.lines.push(lines);
  }
}

describe('followed recordings', () => {
  const fail = (error: Error) => assert.fail(error);

  it('are told to the one that follows, until it does no more', async () => {
    const link = new Link();
    for (const run of ['a', 'b']) link.add(run);
    const followed = new FollowedRecordings(link, fail);
    const told = new Told('a');
    const following = followed.follow(told);
    await link.answer();
    link.record('a', '1');
    link.record('b', 'x');
    following.dispose();
    link.record('a', '2');
    assert.deepEqual(told.lines, ['1']);
    assert.deepEqual(link.asked, [['a'], []]);
    followed.dispose();
  });

  it('are left out first where another takes over: only then they come from their start', async () => {
    const link = new Link();
    link.add('a');
    const followed = new FollowedRecordings(link, fail);
    const first = new Told('a');
    const second = new Told('a');
    const following = followed.follow(first);
    await link.answer();
    following.dispose();
    followed.follow(second);
    // On its way since before.
    link.record('a', 'old');
    await link.answer();
    assert.deepEqual(link.asked, [['a'], [], ['a']]);
    link.record('a', 'start');
    assert.deepEqual([first.lines, second.lines], [[], ['start']]);
    followed.dispose();
  });

  it('are asked for one request at a time', async () => {
    const link = new Link();
    for (const run of ['a', 'b', 'c']) link.add(run);
    const followed = new FollowedRecordings(link, fail);
    for (const run of ['a', 'b', 'c']) followed.follow(new Told(run));
    assert.deepEqual(link.asked, [['a']]);
    await link.answer();
    assert.deepEqual(link.asked, [['a'], ['a', 'b', 'c']]);
    await link.answer();
    assert.equal(link.asked.length, 2);
    followed.dispose();
  });

  it('begin anew with another hub, once it knows of the run', async () => {
    const link = new Link();
    link.add('a');
    const followed = new FollowedRecordings(link, fail);
    const told = new Told('a');
    followed.follow(told);
    await link.answer();
    link.model.apply([{ kind: 'forgotten', of: 'run', id: 'a' }]);
    link.connectAgain();
    assert.equal(told.begun, 1);
    assert.deepEqual(link.asked, [['a']]);
    link.add('a');
    assert.deepEqual(link.asked, [['a'], ['a']]);
    followed.dispose();
  });
});
