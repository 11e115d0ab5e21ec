import assert from 'node:assert/strict';
import { fitted } from '../../media/navigation';
import { TraceStore } from '../../media/trace-store';
import { syntheticTrace } from './support/synthetic-trace';
import { TimelinePage } from './support/timeline-page';

/** Lanes in order: primary, worker 1 and its threads, worker 2 and its threads, … */
const OPTIONS = { messages: 400, span: 10_000, start: 0 };
const AXIS = 26;
const ROW = 40;

describe('the timeline in a browser', function () {
  this.timeout(60_000);
  let timeline: TimelinePage;
  const store = new TraceStore();

  before(() => {
    for (const chunk of syntheticTrace(OPTIONS)) store.add(chunk);
  });

  beforeEach(async () => {
    timeline = await TimelinePage.open({ width: 1200, height: 760 });
    await timeline.showSynthetic(OPTIONS);
  });

  afterEach(async function () {
    await timeline.screenshot((this.currentTest?.title ?? '').replace(/\W+/g, '-'));
    await timeline.close();
    assert.deepEqual(timeline.complaints, []);
  });

  /** Where the canvas is, and how wide. */
  async function canvas() {
    return (await timeline.page.locator('.drawing').boundingBox())!;
  }

  /** The middle of a message's arrow on the page, while all is in view. */
  async function middleOf(message: number): Promise<[number, number]> {
    const { x, y, width } = await canvas();
    const range = fitted({ from: store.start, to: store.end });
    const { from, to } = store.edges[store.messages.edge[message]!]!;
    const time = (store.messages.sent[message]! + store.messages.received[message]!) / 2;
    const row = (from + to) / 2;
    return [x + ((time - range.from) / (range.to - range.from)) * width, y + AXIS + row * ROW + 29];
  }

  /** The moment at a share of the canvas, while all is in view. */
  async function clickAxis(share: number): Promise<void> {
    const { x, y, width } = await canvas();
    await timeline.page.mouse.click(x + width * share, y + 10);
  }

  it('asks for a trace once it can take one, and shows its lanes as a tree', async () => {
    assert.deepEqual(await timeline.posted(), [{ type: 'ready' }]);
    const rows = timeline.page.getByRole('tree', { name: 'Processes and threads' }).getByRole('treeitem');
    assert.equal(await rows.count(), store.lanes.length);
    const primary = timeline.lane('primary');
    assert.equal(await primary.getAttribute('aria-level'), '1');
    assert.equal(await primary.getAttribute('aria-expanded'), 'true');
    assert.match((await timeline.lane('worker 3').textContent()) ?? '', /worker 3.*slot 3.*pid 4103.*crashed · code 1/);
    assert.equal(await timeline.lane('thread 1').getAttribute('aria-level'), '3');
  });

  it('shows how all were at another moment', async () => {
    await clickAxis(0.44);
    await timeline.until(async () => assert.match((await timeline.lane('worker 2').textContent()) ?? '', /stuck/));
    assert.match((await timeline.lane('worker 5').textContent()) ?? '', /not yet started/);
    const slider = timeline.page.getByRole('slider', { name: 'Moment shown' });
    assert.match((await slider.getAttribute('aria-valuetext')) ?? '', /^4\.\d+ s$/);
    await timeline.page.getByRole('button', { name: /At a chosen moment/ }).click();
    await timeline.until(async () => assert.match((await timeline.lane('worker 2').textContent()) ?? '', /listening/));
  });

  it('folds and unfolds lanes by keys, and selects them', async () => {
    await timeline.lane('worker 1').click();
    await timeline.until(async () =>
      assert.equal(await timeline.lane('worker 1').getAttribute('aria-selected'), 'true'),
    );
    await timeline.page.keyboard.press('ArrowLeft');
    const rows = timeline.page.getByRole('treeitem');
    await timeline.until(async () => assert.equal(await rows.count(), store.lanes.length - 2));
    await timeline.until(async () => assert.match((await timeline.lane('worker 1').textContent()) ?? '', /2 within/));
    await timeline.page.keyboard.press('ArrowRight');
    await timeline.until(async () => assert.equal(await rows.count(), store.lanes.length));
    await timeline.page.keyboard.press('ArrowDown');
    await timeline.page.keyboard.press('Enter');
    assert.deepEqual((await timeline.view("view.lanes[0] === 'p2:1'")).lanes, ['p2:1']);
  });

  it('says what a message is at the pointer, and selects it by a click', async () => {
    // Of the message of a worker's to its primary, whose way is the longest.
    const message = [...store.messagesIn(4_000, 6_000)].find((one) => store.messages.edge[one] === 19)!;
    const [x, y] = await middleOf(message);
    await timeline.page.mouse.move(x, y);
    const tooltip = timeline.page.getByRole('tooltip');
    const id = store.texts[store.messages.key[message]!]!;
    await timeline.until(async () => assert.match((await tooltip.textContent()) ?? '', new RegExp(`#${id}`)));
    assert.match((await tooltip.textContent()) ?? '', /worker 4 → primary.* on its way/);
    await timeline.page.mouse.click(x, y);
    await timeline.until(async () =>
      assert.match(
        (await timeline.page.locator('body > .spoken').textContent()) ?? '',
        new RegExp(`#${id}, worker 4 → primary`),
      ),
    );
  });

  it('zooms at the pointer by the wheel, and pans by a drag', async () => {
    const { x, y, width } = await canvas();
    const all = fitted({ from: store.start, to: store.end });
    await timeline.page.mouse.move(x + width / 4, y + 300);
    await timeline.page.mouse.wheel(0, -500);
    const zoomed = (await timeline.view(`view.range.to - view.range.from < ${(all.to - all.from) / 2}`)).range!;
    const at = (range: typeof zoomed) => range.from + (range.to - range.from) / 4;
    const pixel = (all.to - all.from) / width;
    assert.ok(Math.abs(at(zoomed) - at(all)) < pixel, `${at(zoomed)} and ${at(all)}`);
    await timeline.page.mouse.down();
    await timeline.page.mouse.move(x + width / 4 + 100, y + 300, { steps: 4 });
    await timeline.page.mouse.up();
    const panned = (await timeline.view(`view.range.from < ${zoomed.from}`)).range!;
    const expected = (100 / width) * (zoomed.to - zoomed.from);
    assert.ok(Math.abs(zoomed.from - panned.from - expected) < pixel);
  });

  it('shows a span that is chosen with Shift', async () => {
    const { x, y, width } = await canvas();
    await timeline.page.mouse.move(x + width * 0.25, y + 300);
    await timeline.page.keyboard.down('Shift');
    await timeline.page.mouse.down();
    await timeline.page.mouse.move(x + width * 0.75, y + 300, { steps: 4 });
    assert.ok(await timeline.page.locator('.chosen-span').isVisible());
    await timeline.page.mouse.up();
    await timeline.page.keyboard.up('Shift');
    const all = fitted({ from: store.start, to: store.end });
    const half = (all.to - all.from) / 2;
    const { range } = await timeline.view(`view.range.to - view.range.from < ${half * 1.1}`);
    assert.ok(Math.abs(range!.to - range!.from - half) < half / 100);
    assert.equal(await timeline.page.locator('.chosen-span').isVisible(), false);
  });

  it('does all by keys', async () => {
    await timeline.page.getByRole('application').focus();
    for (let presses = 0; presses < 4; presses++) await timeline.page.keyboard.press('+');
    const near = (await timeline.view('view.range.to - view.range.from < 2500')).range!;
    await timeline.page.keyboard.press('ArrowRight');
    await timeline.view(`view.range.from > ${near.from}`);
    await timeline.page.keyboard.press('Home');
    await timeline.view('view.range.from < 0');
    await timeline.page.keyboard.press('Enter');
    const spoken = timeline.page.locator('body > .spoken');
    await timeline.until(async () => assert.match((await spoken.textContent()) ?? '', /→/));
    const first = await spoken.textContent();
    await timeline.page.keyboard.press('n');
    await timeline.until(async () => assert.notEqual(await spoken.textContent(), first));
    await timeline.page.keyboard.press('p');
    await timeline.until(async () => assert.equal(await spoken.textContent(), first));
    await timeline.page.keyboard.press('f');
    await timeline.view('view.range.to - view.range.from > 10000');
  });

  it('finds messages and lanes, and goes from one to the next', async () => {
    await timeline.page.keyboard.press('Control+f');
    const input = timeline.page.getByRole('searchbox');
    await input.pressSequentially('resize');
    const lanes = store.lanes.filter(({ name }) => name === 'resize').length;
    const hinted = [...store.messages.hint.subarray(0, 400)].filter((hint) => store.texts[hint] === 'resize').length;
    const count = timeline.page.locator('.search-count');
    await timeline.until(async () => assert.equal(await count.textContent(), `? of ${lanes + hinted}`));
    await input.press('Enter');
    const [, first] = /^(\d+) of/.exec((await count.textContent())!) ?? [];
    await input.press('Enter');
    assert.equal(await count.textContent(), `${Number(first) + 1} of ${lanes + hinted}`);
    await input.fill('nothing has this');
    await timeline.until(async () => assert.equal(await count.textContent(), 'No results'));
  });

  it('keeps what is looked at when it is loaded anew', async () => {
    await timeline.page.getByRole('application').focus();
    await timeline.page.keyboard.press('+');
    await timeline.page.keyboard.press('Enter');
    await clickAxis(0.3);
    await timeline.lane('worker 1').locator('.fold').click();
    await timeline.page.getByRole('tab', { name: 'Edges' }).click();
    const kept = await timeline.view("view.panel === 'edges' && view.cursor !== null && view.folded.length === 1");
    const spoken = await timeline.page.locator('body > .spoken').textContent();
    await timeline.page.reload();
    await timeline.showSynthetic(OPTIONS);
    assert.deepEqual(await timeline.view('view.cursor !== null'), kept);
    await timeline.until(async () => assert.equal(await timeline.page.locator('body > .spoken').textContent(), spoken));
    assert.equal(await timeline.page.getByRole('tab', { name: 'Edges' }).getAttribute('aria-selected'), 'true');
  });

  /** A trace comes and ends within one turn of the page: no frame is drawn between. */
  async function showAtOnce(): Promise<void> {
    await timeline.page.evaluate(`{
      const tell = (data) => dispatchEvent(new MessageEvent('message', { data }));
      tell({ type: 'begin', title: 'synthetic', source: 'recording', words: null });
      tell({ type: 'progress', done: 0 });
      for (const chunk of SyntheticTrace.syntheticTrace(${JSON.stringify(OPTIONS)})) tell({ type: 'chunk', chunk });
      tell({ type: 'progress', done: null });
    }`);
    await timeline.frames();
  }

  /** How many colours the canvas has. */
  const colours = () =>
    timeline.page.evaluate(`{
      const canvas = document.querySelector('.drawing');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      new Set(new Uint32Array(data.buffer)).size;
    }`) as Promise<number>;

  it('shows all of a recording that is read before a first frame', async () => {
    await timeline.page.evaluate("sessionStorage.removeItem('state')");
    await timeline.page.reload();
    await showAtOnce();
    const { range } = await timeline.view('!view.following');
    assert.deepEqual(range, fitted({ from: store.start, to: store.end }));
    assert.ok((await colours()) > 5);
  });

  it('shows all of a recording where only its beginning was read when it was hidden', async () => {
    const saved = { view: { range: { from: 0, to: 100 }, following: true }, message: null, edge: null };
    await timeline.page.evaluate(`sessionStorage.setItem('state', ${JSON.stringify(JSON.stringify(saved))})`);
    await timeline.page.reload();
    await timeline.tell({ type: 'begin', title: 'synthetic', source: 'recording', words: null });
    await timeline.tell({ type: 'progress', done: null });
    await timeline.frames();
    await showAtOnce();
    const { range } = await timeline.view('!view.following');
    assert.deepEqual(range, fitted({ from: store.start, to: store.end }));
  });

  it('draws a trace of which nobody chose what is in view', async () => {
    const saved = { view: { range: null, following: false }, message: null, edge: null };
    await timeline.page.evaluate(`sessionStorage.setItem('state', ${JSON.stringify(JSON.stringify(saved))})`);
    await timeline.page.reload();
    await showAtOnce();
    assert.ok((await colours()) > 5);
  });

  it('stands a time that can not be, and zooms in on it', async () => {
    await timeline.page.evaluate(
      "dispatchEvent(new MessageEvent('message', { data: { type: 'chunk', chunk: SyntheticTrace.emptyChunk(1e14) } }))",
    );
    for (const panel of ['Charts', 'Sequence', 'Edges']) {
      await timeline.page.getByRole('tab', { name: panel }).click();
      await timeline.page.getByRole('application').focus();
      for (const key of ['f', 'End', ...Array.from({ length: 99 }, () => '+'), 'ArrowLeft', 'Home', 'End', '+']) {
        await timeline.page.keyboard.press(key);
      }
      await clickAxis(0.5);
      await timeline.frames();
    }
    await timeline.view('view.range.from < view.range.to && view.range.to > 9e13');
  });

  it('tells how far a recording is read, what is wrong with it, and can be stopped', async () => {
    await timeline.tell({ type: 'progress', done: 0.42 });
    const bar = timeline.page.getByRole('progressbar');
    await timeline.until(async () => assert.equal(await bar.getAttribute('aria-valuenow'), '42'));
    await timeline.page.getByRole('button', { name: 'Cancel' }).click();
    assert.deepEqual((await timeline.posted()).at(-1), { type: 'cancel' });
    await timeline.tell({ type: 'progress', done: null });
    await bar.waitFor({ state: 'hidden' });
    await timeline.tell({ type: 'problem', text: 'The file ends in the middle of a line.' });
    const problem = timeline.page.getByRole('alert');
    assert.match((await problem.textContent()) ?? '', /middle of a line/);
    await problem.getByRole('button', { name: 'Dismiss' }).click();
    await problem.waitFor({ state: 'detached' });
  });

  it('takes the colours of another theme at once', async () => {
    const corner = () =>
      timeline.page.evaluate(`[...document.querySelector('.drawing').getContext('2d').getImageData(1, 1, 1, 1).data]`);
    assert.deepEqual(await corner(), [31, 31, 31, 255]);
    await timeline.setTheme('light');
    await timeline.frames();
    assert.deepEqual(await corner(), [255, 255, 255, 255]);
    await timeline.setTheme('high-contrast');
    await timeline.frames();
    assert.deepEqual(await corner(), [0, 0, 0, 255]);
  });
});

