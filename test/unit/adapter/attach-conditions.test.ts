// What `attach` of a launch configuration comes to.
import assert from 'node:assert/strict';
import { anyOf, checkAttach } from '../../../adapter/attach-conditions';
import { launchErrors } from '../../../adapter/errors';
import { english } from '../../../adapter/texts';

const errors = launchErrors(english);
const all = anyOf(['primary', 'worker', 'child', 'thread']);
const workers = anyOf(['worker']);
const threads = anyOf(['thread']);

describe('attach of a launch configuration', () => {
  const cases: [unknown, unknown[]][] = [
    [undefined, []],
    ['none', []],
    ['primary', [anyOf(['primary'])]],
    ['workers', [workers]],
    ['threads', [threads]],
    ['all', [all]],
    [{ worker: 3 }, [{ ...workers, worker: 3 }]],
    [{ slot: 2, script: '**/web.js' }, [{ ...workers, slot: 2, script: '**/web.js' }]],
    [{ script: 'mail.js' }, [{ ...all, script: 'mail.js' }]],
    [{ thread: 'sum*' }, [{ ...threads, name: 'sum*' }]],
    [{ thread: 'sum', worker: 1 }, [{ ...threads, name: 'sum', worker: 1 }]],
    [
      [{ slot: 1 }, { thread: '*' }],
      [
        { ...workers, slot: 1 },
        { ...threads, name: '*' },
      ],
    ],
  ];
  for (const [attach, matches] of cases) {
    it(`takes ${JSON.stringify(attach)}`, () => assert.deepEqual(checkAttach(attach, errors), matches));
  }

  const refused = [
    '',
    'Workers',
    'toString',
    5,
    null,
    {},
    [{}],
    { worker: 0 },
    { worker: 1.5 },
    { script: '' },
    [['x']],
  ];
  for (const attach of refused) {
    it(`refuses ${JSON.stringify(attach)}`, () => {
      assert.throws(() => checkAttach(attach, errors), {
        code: 2007,
        message: /^"attach.*Correct it in launch\.json\.$/,
      });
    });
  }
});
