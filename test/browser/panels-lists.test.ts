// The panels that are lists, as a person uses them: edges, table and sequence.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { openPanels, type PanelsWindow, setTheme } from './panels-window';

const SIZE = { width: 1200, height: 320 };

describe('panels that are lists', () => {
  let panels: PanelsWindow;

  before(async () => {
    panels = await openPanels('usual', SIZE);
    await setTheme(panels.page, 'dark');
  });

  after(() => panels.close());

  afterEach(async () => {
    assert.deepEqual(panels.faults, []);
    await panels.page.evaluate(() => lens.state.set({ edge: -1, message: -1, lanes: new Set() }));
  });

  const open = (id: string) => panels.page.evaluate((wanted) => lens.open(wanted), id);
  const view = () => panels.page.evaluate(() => ({ ...lens.view, lanes: [...lens.view.lanes] }));
  const rows = () => panels.page.locator('.grid-row:not([hidden])');
  const cells = async (row: Locator) => (await row.locator('.grid-cell').allTextContents()).map((text) => text.trim());
  /** In the order in which they are seen. */
  const inOrder = async () => {
    const all = await rows().all();
    const placed = await Promise.all(
      all.map(async (row) => [Number(await row.getAttribute('data-row')), await cells(row)] as const),
    );
    return placed.sort(([one], [other]) => one - other).map(([, texts]) => texts);
  };

  it('edges: a row for each direction with its numbers, the busiest first', async () => {
    await open('edges');
    const all = await inOrder();
    assert.equal(all.length, 10);
    const [first] = all;
    assert.deepEqual(first?.slice(0, 5), [
      'worker 2 → worker 2 · thread 1 · resize',
      'postMessage',
      '1,819/s',
      '120,000',
      '118,800',
    ]);
    const jobs = all.find(([name]) => name === 'primary → worker 1');
    assert.deepEqual([jobs?.[3], jobs?.[4], jobs?.[7]], ['198', '0', '0']);
    const news = all.find(([name]) => name === 'worker 1 → all on news');
    assert.deepEqual([news?.[1], news?.[7], news?.[8]], ['BroadcastChannel “news”', '–', '–']);
  });

  it('edges: a backlog that grows is said in words', async () => {
    await open('edges');
    // 24,000 by the last report; of the receipt of 109 it is known that it was after that.
    assert.match(
      (await panels.page.locator('.notes').textContent()) ?? '',
      /worker 2 · thread 1 · resize: backlog grows: 23,891 not received yet/,
    );
    const spoken = await panels.page.getByRole('status').textContent();
    assert.equal(spoken, 'Backlogs that grow: worker 2 → worker 2 · thread 1 · resize');
  });

  it('edges: sort by a column, and back', async () => {
    await open('edges');
    const head = panels.page.getByRole('columnheader', { name: 'p95' });
    await head.getByRole('button').click();
    assert.equal(await head.getAttribute('aria-sort'), 'descending');
    const names = (await inOrder()).map(([name]) => name);
    assert.equal(names[0], 'worker 2 → worker 2 · thread 1 · resize');
    assert.equal(names.at(-1), 'worker 1 → all on news', 'what is not known is last');
    await head.getByRole('button').click();
    assert.equal(await head.getAttribute('aria-sort'), 'ascending');
    assert.equal((await inOrder()).at(-1)?.[0], 'worker 1 → all on news');
  });

  it('edges: a click shows that edge alone, and once more all', async () => {
    await open('edges');
    const row = rows().filter({ hasText: 'primary → worker 3' });
    await row.click();
    assert.equal((await view()).edge, 4);
    assert.equal(await row.getAttribute('aria-selected'), 'true');
    await row.click();
    assert.equal((await view()).edge, -1);
  });

  it('table: everything in view, and the keyboard goes through it', async () => {
    await open('table');
    const grid = panels.page.getByRole('grid');
    await grid.focus();
    const count = Number(await grid.getAttribute('aria-rowcount'));
    assert.equal(count, 1 + 8 * 198 + 1200 + 10 + 10 + 6);
    await panels.page.keyboard.press('End');
    const active = () => panels.page.locator('.grid-row.active');
    assert.equal(await active().getAttribute('aria-rowindex'), String(count));
    await panels.page.keyboard.press('Home');
    assert.deepEqual((await cells(active())).slice(1, 3), ['primary', 'created']);
    await panels.page.keyboard.press('ArrowDown');
    assert.equal(await active().getAttribute('aria-rowindex'), '3');
    const id = await grid.getAttribute('aria-activedescendant');
    assert.equal(await panels.page.locator(`[id="${id}"]`).getAttribute('role'), 'gridcell');
  });

  it('table: Enter selects a message, or the lane of a mark', async () => {
    await open('table');
    await panels.page.getByRole('grid').focus();
    await panels.page.keyboard.press('Home');
    await panels.page.keyboard.press('Enter');
    assert.deepEqual((await view()).lanes, ['p0']);
    await panels.page.keyboard.press('PageDown');
    await panels.page.keyboard.press('PageDown');
    const message = rows().filter({ hasText: 'job' }).first();
    await message.click();
    const { message: selected } = await view();
    assert.ok(selected >= 0);
    assert.equal(await message.getAttribute('aria-selected'), 'true');
  });

  it('table: what a person reads stays where it is while the view moves on', async () => {
    const show = (from: number, to: number) =>
      panels.page.evaluate((range) => lens.state.set({ range, following: true }), { from, to });
    /** The row at the upper edge of the table, and how many rows there are. */
    const seen = () =>
      panels.page.evaluate(() => {
        const grid = document.querySelector('.grid')!;
        const { bottom } = document.querySelector('.grid-head')!.getBoundingClientRect();
        const row = document.elementFromPoint(200, bottom + 5)?.closest('.grid-row');
        return { text: row?.textContent, rows: grid.getAttribute('aria-rowcount') };
      });
    await show(5000, 35_000);
    await open('table');
    await panels.page.locator('.grid').evaluate((grid) => grid.scrollTo({ top: 22 * 300 }));
    await panels.page.waitForFunction(() => document.querySelector('.grid-row[data-row="300"]'));
    const before = await seen();
    await show(8000, 38_000);
    await panels.page.waitForFunction(
      (rows) => document.querySelector('.grid')!.getAttribute('aria-rowcount') !== rows,
      before.rows,
    );
    assert.equal((await seen()).text, before.text);
    await panels.page.locator('.grid').evaluate((grid) => grid.scrollTo({ top: grid.scrollHeight }));
    await panels.page.waitForFunction(() => !document.querySelector('.grid-row[data-row="300"]:not([hidden])'));
    const { rows } = await seen();
    await show(8000, 45_000);
    await panels.page.waitForFunction(
      (last) =>
        document.querySelector(`.grid-row:not([hidden])[data-row="${Number(last) - 1}"]`) === null &&
        document.querySelector('.grid')!.getAttribute('aria-rowcount') !== last,
      rows,
    );
    const count = Number(await panels.page.locator('.grid').getAttribute('aria-rowcount'));
    assert.equal(
      await panels.page.locator(`.grid-row:not([hidden])[data-row="${count - 2}"]`).count(),
      1,
      'follows the end',
    );
    await show(5000, 66_000);
  });

  it('table: shows what was selected elsewhere', async () => {
    await open('table');
    await panels.page.evaluate(() => lens.state.select(1500));
    const selected = panels.page.locator('.grid-row[aria-selected="true"]');
    await selected.waitFor();
    assert.ok(await selected.isVisible());
    assert.equal(await selected.evaluate((row) => row.classList.contains('active')), true);
  });

  it('sequence: the two that talk most, until an edge or a person says others', async () => {
    await open('sequence');
    const choice = panels.page.getByLabel('Conversation of');
    const chosen = () => choice.evaluate((select) => (select as HTMLSelectElement).selectedOptions[0]?.textContent);
    assert.equal(await chosen(), 'worker 2 ↔ worker 2 · thread 1 · resize');
    await panels.page.evaluate(() => lens.state.set({ edge: 1 }));
    await panels.page.locator('.line.reply').first().waitFor();
    assert.equal(await chosen(), 'primary ↔ worker 1');
    await choice.selectOption('primary ↔ worker 4');
    assert.equal(await panels.page.locator('.lifeline-name').last().textContent(), 'worker 4');
  });

  it('sequence: arrows in both directions, replies, and gaps folded', async () => {
    await panels.page.evaluate(() => lens.state.set({ edge: 0 }));
    await open('sequence');
    const first = panels.page.locator('.line[role="option"]').first();
    assert.match(
      (await first.getAttribute('aria-label')) ?? '',
      /^job 1000 from primary to worker 1, .+ in flight, at /,
    );
    assert.ok((await panels.page.locator('.line.reply.to-left').count()) > 50);
    assert.match((await panels.page.locator('.line.gap').first().textContent()) ?? '', /^… 1\.\d+ s$/);
    assert.match((await panels.page.locator('.line.reply .latency').first().textContent()) ?? '', /round trip/);
  });

  it('sequence: the keyboard selects, and the reply is marked', async () => {
    await panels.page.evaluate(() => lens.state.set({ edge: 0 }));
    await open('sequence');
    await panels.page.getByRole('listbox').focus();
    await panels.page.keyboard.press('Home');
    await panels.page.keyboard.press('Enter');
    const { message } = await view();
    assert.equal(message, 0);
    const partner = panels.page.locator('.line.partner');
    assert.equal(await partner.count(), 1);
    assert.match((await partner.textContent()) ?? '', /done #1000/);
  });
});

describe('a table of a million rows', () => {
  let panels: PanelsWindow;

  before(async () => {
    panels = await openPanels('million', SIZE);
    await setTheme(panels.page, 'dark');
    await panels.page.evaluate(() => lens.open('table'));
  });

  after(() => panels.close());

  it('has few elements, and reaches its end by key, wheel and scroll bar', async () => {
    const { page } = panels;
    const grid = page.getByRole('grid');
    assert.ok(Number(await grid.getAttribute('aria-rowcount')) > 1_000_000);
    const last = () =>
      page
        .locator('.grid-row:not([hidden])')
        .evaluateAll((all) => Math.max(...all.map((row) => Number(row.getAttribute('data-row')))));
    await grid.focus();
    await page.keyboard.press('End');
    const end = await last();
    assert.equal(end, Number(await grid.getAttribute('aria-rowcount')) - 2);
    assert.ok((await page.locator('.grid-row').count()) < 40);
    await grid.hover();
    await page.mouse.wheel(0, -220);
    await page.waitForFunction((before) => {
      const shown = [...document.querySelectorAll('.grid-row:not([hidden])')].map((row) =>
        Number(row.getAttribute('data-row')),
      );
      return Math.max(...shown) === before - 10 + 4;
    }, end);
    await grid.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }));
    await page.waitForFunction(() => {
      const row = document.querySelector('.grid-row:not([hidden])');
      return Math.abs(Number(row?.getAttribute('data-row')) - 500_000) < 5_000;
    });
    assert.deepEqual(panels.faults, []);
  });
});