describe('a timeline of very many messages in a browser', function () {
  this.timeout(60_000);
  let timeline: TimelinePage;

  beforeEach(async () => {
    timeline = await TimelinePage.open({ width: 1196, height: 760 });
    await timeline.showSynthetic({ messages: 100_000, span: 10_000, start: 0 });
  });

  afterEach(async function () {
    await timeline.screenshot((this.currentTest?.title ?? '').replace(/\W+/g, '-'));
    await timeline.close();
    assert.deepEqual(timeline.complaints, []);
  });

  /** Colours of a line of pixels through what a lane sent, so many px above the middle of its messages. */
  function sentLine(row: number, above: number): Promise<string[]> {
    return timeline.page.evaluate(`{
      const canvas = document.querySelector('.drawing');
      const { data } = canvas.getContext('2d').getImageData(0, ${AXIS + row * ROW + 29 - above}, canvas.width, 1);
      Array.from({ length: canvas.width }, (_, x) => [...data.subarray(x * 4, x * 4 + 3)].join());
    }`) as Promise<string[]>;
  }

  it('shows how many they are as bars', async () => {
    const bars = (await sentLine(0, 3)).filter((colour) => colour === '55,148,255').length;
    assert.ok(bars > 500, `${bars} bars reach as high`);
  });

  it('draws its bars in the colours that the system forces now', async () => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await timeline.page.emulateMedia({ forcedColors: 'active', colorScheme });
      await timeline.frames();
      const forced = (await timeline.page.evaluate(`{
        const ctx = document.createElement('canvas').getContext('2d');
        const probe = document.body.appendChild(document.createElement('i'));
        for (const name of ['Canvas', 'Highlight']) {
          probe.style.color = name;
          ctx.fillStyle = getComputedStyle(probe).color;
          ctx.fillRect(0, 0, 1, 1);
        }
        probe.remove();
        [...ctx.getImageData(0, 0, 1, 1).data.subarray(0, 3)].join();
      }`)) as string;
      const line = await sentLine(0, 3);
      const bars = line.filter((colour) => colour === forced).length;
      assert.ok(bars > 500, `${bars} bars are ${forced}, ${colorScheme}: ${[...new Set(line)].join(' ')}`);
    }
  });

  it('moves its bars with the view, and leaves them as they are', async () => {
    await timeline.page.getByRole('application').focus();
    for (let presses = 0; presses < 3; presses++) await timeline.page.keyboard.press('+');
    const { range } = await timeline.view('view.range.to - view.range.from < 4000');
    // It may be kept before it is drawn.
    await timeline.frames();
    // A lane that sends little: in some columns something, in others nothing.
    const before = await sentLine(3, 4);
    const moved = before.length / 10;
    assert.equal(moved % 1, 0.5, 'by whole pixels they would be the same in any case');
    await timeline.page.keyboard.press('ArrowRight');
    await timeline.view(`view.range.from > ${range!.from}`);
    await timeline.frames();
    const after = await sentLine(3, 4);
    const still = before.slice(Math.round(moved));
    const same = still.filter((colour, at) => after[at] === colour).length;
    assert.ok(same > 0.97 * still.length, `${same} of ${still.length} are as before`);
  });
});

