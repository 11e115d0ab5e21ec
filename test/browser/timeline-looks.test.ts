// The timeline where there is little room, and in colours that others chose. Each picture is kept for the eye.
import assert from 'node:assert/strict';
import { layoutScript } from './support/layout-script';
import { THEME_NAMES } from './support/themes';
import { TimelinePage } from './support/timeline-page';

const OPTIONS = { messages: 400, span: 10_000, start: 0 };
const PANELS = ['Details', 'Edges', 'Sequence', 'Table', 'Charts', 'Capture'];
const HEIGHT = 700;

describe('the looks of the timeline in a browser', function () {
  this.timeout(60_000);
  let timeline: TimelinePage;
  let faults: string;

  before(async () => {
    faults = await layoutScript();
  });

  beforeEach(async () => {
    timeline = await TimelinePage.open({ width: 400, height: HEIGHT });
  });

  afterEach(async () => {
    await timeline.close();
    assert.deepEqual(timeline.complaints, []);
  });

  /** Shows a trace with all that a person can choose: a message, a moment, an edge, something sought. */
  async function showMuch(): Promise<void> {
    await timeline.showSynthetic(OPTIONS);
    await timeline.page.getByRole('application').focus();
    await timeline.page.keyboard.press('Enter');
    await timeline.page.getByRole('button', { name: 'Only This Edge' }).click();
    await timeline.page.getByRole('searchbox').fill('resize');
    await timeline.until(async () =>
      assert.match((await timeline.page.locator('.search-count').textContent()) ?? '', /of/),
    );
    const axis = (await timeline.page.locator('.scrubber').boundingBox())!;
    await timeline.page.mouse.click(axis.x + axis.width / 2, axis.y + 8);
    await timeline.frames();
  }

  async function fits(what: string): Promise<void> {
    await timeline.frames();
    await timeline.screenshot(`looks-${what}`);
    assert.deepEqual(await timeline.page.evaluate(faults), [], what);
  }

  for (const width of [400, 250]) {
    it(`fits ${width} px, with each of its panels`, async () => {
      await timeline.page.setViewportSize({ width, height: HEIGHT });
      await showMuch();
      for (const panel of PANELS) {
        const tab = timeline.page.getByRole('tab', { name: panel });
        if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
        // What is counted anew comes a moment later.
        await timeline.page.getByRole('tabpanel').filter({ visible: true }).locator('*').first().waitFor();
        await fits(`${width}-${panel.toLowerCase()}`);
      }
    });

    it(`fits ${width} px while a recording is read, and says what is wrong`, async () => {
      await timeline.page.setViewportSize({ width, height: HEIGHT });
      await timeline.showSynthetic(OPTIONS);
      await timeline.tell({ type: 'progress', done: 0.42 });
      await timeline.tell({
        type: 'problem',
        text: 'Reading was cancelled: only the first 42 % of this recording is shown. Open it again to see all.',
      });
      await fits(`${width}-notices`);
    });

    it(`fits ${width} px while a run goes on, with a form to capture`, async () => {
      await timeline.page.setViewportSize({ width, height: HEIGHT });
      await timeline.tell({ type: 'begin', title: 'live', source: 'live', words: null });
      await timeline.tell({ type: 'payloads', filter: null, dropped: 0 });
      await fits(`${width}-waiting`);
      await timeline.page.getByRole('tab', { name: 'Capture' }).click();
      await fits(`${width}-live`);
    });
  }

  describe('in forced colours', () => {
    /** What the canvas and the page around it have for their ground, as numbers. */
    const grounds = () =>
      timeline.page.evaluate(`[
        [...document.querySelector('.drawing').getContext('2d').getImageData(1, 1, 1, 1).data].slice(0, 3).join(),
        getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).join(),
      ]`) as Promise<[string, string]>;

    /** What some elements have for a property, each value once. */
    const valuesOf = (selector: string, property: string) =>
      timeline.page.evaluate(
        ([of, what]) => [
          ...new Set([...document.querySelectorAll(of!)].map((each) => getComputedStyle(each).getPropertyValue(what!))),
        ],
        [selector, property],
      );

    for (const scheme of ['dark', 'light'] as const) {
      it(`draws with them, ${scheme}`, async () => {
        await timeline.page.setViewportSize({ width: 1000, height: HEIGHT });
        await timeline.showSynthetic(OPTIONS);
        await timeline.page.emulateMedia({ forcedColors: 'active', colorScheme: scheme });
        await timeline.lane('worker 1').click();
        for (const panel of PANELS) {
          await timeline.page.getByRole('tab', { name: panel }).click();
          await timeline.frames();
          await timeline.screenshot(`looks-forced-${scheme}-${panel.toLowerCase()}`);
        }
        await timeline.until(async () => {
          const [canvas, page] = await grounds();
          assert.equal(canvas, page);
        });
        const words = await valuesOf('.lane[aria-selected="true"] *', 'color');
        assert.equal(words.length, 1, 'the words of a selected lane are all in the colour for that');
        assert.notDeepEqual(words, await valuesOf('.lane[aria-selected="true"]', 'background-color'));
        const open = await valuesOf('.tab[aria-selected="true"]', 'border-bottom-color');
        assert.notDeepEqual(open, await valuesOf('.tab[aria-selected="false"]', 'border-bottom-color'));
        const [forced] = await grounds();
        await timeline.page.emulateMedia({ forcedColors: 'none' });
        await timeline.until(async () => assert.notEqual((await grounds())[0], forced));
      });
    }
  });

  for (const theme of THEME_NAMES) {
    it(`has its colours from the theme, ${theme}`, async () => {
      await timeline.setTheme(theme);
      await timeline.page.setViewportSize({ width: 1000, height: HEIGHT });
      await showMuch();
      await fits(theme);
    });
  }
});
