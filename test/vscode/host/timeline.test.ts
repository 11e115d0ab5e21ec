// Timelines and recordings: what a real webview is told, and what is written.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { TIMELINE_PANEL } from '../../../extension/ids';
import { FollowedRecordings } from '../../../extension/timeline/followed-recordings';
import { LiveTimeline, type LiveTimelineNeeds } from '../../../extension/timeline/live-timeline';
import type { TimelineView } from '../../../extension/timeline/timeline-view';
import { Traces } from '../../../extension/timeline/traces';
import type { ToTimeline, TraceChunk } from '../../../protocol/timeline';
import { eventually } from './support/eventually';
import { sample, useLens } from './support/lens';

/** What a webview was told, from when it was opened. */
class Told {
  readonly messages: ToTimeline[] = [];
  readonly #view: TimelineView;

  constructor(view: TimelineView) {
    this.#view = view;
    view.onDidSend((message) => this.messages.push(message));
  }

  /** Waits until something holds of all that was told. */
  once<T>(what: string, read: (told: Told) => T | undefined): Promise<T> {
    return eventually(
      this.#view.onDidSend,
      () => read(this),
      what,
      () => JSON.stringify(this.#summary()),
    );
  }

  get kinds(): string[] {
    return [...new Set(this.messages.map(({ type }) => type))];
  }

  get chunks() {
    return chunksOf(this.messages);
  }

  /** Kinds of the lanes, sorted. */
  get lanes(): string[] {
    return laneKinds(this.chunks);
  }

  get count(): number {
    return countIn(this.chunks);
  }

  /** How many times it was told to begin. */
  get begins(): number {
    return this.messages.filter(({ type }) => type === 'begin').length;
  }

  /** What it was told since it began last. */
  get latest() {
    const begun = this.messages.findLastIndex(({ type }) => type === 'begin');
    const chunks = chunksOf(this.messages.slice(begun + 1));
    return { lanes: laneKinds(chunks), count: countIn(chunks) };
  }

  get problems(): string[] {
    return this.messages.flatMap((message) => (message.type === 'problem' ? [message.text] : []));
  }

  /** All is read. */
  get isWhole(): boolean {
    return this.messages.some((message) => message.type === 'progress' && message.done === null) && this.count > 0;
  }

  #summary() {
    return { kinds: this.kinds, lanes: this.lanes, messages: this.count, problems: this.problems };
  }
}

const chunksOf = (messages: readonly ToTimeline[]) =>
  messages.flatMap((message) => (message.type === 'chunk' ? [message.chunk] : []));

function laneKinds(chunks: readonly TraceChunk[]): string[] {
  const lanes = chunks.flatMap((chunk) => chunk.lanes);
  return [...new Map(lanes.map(({ id, kind }) => [id, kind])).values()].sort();
}

const countIn = (chunks: readonly TraceChunk[]) => chunks.reduce((sum, { messages }) => sum + messages.edge.length, 0);

