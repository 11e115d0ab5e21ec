// Notifications: none has a link but those that are meant to have one.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { withoutLinks } from '../../../adapter/without-links';
import { english, RecordingError } from '../../../viewer/trace/errors';

/** What VS Code makes a link of in a notification. */
const LINK = /\[[^\]]+\]\((https?:\/\/|command:|file:)[^)\s]+( (["']).+?\3)?\)/i;

describe('text from outside', () => {
  it('has no link in a notification', () => {
    const file = '[Repair](command:workbench.action.quit).wlens.jsonl';
    const { message } = new RecordingError('empty', file, '', english);
    assert.match(message, LINK);
    assert.doesNotMatch(withoutLinks(message), LINK);
    assert.match(withoutLinks(message), /^\[Repair\] \(command:workbench\.action\.quit\)\.wlens\.jsonl is empty\./);
    for (const link of ['[a](https://b.c "d")', '[[a](file:///b)', 'x[a](COMMAND:b)[a](http://b)'])
      assert.doesNotMatch(withoutLinks(link), LINK);
  });

  it('is left as it is where it has none', () => {
    for (const text of ['', 'a[0] (b)', 'f(x)[1]', 'routes/[id].js']) assert.equal(withoutLinks(text), text);
  });

  it('is shown through extension/notices.ts', () => {
    const folder = path.join(__dirname, '../../../extension');
    const showing = fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .filter((name) => {
        const source = fs.readFileSync(path.join(folder, name), 'utf8');
        return /\.show(Error|Warning|Information)Message\b|ProgressLocation\.Notification\b/.test(source);
      });
    // A question is a dialog, which has no links; the notice of a stop has links of its own.
    assert.deepEqual(showing.sort(), ['confirm.ts', path.join('debug', 'stop-notice.ts'), 'notices.ts']);
  });
});
