// What messages say: asked for as long as somebody wants it, and always masked.
import assert from 'node:assert/strict';
import { type CaptureNeeds, type CaptureState, PayloadCapture } from '../../../extension/timeline/payload-capture';
import type { PayloadFilter } from '../../../protocol/agent';
import { HubRequestError } from '../../../viewer/hub-connection';

const filter = (own: Partial<PayloadFilter> = {}): PayloadFilter => ({
  way: null,
  hint: null,
  field: null,
  masked: [],
  ...own,
});

function stage(own: Partial<CaptureNeeds['link']> = {}) {
  const asked: unknown[] = [];
  const states: CaptureState[] = [];
  const request: CaptureNeeds['link']['request'] = async (what) => {
    asked.push(what);
    return {};
  };
  const link: CaptureNeeds['link'] = { state: 'connected', request, ...own };
  const masked = () => ['Password', 'token'];
  return { asked, states, capture: new PayloadCapture({ link, run: 'r', masked, changed: (now) => states.push(now) }) };
}

const ask = (targets: string[] | null, own: PayloadFilter | null) => ({
  type: 'capturePayloads',
  run: 'r',
  targets,
  filter: own,
});

describe('captured payloads', () => {
  it('are masked as set, whatever is masked besides', async () => {
    const { asked, states, capture } = stage();
    const masked = ['pin', 'password', 'token'];
    await capture.set(['p1'], filter({ masked: ['PIN'] }));
    assert.deepEqual(asked, [ask(['p1'], filter({ masked }))]);
    assert.deepEqual(states, [{ filter: filter({ masked }), dropped: 0 }]);
  });

  it('say how many were dropped, while they are captured', async () => {
    const { states, capture } = stage();
    const line = (process: string, payloadsDropped?: number) =>
      `${JSON.stringify({ type: 'messages', process, thread: 0, payloadsDropped })}\n`;
    capture.read(line('p1', 3));
    await capture.set(null, filter());
    // Each line has the total since the start.
    capture.read(line('p1', 5) + line('p2') + line('p1', 7));
    capture.read(line('p2', 1) + line('p1', 7));
    capture.read(line('p1', 7) + line('p2'));
    capture.read(`${JSON.stringify({ type: 'messages', records: [{ payload: '{"payloadsDropped":9}' }] })}\n`);
    await capture.set(null, filter({ hint: 'job' }));
    capture.read(line('p1', 7) + line('p1', 9));
    assert.deepEqual(
      states.map(({ dropped }) => dropped),
      [0, 4, 5, 0, 2],
    );
  });

  it('are asked for again of another hub, and not once they are ended', async () => {
    const { asked, capture } = stage();
    await capture.renew();
    await capture.set(null, filter({ hint: 'job' }));
    await capture.renew();
    await capture.set(null, null);
    await capture.renew();
    const wanted = ask(null, filter({ hint: 'job', masked: ['password', 'token'] }));
    assert.deepEqual(asked, [wanted, wanted, ask(null, null)]);
  });

  it('stay as they were where the hub refuses', async () => {
    const request = async () => {
      throw new HubRequestError('no');
    };
    const { states, capture } = stage({ request });
    await assert.rejects(capture.set(null, filter()), HubRequestError);
    assert.deepEqual(states, []);
  });

  it('end with the timeline', async () => {
    const { asked, capture } = stage();
    capture.dispose();
    assert.deepEqual(asked, []);
    await capture.set(null, filter());
    capture.dispose();
    assert.deepEqual(asked.at(-1), ask(null, null));
  });

  it('end also where the timeline was closed before the hub answered', async () => {
    const { asked, states, capture } = stage();
    const setting = capture.set(null, filter());
    capture.dispose();
    await setting;
    assert.equal(asked.length, 2);
    assert.deepEqual(asked.at(-1), ask(null, null));
    assert.deepEqual(states, []);
  });
});
