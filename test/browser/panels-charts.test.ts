// Charts over the time in view.
import assert from 'node:assert/strict';
import { openPanels, type PanelsWindow, setTheme } from './panels-window';

describe('charts', () => {
  let panels: PanelsWindow;

  before(async () => {
    panels = await openPanels('usual', { width: 1000, height: 600 });
    await setTheme(panels.page, 'dark');
    await panels.page.evaluate(() => lens.open('charts'));
  });

  after(() => panels.close());

  beforeEach(async () => {
    await panels.page.evaluate(() =>
      lens.state.set({ cursor: null, lanes: new Set(), range: { from: 5000, to: 65_000 } }),
    );
    await settled('worker 4');
  });

  afterEach(() => assert.deepEqual(panels.faults, []));

  const titles = () => panels.page.locator('.chart-row:not([hidden]) h4').allTextContents();
  const legend = () => panels.page.locator('.legend-lane').allTextContents();
  /** How many pixels of a chart have a colour that is not grey. */
  const coloured = (at: number) =>
    panels.page
      .locator('.chart-row:not([hidden]) canvas')
      .nth(at)
      .evaluate((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
        let count = 0;
        for (let at = 0; at < data.length; at += 4) {
          const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
          if (Math.max(red, green, blue) - Math.min(red, green, blue) > 60) count++;
        }
        return count;
      });
  /** Waits until two frames were drawn. */
  const frames = () =>
    panels.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const settled = (words: string) => panels.page.locator('.legend-lane', { hasText: words }).first().waitFor();

  it('are of all processes, each figure that was measured, and drawn', async () => {
    assert.deepEqual(await titles(), ['Event loop late', 'CPU', 'Heap', 'Memory', 'Requests', 'Response time']);
    assert.deepEqual(await legend(), ['primary', 'worker 1', 'worker 2', 'worker 3', 'worker 4']);
    for (const at of [0, 1, 2, 3, 4, 5]) assert.ok((await coloured(at)) > 200, `chart ${at}`);
  });

  it('are of the selected lanes, without what these do not have', async () => {
    await panels.page.evaluate(() => lens.state.set({ lanes: new Set(['p5']) }));
    await settled('worker 2 · thread 1');
    assert.deepEqual(await titles(), ['Event loop late', 'CPU', 'Heap']);
  });

  it('say the values at the cursor, which a click and the keys set', async () => {
    const over = panels.page.locator('.chart-row:not([hidden]) .u-over').nth(1);
    const box = (await over.boundingBox())!;
    await panels.page.mouse.click(box.x + box.width / 2, box.y + 20);
    const cursor = await panels.page.evaluate(() => lens.view.cursor);
    assert.ok(Math.abs((cursor ?? 0) - 35_000) < 100, `${cursor}`);
    await panels.page.mouse.move(2, 2);
    await panels.page.getByRole('group').focus();
    await panels.page.keyboard.press('ArrowRight');
    const next = (await panels.page.evaluate(() => lens.view.cursor))!;
    assert.ok(next > cursor! && next - cursor! < 1000, `${next}`);
    const label = await panels.page.getByRole('img').nth(1).getAttribute('aria-label');
    assert.match(label ?? '', /^CPU: primary \d+ %, worker 1 \d+ %/);
  });

  it('a drag brings its time into view', async () => {
    const box = (await panels.page.locator('.chart-row:not([hidden]) .u-over').first().boundingBox())!;
    await panels.page.mouse.move(box.x + box.width * 0.25, box.y + 20);
    await panels.page.mouse.down();
    await panels.page.mouse.move(box.x + box.width * 0.5, box.y + 30, { steps: 4 });
    // The chart takes what the pointer did once a frame.
    await frames();
    await panels.page.mouse.up();
    const range = (await panels.page.evaluate(() => lens.view.range))!;
    assert.ok(Math.abs(range.from - 20_000) < 300 && Math.abs(range.to - 35_000) < 300, JSON.stringify(range));
  });

  it('take the colours of another theme, also while they were closed', async () => {
    // In one turn of the page: the legend is made anew as the view moves.
    const swatch = () => panels.page.evaluate(() => getComputedStyle(document.querySelector('.swatch')!).color);
    const blue = () =>
      panels.page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--vscode-charts-blue'));
    const asRgb = (hex: string) =>
      `rgb(${[1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(', ')})`;
    const dark = await swatch();
    assert.equal(dark, asRgb(await blue()));
    await setTheme(panels.page, 'light');
    await panels.page.waitForFunction(
      (before) => getComputedStyle(document.querySelector('.swatch')!).color !== before,
      dark,
    );
    assert.equal(await swatch(), asRgb(await blue()));
    await panels.page.evaluate(() => lens.open('details'));
    await setTheme(panels.page, 'dark');
    await panels.page.evaluate(() => lens.open('charts'));
    await settled('worker 4');
    assert.equal(await swatch(), dark);
  });

  it('have a time axis down to microseconds', async () => {
    const labels = () =>
      panels.page
        .locator('.chart-row:not([hidden]) canvas')
        .last()
        .evaluate((canvas) => {
          const { width, height } = canvas as HTMLCanvasElement;
          const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, height - 18, width, 18);
          return data.filter((value, at) => at % 4 === 3 && value > 100).length;
        });
    assert.ok((await labels()) > 100);
    await panels.page.evaluate(() => lens.state.set({ range: { from: 30_000.002, to: 30_000.01 } }));
    await frames();
    assert.ok((await labels()) > 100);
  });

  it('say so where nothing was measured', async () => {
    await panels.page.evaluate(() => lens.state.set({ range: { from: 500_000, to: 600_000 } }));
    await panels.page.getByText('Nothing was measured in the time in view.').waitFor();
  });
});