describe('timeline', () => {
  const stage = useLens();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wl-timeline-'));
  const file = (name: string) => vscode.Uri.file(path.join(folder, name));
  const cluster = { program: sample('cluster-messages/app.js'), env: { PORT: '0', WORKERS: '2' } };
  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(`workerLens.${command}`, ...args);

  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  after(() => fs.rmSync(folder, { recursive: true }));

  /** A cluster whose workers have echoed the greeting of their primary. */
  async function launched(): Promise<string> {
    const { lens } = stage;
    const id = await lens.launch(cluster);
    for (const worker of [1, 2]) {
      const { id: process } = await lens.worker(id, worker);
      await lens.once('an echo', () => lens.process(process).messages.sent > 0 || undefined);
    }
    return id;
  }

  async function opened(id: string): Promise<Told> {
    await run('openTimeline', { kind: 'run', id });
    const { live } = stage.lens.api.timelines;
    return new Told(live.of(id)!.view);
  }

  async function saved(name: string): Promise<vscode.Uri> {
    const id = await launched();
    await run('saveRecording', { kind: 'run', id }, file(name));
    return file(name);
  }

  async function openedFile(recording: vscode.Uri): Promise<Told> {
    await vscode.commands.executeCommand('vscode.open', recording);
    const view = stage.lens.api.timelines.recordings.of(recording);
    assert.ok(view, 'no editor was opened for it');
    return new Told(view);
  }

  it('opens with all that happened so far, goes on with the run, and ends when closed', async () => {
    const id = await launched();
    const told = await opened(id);
    await told.once(
      'all lanes and the greetings',
      ({ lanes, count }) => (lanes.length === 3 && count >= 4) || undefined,
    );
    assert.deepEqual(told.lanes, ['primary', 'worker', 'worker']);
    assert.equal(told.messages[0]?.type, 'begin');
    const before = told.count;
    const worker = await stage.lens.worker(id, 1);
    await run('sendMessage', { kind: 'process', id: worker.id }, '{"type":"echo","text":"again"}');
    await told.once('the message and its echo', ({ count }) => count >= before + 2 || undefined);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    assert.equal(stage.lens.api.timelines.live.of(id), undefined);
  });

  it('is one for each run, and shows the lane that was asked for', async () => {
    const id = await launched();
    const told = await opened(id);
    await run('openTimeline', { kind: 'run', id });
    const worker = await stage.lens.worker(id, 1);
    await run('showInTimeline', { kind: 'process', id: worker.id });
    const revealed = await told.once('a lane shown', ({ messages }) => messages.find(({ type }) => type === 'reveal'));
    assert.deepEqual(revealed, { type: 'reveal', target: worker.id });
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    assert.equal(tabs.filter(({ input }) => input instanceof vscode.TabInputWebview).length, 1);
  });

  it('of a run that has ended says so, and keeps what it shows', async () => {
    const id = await launched();
    const told = await opened(id);
    await told.once('lanes', ({ lanes }) => lanes.length === 3 || undefined);
    await stage.lens.api.link.request({ type: 'stopRun', run: id, force: false });
    await told.once('the end', ({ kinds }) => kinds.includes('ended') || undefined);
  });

  it('of a run that ends and goes on keeps what it shows', async () => {
    const { lens } = stage;
    const until = (name: string) => path.join(folder, name);
    const first = `setInterval(() => fs.existsSync('${until('one')}') && process.exit(), 20)`;
    const id = await lens.launch({
      runtimeExecutable: 'sh',
      runtimeArgs: [
        '-c',
        `node -e "${first}"; until [ -e '${until('two')}' ]; do sleep 0.05; done; node -e "setInterval(() => {}, 1000)"`,
      ],
    });
    const told = await opened(id);
    await told.once('the first lane', ({ lanes }) => lanes.length === 1 || undefined);
    fs.writeFileSync(until('one'), '');
    await told.once('the end', ({ kinds }) => kinds.includes('ended') || undefined);
    fs.writeFileSync(until('two'), '');
    await told.once('both lanes', ({ lanes }) => lanes.length === 2 || undefined);
    assert.ok(told.kinds.includes('resumed'));
    assert.equal(told.messages.filter(({ type }) => type === 'begin').length, 1);
  });

  it('is not taken over from before where it was closed meanwhile', async () => {
    const id = await launched();
    const { live } = stage.lens.api.timelines;
    const panel = vscode.window.createWebviewPanel('test', 'Timeline', vscode.ViewColumn.Active);
    const taking = live.deserializeWebviewPanel(panel, { key: id });
    panel.dispose();
    await taking;
    assert.equal(live.of(id), undefined);
  });

  it('is told everything again after it was hidden', async () => {
    const id = await launched();
    const told = await opened(id);
    await told.once('the greetings', ({ count }) => count >= 4 || undefined);
    await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
    const before = told.messages.length;
    await run('openTimeline', { kind: 'run', id });
    await told.once('all of it once more', ({ messages }) => {
      const again = messages.slice(before);
      const lanes = again.flatMap((message) => (message.type === 'chunk' ? message.chunk.lanes : []));
      return (again[0]?.type === 'begin' && new Set(lanes.map((lane) => lane.id)).size === 3) || undefined;
    });
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('of a run that goes on for long is made anew of what is kept, with nothing lost or twice', async () => {
    const id = await launched();
    const { link } = stage.lens.api;
    const { extensionUri: extension } = vscode.extensions.getExtension('worker-lens.worker-lens')!;
    const fail = (error: Error) => assert.fail(error);
    const followed = new FollowedRecordings(link, fail);
    const panel = vscode.window.createWebviewPanel(TIMELINE_PANEL, 'Anew', vscode.ViewColumn.One);
    const actions = {} as LiveTimelineNeeds['actions'];
    const traces = new Traces(extension);
    // Made anew each time that it has grown by half.
    const needs = { link, followed, traces, actions, extension, masked: () => [], kept: () => 1, report: fail };
    const timeline = new LiveTimeline(id, panel, needs);
    const told = new Told(timeline.view);
    try {
      await told.once('the greetings', ({ latest }) => latest.count >= 4 || undefined);
      const [before, begins] = [told.latest.count, told.begins];
      const worker = await stage.lens.worker(id, 1);
      let more = 0;
      for (; told.begins === begins; more += 2) {
        await run('sendMessage', { kind: 'process', id: worker.id }, '{"type":"echo","text":"again"}');
        await told.once('the message and its echo', ({ latest }) => latest.count >= before + more + 2 || undefined);
      }
      await told.once('all of it', ({ latest }) => latest.count >= before + more || undefined);
      assert.equal(told.latest.count, before + more);
      assert.deepEqual(told.latest.lanes, ['primary', 'worker', 'worker']);
    } finally {
      timeline.dispose();
      followed.dispose();
    }
  });

  it('opens a recording that was saved, without its run', async () => {
    const recording = await saved('saved.wlens.jsonl');
    await stage.lens.endAll();
    const told = await openedFile(recording);
    await told.once('all of it', ({ isWhole }) => isWhole || undefined);
    assert.deepEqual(told.lanes, ['primary', 'worker', 'worker']);
    assert.deepEqual(told.problems, []);
    assert.deepEqual(told.messages[0], { type: 'begin', title: 'saved.wlens.jsonl', source: 'recording', words: null });
  });

  it('reads a recording anew after it was hidden, and says so from the first on', async () => {
    const recording = await saved('hidden.wlens.jsonl');
    const told = await openedFile(recording);
    await told.once('all of it', ({ isWhole }) => isWhole || undefined);
    await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
    const before = told.messages.length;
    await vscode.commands.executeCommand('vscode.open', recording);
    const progress = await told.once('that all is read once more', ({ messages }) => {
      const shares = messages.slice(before).flatMap((message) => (message.type === 'progress' ? [message.done] : []));
      return shares.includes(null) ? shares : undefined;
    });
    assert.equal(progress[0], 0);
  });

  it('opens a recording that was cut up to where it holds, and says so', async () => {
    const recording = await saved('whole.wlens.jsonl');
    const text = fs.readFileSync(recording.fsPath, 'utf8');
    const cut = file('cut.wlens.jsonl');
    fs.writeFileSync(cut.fsPath, text.slice(0, -20));
    const told = await openedFile(cut);
    await told.once('a problem', ({ problems }) => (problems.length > 0 ? true : undefined));
    assert.match(told.problems.join('\n'), /cut/);
    await told.once('what holds', ({ lanes }) => lanes.length === 3 || undefined);
  });

  it('says of a file that is no recording that it is none', async () => {
    const other = file('other.wlens.jsonl');
    fs.writeFileSync(other.fsPath, 'hello\n');
    const told = await openedFile(other);
    await told.once('a problem', ({ problems }) => problems.some((text) => /no recording/.test(text)) || undefined);
  });

  it('exports a recording, and a run that goes on, as a Chrome trace', async () => {
    const recording = await saved('exported.wlens.jsonl');
    await run('exportTrace', recording, file('file.trace.json'));
    const [live] = stage.lens.api.link.model.runs.keys();
    await run('exportTrace', { kind: 'run', id: live }, file('run.trace.json'));
    for (const name of ['file.trace.json', 'run.trace.json']) {
      const { traceEvents } = JSON.parse(fs.readFileSync(file(name).fsPath, 'utf8'));
      const phases = new Set(traceEvents.map(({ ph }: { ph: string }) => ph));
      for (const phase of ['M', 'X', 's', 'f']) assert.ok(phases.has(phase), `${name} has no event ${phase}`);
    }
  });

  it('compares two recordings on a page', async () => {
    const first = await saved('first.wlens.jsonl');
    const second = file('second.wlens.jsonl');
    fs.copyFileSync(first.fsPath, second.fsPath);
    const page = await run('compareRecordings', first, [first, second]);
    assert.ok(page instanceof vscode.Uri);
    const text = (await vscode.workspace.openTextDocument(page)).getText();
    assert.match(text, /\| first \| second \|/);
    assert.match(text, /\| Messages sent \| (\d+) \| \1 \| ×1\.00 \|/);
  });

  it('compares a recording with a run that goes on', async () => {
    const recording = await saved('before.wlens.jsonl');
    const [live] = stage.lens.api.link.model.runs.keys();
    const page = await run('compareRecordings', recording, live);
    assert.ok(page instanceof vscode.Uri);
    const text = (await vscode.workspace.openTextDocument(page)).getText();
    assert.match(text, /\| before \| app\.js [^|]+ \|/);
  });

  it('captures what messages say, masked, and tells how', async () => {
    const id = await launched();
    const told = await opened(id);
    await told.once('lanes', ({ lanes }) => lanes.length === 3 || undefined);
    const timeline = stage.lens.api.timelines.live.of(id)!;
    await timeline.capture(null, { way: null, hint: null, field: null, masked: ['pin'] });
    const state = await told.once('what is captured', ({ messages }) =>
      messages.findLast((message) => message.type === 'payloads' && message.filter !== null),
    );
    assert.ok(state.type === 'payloads' && state.filter?.masked.includes('password'));
    const worker = await stage.lens.worker(id, 1);
    await run(
      'sendMessage',
      { kind: 'process', id: worker.id },
      '{"type":"echo","text":"hi","userPassword":"x","pin":1}',
    );
    const texts = () => told.chunks.flatMap((chunk) => chunk.texts);
    await told.once('what the message says', () => texts().find((text) => text.includes('"text":"hi"')));
    const payloads = texts().filter((text) => text.includes('"text":"hi"'));
    for (const payload of payloads) {
      assert.match(payload, /"userPassword":"•••"/);
      assert.match(payload, /"pin":"•••"/);
    }
    const plain = '{"type":"echo","text":"plain"}';
    await run('sendMessage', { kind: 'process', id: worker.id }, plain);
    await told.once('what the next one says', () => texts().find((text) => text === plain));
    const { live } = stage.lens.api.timelines;
    // Its echo says the same, and may be told first.
    await stage.lens.once('what is offered', () => live.capturedTo(worker.id)[0] === plain || undefined);
    assert.doesNotMatch(live.capturedTo(worker.id).join(), /•••/);
  });
});