describe('the timeline of a live run in a browser', function () {
  this.timeout(60_000);
  let timeline: TimelinePage;

  beforeEach(async () => {
    timeline = await TimelinePage.open({ width: 1200, height: 760 });
  });

  afterEach(async () => {
    await timeline.close();
    assert.deepEqual(timeline.complaints, []);
  });

  /** Tells of a run that goes on: its end moves by 50 ms each 50 ms. */
  const GROW = `{
    const chunks = [...SyntheticTrace.syntheticTrace({ messages: 100, span: 40000, start: 0 })];
    const tell = (chunk) => dispatchEvent(new MessageEvent('message', { data: { type: 'chunk', chunk } }));
    for (const chunk of chunks) tell(chunk);
    const began = performance.now();
    setInterval(() => tell(SyntheticTrace.emptyChunk(40000 + performance.now() - began)), 50);
  }`;

  it('waits for a first process, then follows the end until a person pauses it', async () => {
    await timeline.tell({ type: 'begin', title: 'live', source: 'live', words: null });
    await timeline.page.getByText('Waiting for the first process…').waitFor();
    await timeline.page.evaluate(GROW);
    await timeline.page.getByText('Waiting for the first process…').waitFor({ state: 'hidden' });
    const { range } = await timeline.view('view.range.to > 41000');
    await timeline.view(`view.range.to > ${range!.to + 500}`);
    await timeline.page.getByRole('button', { name: 'Pause (Space)' }).click();
    const paused = await timeline.view('!view.following');
    await timeline.page.getByText('Paused', { exact: true }).waitFor();
    await timeline.page.getByRole('application').focus();
    await timeline.page.keyboard.press(' ');
    await timeline.view(`view.following && view.range.to > ${paused.range!.to + 300}`);
    await timeline.tell({ type: 'ended' });
    await timeline.page.getByText('Ended', { exact: true }).waitFor();
    assert.equal(await timeline.page.getByRole('button', { name: 'Pause (Space)' }).isVisible(), false);
    await timeline.page.getByRole('button', { name: 'Save Recording' }).click();
    assert.deepEqual((await timeline.posted()).at(-1), { type: 'save' });
  });

  it('goes on with what is drawn where a run that ended does', async () => {
    await timeline.tell({ type: 'begin', title: 'live', source: 'live', words: null });
    await timeline.page.evaluate(GROW);
    await timeline.tell({ type: 'ended' });
    await timeline.page.getByText('Ended', { exact: true }).waitFor();
    const lanes = await timeline.page.getByRole('treeitem').count();
    await timeline.tell({ type: 'resumed' });
    await timeline.page.getByText('Live', { exact: true }).waitFor();
    assert.equal(await timeline.page.getByRole('treeitem').count(), lanes);
    const { range } = await timeline.view('view.following && view.range.to > 41000');
    await timeline.view(`view.range.to > ${range!.to + 300}`);
  });

  it('speaks the language of the editor', async () => {
    await timeline.tell({ type: 'begin', title: 'live', source: 'live', words: { Live: 'Läuft' } });
    await timeline.page.getByText('Läuft').waitFor();
  });
});
