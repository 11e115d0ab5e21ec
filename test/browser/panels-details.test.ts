// The panels that tell and ask: details, replay and capture.
import assert from 'node:assert/strict';
import { openPanels, type PanelsWindow, setTheme } from './panels-window';

describe('panels of one message', () => {
  let panels: PanelsWindow;

  before(async () => {
    panels = await openPanels('usual', { width: 1000, height: 420 });
    await setTheme(panels.page, 'dark');
  });

  after(() => panels.close());

  beforeEach(() => begin('live'));

  afterEach(() => assert.deepEqual(panels.faults, []));

  const begin = (source: 'live' | 'recording') =>
    panels.page.evaluate((kind) => {
      lens.receive({ type: 'begin', title: 'server.js', source: kind, words: null });
      lens.receive({ type: 'payloads', filter: null, dropped: 0 });
      lens.posted.length = 0;
    }, source);
  const show = (message: number) =>
    panels.page.evaluate((place) => {
      lens.state.set({ message: place, edge: -1, panel: 'details' });
      lens.open('details');
    }, message);
  const posted = () => panels.page.evaluate(() => lens.posted);
  const fact = (name: string) => panels.page.locator(`dt:text-is("${name}") + dd`).first().textContent();
  const press = (name: string | RegExp) => panels.page.getByRole('button', { name }).click();

  it('details: say what is known, and lead to the code and to the reply', async () => {
    await show(0);
    assert.match((await panels.page.locator('h3').textContent()) ?? '', /^jobprimaryworker 1$/);
    assert.equal(await fact('Through'), 'IPC channel');
    assert.equal(await fact('Key'), '1000');
    assert.match((await fact('In flight')) ?? '', /^[\d.]+ [mµ]s$/);
    assert.match((await fact('Reply')) ?? '', /done, .+ round trip [\d.]+ ms, answered after [\d.]+ ms/);
    await press('server.js:42');
    assert.deepEqual(await posted(), [{ type: 'openSite', site: '/srv/app/server.js:42:14' }]);
    await press('Show the Reply');
    assert.equal(await panels.page.evaluate(() => lens.view.message), 1);
    assert.match((await fact('Reply to')) ?? '', /^job, /);
    // The keyboard is still at the buttons, whatever they are now.
    assert.equal(await panels.page.locator(':focus').textContent(), 'Show the Request');
  });

  it('details: say where one of its type was sent from, where it is not known of the message itself', async () => {
    await show(1);
    assert.match((await fact('Sent from')) ?? '', /^worker\.js:17/);
    await show(3);
    assert.match((await fact('One of its type sent from')) ?? '', /^worker\.js:17/);
    await press('worker.js:17');
    assert.deepEqual(await posted(), [{ type: 'openSite', site: '/srv/app/worker.js:17:3' }]);
  });

  it('details: say how it waited behind others of its edge', async () => {
    await show(0);
    assert.equal(await panels.page.getByText('Queue wait').count(), 0);
    const last = await panels.page.evaluate(() => {
      const { messages } = lens.store.ofEdge(lens.store.edges.findIndex(({ by }) => by === 'postMessage'));
      return messages.at(messages.count - 1);
    });
    await show(last);
    const words = /^≥ 1\d\d ahead of it for 5\.\d+ s, then [\d.]+ ms until it was received$/;
    assert.match((await fact('Queue wait')) ?? '', words);
  });

  it('details: say why the other end is not known of a channel that was there before the lens', async () => {
    const first = await panels.page.evaluate(() => {
      const { edges, messages } = lens.store;
      // No other test looks at it.
      const [edge, message] = [2, lens.store.ofEdge(2).messages.at(0)];
      edges[edge] = { ...edges[edge]!, late: 'from' };
      messages.received[message] = Number.NaN;
      return message;
    });
    await show(first);
    assert.equal(await fact('Through'), 'IPC channel, as its sender counts');
    assert.match((await fact('Received')) ?? '', /^not known: one of them ran already when the lens came/);
    assert.equal(await fact('In flight'), '–');
  });

  it('details: lead to the tree, to all of its type, and to its edge', async () => {
    await show(0);
    assert.equal(await panels.page.getByTitle('Show in Workers').count(), 2);
    await press('worker 1');
    assert.deepEqual(await posted(), [{ type: 'revealTarget', target: 'p1' }]);
    await press('Find This Type');
    assert.equal(await panels.page.evaluate(() => lens.view.search), 'job');
    await press('Only This Edge');
    assert.equal(await panels.page.evaluate(() => lens.view.edge), 0);
    await press('All Edges');
    assert.equal(await panels.page.evaluate(() => lens.view.edge), -1);
  });

  it('details: of a recording lead to no tree', async () => {
    await begin('recording');
    await show(0);
    assert.match((await panels.page.locator('h3').textContent()) ?? '', /^jobprimaryworker 1$/);
    assert.equal(await panels.page.locator('h3').getByRole('button').count(), 0);
  });

  it('details: a payload is spread over lines; where there is none it says why', async () => {
    await show(0);
    assert.match((await panels.page.locator('pre').textContent()) ?? '', /"name": "Ann",\n {4}"token": "•••"/);
    await show(1);
    assert.match((await panels.page.locator('.payload').textContent()) ?? '', /only from when you ask for it/);
    await begin('recording');
    await show(1);
    assert.match((await panels.page.locator('.payload').textContent()) ?? '', /only while a capture is on/);
    assert.equal(await panels.page.getByRole('button', { name: 'Replay…' }).count(), 0);
  });

  it('details: one press captures what messages of this type say', async () => {
    await show(1);
    await press('Capture “done” from Now On');
    const [asked] = await posted();
    assert.ok(asked?.type === 'capturePayloads' && asked.filter);
    const { masked, ...filter } = asked.filter;
    assert.deepEqual([asked.targets, filter], [null, { way: null, hint: 'done', field: null }]);
    assert.ok(masked.includes('password'));
  });

  it('replay: sends the message edited, to another one, and only JSON', async () => {
    await show(0);
    await press('Replay…');
    const text = panels.page.getByLabel('Message, as JSON');
    const send = panels.page.getByRole('button', { name: 'Send' });
    assert.match(await text.inputValue(), /"cmd": "job"/);
    await text.fill('{"cmd": job}');
    assert.equal(await send.isDisabled(), true);
    assert.equal(await panels.page.locator('.fault').textContent(), 'Not JSON: line 1, column 9.');
    await text.fill('{"cmd":"job","id":12345678901234567890}');
    await panels.page.getByLabel('To').selectOption('worker 3');
    await send.click();
    assert.deepEqual(await posted(), [
      { type: 'replay', target: 'p3', json: '{"cmd":"job","id":12345678901234567890}' },
    ]);
    await panels.page.keyboard.press('Escape');
  });

  it('replay: offers those that can be sent to, and says where it goes another way than it went', async () => {
    const target = panels.page.getByLabel('To');
    const hint = panels.page.locator('.replay .field').first().locator('.hint');
    await show(0);
    await press('Replay…');
    assert.equal(await target.inputValue(), 'p1');
    assert.equal(await hint.count(), 0);
    await show(1);
    await press('Replay…');
    assert.deepEqual(await target.locator('option').allTextContents(), [
      'worker 1',
      'worker 2',
      'worker 3',
      'worker 4',
      'worker 2 · thread 1 · resize',
    ]);
    assert.equal(await target.inputValue(), 'p1');
    assert.match(
      (await hint.textContent()) ?? '',
      /^Nothing can be sent to primary: whoever started it is not in the run/,
    );
    await show(await panels.page.evaluate(() => lens.store.messages.count - 1));
    await press('Replay…');
    assert.match((await hint.textContent()) ?? '', /^It went through BroadcastChannel “news”\. From here/);
    await panels.page.keyboard.press('Escape');
  });

  it('replay: what is being written stays while the trace grows, and goes when the run ends', async () => {
    await show(0);
    await press('Replay…');
    const text = panels.page.getByLabel('Message, as JSON');
    await text.fill('[1]');
    await panels.page.evaluate(() => lens.update('trace'));
    assert.equal(await text.inputValue(), '[1]');
    await panels.page.evaluate(() => lens.receive({ type: 'ended' }));
    assert.equal(await text.count(), 0);
  });

  it('capture: a form makes the filter, and says what is captured and what was dropped', async () => {
    await panels.page.evaluate(() => {
      lens.state.set({ lanes: new Set(['p1', 'p2']) });
      lens.open('capture');
    });
    await panels.page.getByLabel('Direction').selectOption('received');
    await panels.page.getByLabel('Type').fill('job');
    await panels.page.getByLabel('Field').fill('user.name');
    await panels.page.getByLabel('has the value').fill('Ann');
    await panels.page.getByLabel('Captured by').selectOption('worker 1, worker 2');
    await panels.page.getByLabel('Names whose values are masked').fill('pin, Token');
    await press('Capture');
    const filter = {
      way: 'received',
      hint: 'job',
      field: { path: 'user.name', equals: 'Ann' },
      masked: ['pin', 'token'],
    } as const;
    assert.deepEqual(await posted(), [{ type: 'capturePayloads', targets: ['p1', 'p2'], filter }]);
    await panels.page.evaluate((now) => lens.receive({ type: 'payloads', filter: now, dropped: 1204 }), {
      ...filter,
      masked: [...filter.masked],
    });
    const status = panels.page.getByRole('status');
    assert.match((await status.textContent()) ?? '', /received, of type “job”, where user\.name is “Ann”/);
    assert.match((await status.textContent()) ?? '', /What 1,204 messages say was dropped/);
    await press('Stop Capturing');
    assert.deepEqual((await posted()).at(-1), { type: 'capturePayloads', targets: null, filter: null });
  });

  it('capture: says what stands in the way', async () => {
    await panels.page.evaluate(() => {
      lens.state.set({ lanes: new Set() });
      lens.open('capture');
    });
    await panels.page.getByLabel('Captured by').selectOption('selected');
    await press('Capture');
    assert.match((await panels.page.getByRole('alert').textContent()) ?? '', /Select a lane first/);
    assert.deepEqual(await posted(), []);
  });

  it('capture: a recording has nothing to capture', async () => {
    await begin('recording');
    await panels.page.evaluate(() => lens.open('capture'));
    assert.match((await panels.page.getByRole('status').textContent()) ?? '', /This is a recording/);
    assert.equal(await panels.page.getByRole('button', { name: 'Capture' }).count(), 0);
  });
});
