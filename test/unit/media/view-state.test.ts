import assert from 'node:assert/strict';
import { Recall, remember } from '../../../media/remembered';
import { Search } from '../../../media/search';
import { TraceStore } from '../../../media/trace-store';
import { ViewState } from '../../../media/view-state';
import { syntheticTrace } from '../../browser/support/synthetic-trace';

const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('the view', () => {
  it('tells once what became different, and nothing where nothing did', () => {
    const state = new ViewState();
    const told: string[][] = [];
    state.onDidChange((keys) => told.push([...keys]));
    state.set({ range: { from: 1, to: 2 }, scroll: 0, search: 'a' });
    state.set({ range: { from: 1, to: 2 }, folded: new Set() });
    state.set({ lanes: new Set(['p1']) });
    state.set({ lanes: new Set(['p1']) });
    assert.deepEqual(told, [['range', 'search'], ['lanes']]);
  });

  it('comes back from what was saved', () => {
    const state = new ViewState();
    state.set({ range: { from: 1, to: 2 }, folded: new Set(['p1']), following: false, cursor: 3, panel: 'edges' });
    const other = new ViewState();
    other.restore(asJson(state.save()));
    assert.deepEqual(other.view, state.view);
  });

  it('takes nothing of what was saved by something else', () => {
    const state = new ViewState();
    const { view } = state;
    for (const wrong of [
      null,
      7,
      { range: { from: 'x' } },
      { range: { from: 5, to: 5 } },
      { folded: 1, scroll: '3', message: 9, other: true },
    ]) {
      state.restore(wrong);
    }
    assert.deepEqual(state.view, view);
  });
});

describe('what was selected', () => {
  const full = (start: number) => [...syntheticTrace({ messages: 1_000, start, chunk: 100 })];

  it('is found again in a trace that begins later', () => {
    const store = new TraceStore();
    for (const chunk of full(0)) store.add(chunk);
    const state = new ViewState();
    state.set({ message: 730, edge: store.messages.edge[730]! });
    const saved = asJson(remember(store, state));

    const again = new TraceStore();
    const view = new ViewState();
    const recall = new Recall(saved);
    const [first, ...rest] = full(0);
    for (const chunk of [first!, ...rest.slice(5)]) {
      again.add(chunk);
      recall.look(again, view);
    }
    assert.ok(recall.done);
    assert.equal(view.view.message, 230);
    assert.equal(again.begin(230), store.begin(730));
    assert.equal(view.view.edge, state.view.edge);
  });

  it('is remembered while it has not come, and no more once another one is selected', () => {
    const message = { edge: { from: 'p1', to: 'p2', by: 'ipc', name: null }, begin: 5 };
    const recall = new Recall({ message, edge: null });
    recall.look(new TraceStore(), new ViewState());
    assert.deepEqual(recall.awaited, { message });
    recall.end(new Set(['range', 'message']));
    assert.deepEqual(recall.awaited, {});
    assert.ok(recall.done);
  });

  it('is not looked for where nothing was', () => {
    assert.ok(new Recall(undefined).done);
    assert.ok(new Recall(remember(new TraceStore(), new ViewState())).done);
  });
});

describe('the search', () => {
  const store = new TraceStore();
  before(() => {
    for (const chunk of syntheticTrace({ messages: 1_000, start: 0 })) store.add(chunk);
  });

  it('finds lanes by their names, then messages by time', () => {
    const search = new Search(store, (lane) => store.lanes[lane]!.name ?? '');
    search.run(' Resize ');
    const lanes = store.lanes.filter(({ name }) => name === 'resize').length;
    const hinted = [...store.messages.hint.subarray(0, 1_000)].filter((hint) => store.texts[hint] === 'resize').length;
    assert.ok(lanes > 0 && hinted > 0);
    assert.equal(search.count, lanes + hinted);
    assert.deepEqual(Object.keys(search.hit(0)), ['lane']);
    const first = search.hit(lanes);
    assert.ok('message' in first && search.has(first.message));
    assert.equal(search.indexOf(first.message), lanes);
    assert.equal(search.after(store.begin(first.message) + 0.001), lanes + 1);
  });

  it('finds ids, and nothing where nothing is sought', () => {
    const search = new Search(store, () => '');
    search.run('998');
    assert.equal(search.count, 2);
    search.run('');
    assert.equal(search.count, 0);
    assert.equal(search.active, false);
  });
});
