import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import {
  CancellationTokenSource,
  type CodeAction,
  CodeActionRequest,
  CompletionRequest,
  ConfigurationRequest,
  createProtocolConnection,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DiagnosticSeverity,
  DiagnosticTag,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExitNotification,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  LogMessageNotification,
  LSPErrorCodes,
  type ProtocolConnection,
  type Range,
  RegistrationRequest,
  type ResponseError,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { FIX_ALL, type FixAllAnswer } from '../../../protocol/language';

const SERVER = fileURLToPath(new URL('../../../language-server/server.ts', import.meta.url));
const THREAD = fileURLToPath(new URL('../../../language-server/lint-thread.ts', import.meta.url));
const CODE =
  "const cluster = require('cluster');\nif (cluster.isMaster || cluster.isPrimary) {\n  cluster.setupMaster();\n}\n";

describe('the language server', () => {
  let folder: string;
  let bundle: string;
  let server: ChildProcess;
  let client: ProtocolConnection;
  let initialized: InitializeResult;
  const registered: string[] = [];
  const logged: string[] = [];
  /** What the client says about the settings of a workspace folder, by its name. */
  let settings: Record<string, unknown> = {};
  let opened = 0;

  before(async function () {
    this.timeout(30_000);
    folder = mkdtempSync(join(tmpdir(), 'worker-lens-server-'));
    bundle = join(folder, 'server.js');
    await build({
      entryPoints: { server: SERVER, 'lint-thread': THREAD },
      outdir: folder,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
    });
  });

  beforeEach(async () => {
    registered.length = 0;
    logged.length = 0;
    settings = {};
    server = spawn(process.execPath, [bundle, '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    client = createProtocolConnection(new StreamMessageReader(server.stdout!), new StreamMessageWriter(server.stdin!));
    client.onRequest(RegistrationRequest.type, ({ registrations }) => {
      registered.push(...registrations.map(({ method }) => method));
    });
    client.onRequest(ConfigurationRequest.type, ({ items }) =>
      items.map(({ scopeUri = '' }) => {
        const key = Object.keys(settings).find(
          (name) => scopeUri.includes(`/${name}/`) || scopeUri.endsWith(`/${name}`),
        );
        return key === undefined ? null : settings[key];
      }),
    );
    client.onNotification(LogMessageNotification.type, ({ message }) => void logged.push(message));
    client.listen();
    initialized = await client.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      initializationOptions: { fixAllCommand: 'workerLens.fixWorkspace' },
      workspaceFolders: ['one', 'two'].map((name) => ({ name, uri: pathToFileURL(join(folder, name)).href })),
      capabilities: {
        textDocument: { diagnostic: {} },
        workspace: {
          workspaceFolders: true,
          configuration: true,
          didChangeConfiguration: { dynamicRegistration: true },
          didChangeWatchedFiles: { dynamicRegistration: true },
          diagnostics: { refreshSupport: true },
        },
      },
    });
    await client.sendNotification(InitializedNotification.type, {});
  });

  afterEach(async () => {
    const exited = once(server, 'exit');
    await client.sendRequest(ShutdownRequest.type);
    await client.sendNotification(ExitNotification.type);
    const [code] = await exited;
    client.dispose();
    assert.equal(code, 0);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  /** @param name a whole URI, a path with its folder, or a name to which others of it may stand beside */
  async function open(text: string, name = 'app.js', languageId = 'javascript'): Promise<TextDocument> {
    const path = name.includes('/') ? name : `${opened++}-${name}`;
    const uri = name.startsWith('untitled:') ? name : pathToFileURL(join(folder, path)).href;
    await client.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    });
    return TextDocument.create(uri, languageId, 1, text);
  }

  async function diagnosticsOf({ uri }: TextDocument): Promise<Diagnostic[]> {
    const report = await client.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
    assert.equal(report.kind, 'full');
    return 'items' in report ? report.items : [];
  }

  async function actionsAt(document: TextDocument, range: Range, only?: string[]): Promise<CodeAction[]> {
    const context = { diagnostics: [], ...(only && { only }) };
    const textDocument = { uri: document.uri };
    return ((await client.sendRequest(CodeActionRequest.type, { textDocument, range, context })) ?? []) as CodeAction[];
  }

  function apply(action: CodeAction | undefined, document: TextDocument): string {
    const edits = action?.edit?.changes?.[document.uri];
    assert.ok(edits);
    return TextDocument.applyEdits(document, edits);
  }

  const at = (line: number, character: number): Range => ({ start: { line, character }, end: { line, character } });

  it('announces what it does', () => {
    const { textDocumentSync, diagnosticProvider, codeActionProvider, hoverProvider } = initialized.capabilities;
    assert.equal(hoverProvider, true);
    assert.deepEqual(textDocumentSync, { openClose: true, change: 2 });
    assert.ok(diagnosticProvider);
    assert.deepEqual(codeActionProvider, { codeActionKinds: ['quickfix', 'source.fixAll.workerLens'] });
  });

  it('strikes deprecated names through', async () => {
    const [first, second, ...others] = await diagnosticsOf(await open(CODE));
    assert.deepEqual(others, []);
    assert.deepEqual(first?.range, { start: { line: 1, character: 12 }, end: { line: 1, character: 20 } });
    assert.equal(first?.severity, DiagnosticSeverity.Hint);
    assert.deepEqual(first?.tags, [DiagnosticTag.Deprecated]);
    assert.equal(first?.code, 'no-deprecated-cluster-api');
    assert.match(first?.codeDescription?.href ?? '', /no-deprecated-cluster-api\.md$/);
    assert.match(String(second?.message), /cluster\.setupMaster is deprecated/);
  });

  it('follows changes of a part of the text', async () => {
    const document = await open(CODE);
    await client.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: document.uri, version: 2 },
      contentChanges: [{ range: { start: { line: 2, character: 10 }, end: { line: 2, character: 21 } }, text: 'fork' }],
    });
    assert.equal((await diagnosticsOf(document)).length, 1);
  });

  it('knows the language of what was never saved', async () => {
    const text = "import c from 'cluster';\n(<any>c).isMaster";
    assert.equal((await diagnosticsOf(await open(text, 'untitled:Untitled-1', 'typescript'))).length, 1);
    assert.equal((await diagnosticsOf(await open(`${CODE}<a/>`, 'untitled:Untitled-2', 'javascriptreact'))).length, 2);
  });

  it('answers for a document it does not know', async () => {
    const unknown = TextDocument.create('file:///nowhere.js', 'javascript', 1, '');
    assert.deepEqual(await diagnosticsOf(unknown), []);
    assert.deepEqual(await actionsAt(unknown, at(0, 0)), []);
  });

  it('offers to mend the one, all of the rule, or to switch it off', async () => {
    const document = await open(CODE);
    const actions = await actionsAt(document, at(2, 12));
    assert.deepEqual(
      actions.map(({ title }) => title),
      [
        'Replace setupMaster by setupPrimary',
        'Fix all no-deprecated-cluster-api problems in this file',
        'Fix all no-deprecated-cluster-api problems in the workspace…',
        'Disable no-deprecated-cluster-api for this line',
        'Disable no-deprecated-cluster-api for this file',
      ],
    );
    assert.equal(actions[0]?.isPreferred, true);
    assert.equal(apply(actions[0], document), CODE.replace('setupMaster', 'setupPrimary'));
    const fixed = "const cluster = require('cluster');\nif (cluster.isPrimary) {\n  cluster.setupPrimary();\n}\n";
    assert.equal(apply(actions[1], document), fixed);
    assert.deepEqual(actions[2]?.command?.arguments, [{ rule: 'no-deprecated-cluster-api' }]);
    assert.match(
      apply(actions[3], document),
      /\n {2}\/\/ worker-lens-disable-next-line no-deprecated-cluster-api\n {2}cluster\.s/,
    );
    assert.match(apply(actions[4], document), /^\/\/ worker-lens-disable-file no-deprecated-cluster-api\nconst/);
  });

  it('offers what a person may want where nothing is sure', async () => {
    const document = await open("const { Worker } = require('worker_threads');\nconst worker = new Worker(file);\n");
    const [found] = await diagnosticsOf(document);
    assert.equal(found?.code, 'require-worker-error-listener');
    const offered = (await actionsAt(document, found!.range)).filter(({ edit }) => edit);
    assert.ok(
      offered.some(({ isPreferred, title }) => !isPreferred && !title.startsWith('Disable')),
      'a suggestion',
    );
  });

  it('offers nothing where nothing is found', async () => {
    assert.deepEqual(await actionsAt(await open(CODE), at(0, 3)), []);
  });

  it('fixes all when asked by the kind, as on save', async () => {
    const document = await open(CODE);
    for (const only of ['source.fixAll', 'source.fixAll.workerLens', 'source']) {
      const [action, ...others] = await actionsAt(document, at(0, 0), [only]);
      assert.deepEqual(others, []);
      assert.equal(action?.kind, 'source.fixAll.workerLens');
      assert.doesNotMatch(apply(action, document), /Master/);
    }
    assert.deepEqual(await actionsAt(document, at(2, 12), ['refactor', 'source.fixAll.other']), []);
  });

  it('asks for diagnostics anew when a package changes the Node versions it runs on', async () => {
    const document = await open(CODE);
    assert.equal((await diagnosticsOf(document)).length, 2);
    const manifest = join(folder, 'package.json');
    writeFileSync(manifest, '{"name":"old","engines":{"node":">=14"}}');
    const refreshed = new Promise<void>((resolve) => client.onRequest(DiagnosticRefreshRequest.type, () => resolve()));
    await client.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: pathToFileURL(manifest).href, type: 2 }],
    });
    await refreshed;
    assert.deepEqual(await diagnosticsOf(document), []);
    assert.deepEqual(registered, ['workspace/didChangeWatchedFiles', 'workspace/didChangeConfiguration']);
    rmSync(manifest);
  });

  it('goes by the settings of each folder, and by new ones once they change', async () => {
    const off = { 'no-deprecated-cluster-api': 'off' };
    settings = { one: { lint: { exclude: ['gen'], nodeVersion: '>=14' } }, two: { lint: { exclude: ['gen'] } } };
    const [old, current, generated, kept] = await Promise.all(
      ['one/a.js', 'two/a.js', 'two/gen/a.js', 'two/a.ts'].map((name) => open(CODE, name)),
    );
    const counts = async () => {
      const all = await Promise.all([old, current, generated, kept].map((document) => diagnosticsOf(document!)));
      return all.map(({ length }) => length);
    };
    assert.deepEqual(await counts(), [0, 2, 0, 2]);
    settings = { one: {}, two: { lint: { include: ['*.ts'], nodeVersion: 'what?', exclude: 7 } } };
    const refreshed = new Promise<void>((resolve) => client.onRequest(DiagnosticRefreshRequest.type, () => resolve()));
    await client.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    await refreshed;
    assert.deepEqual(await counts(), [2, 0, 0, 2]);
    const again = new Promise<void>((resolve) => client.onRequest(DiagnosticRefreshRequest.type, () => resolve()));
    settings = {
      one: { rules: { ...off, 'no-unguarded-fork': 'loud' } },
      two: { rules: { 'no-deprecated-cluster-api': 'error' } },
    };
    await client.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    await again;
    assert.deepEqual(await counts(), [0, 2, 2, 2]);
    assert.equal((await diagnosticsOf(kept!))[0]?.severity, DiagnosticSeverity.Error);
  });

  it('hovers and completes', async () => {
    const document = await open("require('cluster').on('exit', f);");
    const textDocument = { uri: document.uri };
    const hover = await client.sendRequest(HoverRequest.type, { textDocument, ...{ position: at(0, 25).start } });
    assert.match(JSON.stringify(hover), /A worker has ended/);
    const items = await client.sendRequest(CompletionRequest.type, { textDocument, position: at(0, 25).start });
    assert.ok(Array.isArray(items) && items.some(({ label }) => label === 'listening'));
  });

  it('gives the edits that mend all files of folders', async () => {
    settings = { two: { lint: { exclude: ['gen'] } } };
    for (const path of [
      'one/a.js',
      'two/b.js',
      'two/gen/c.js',
      'two/node_modules/d.js',
      'two/clean.js',
      'two/open.js',
    ]) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, path.includes('clean') ? '' : `\uFEFF${CODE}`);
    }
    // What is open counts as it is there.
    await open('', 'two/open.js');
    const uriOf = (path: string) => pathToFileURL(join(folder, path)).href;
    const folders = [uriOf('one'), uriOf('two')];
    const { files } = await client.sendRequest<FixAllAnswer>(FIX_ALL, { folders });
    assert.deepEqual(
      files.map(({ uri }) => uri),
      [uriOf('one/a.js'), uriOf('two/b.js')],
    );
    assert.deepEqual(
      files[0]?.edits.map(({ text }) => text),
      ['', 'setupPrimary'],
    );
    assert.deepEqual(files[0]?.edits[1]?.start, { line: 2, character: 10 });
    const none = await client.sendRequest<FixAllAnswer>(FIX_ALL, { folders, rules: [] });
    assert.deepEqual(none, { files: [] });
  });

  it('answers while a long file is checked, and stops when it changes', async () => {
    const long = `${CODE}${'function f() { return [1, 2, 3].map((x) => x + 1); }\n'.repeat(6_000)}`;
    const document = await open(long);
    const { uri } = document;
    const overtaken = client.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
    const small = await open(CODE);
    assert.equal((await diagnosticsOf(small)).length, 2);
    await client.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range: { start: { line: 2, character: 10 }, end: { line: 2, character: 21 } }, text: 'fork' }],
    });
    await assert.rejects(overtaken, (error: ResponseError<{ retriggerRequest: boolean }>) => {
      assert.equal(error.code, LSPErrorCodes.ServerCancelled);
      return error.data?.retriggerRequest === true;
    });
    assert.equal((await diagnosticsOf(document)).length, 1);
    const offered = await actionsAt(document, at(1, 14));
    assert.deepEqual(
      offered.map(({ title }) => title),
      ['Replace isMaster by isPrimary', 'Fix all no-deprecated-cluster-api problems in the workspace…'],
    );
  }).timeout(30_000);

  it('does not check what nobody wants any more', async () => {
    const { uri } = await open(CODE);
    const source = new CancellationTokenSource();
    const asked = client.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } }, source.token);
    source.cancel();
    await assert.rejects(asked, (error: ResponseError<void>) => error.code === LSPErrorCodes.RequestCancelled);
  });

  it('says once that a file is too long for hints', async () => {
    const document = await open(`${CODE}//${'x'.repeat(2 * 1024 * 1024)}`);
    assert.deepEqual(await diagnosticsOf(document), []);
    await client.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: document.uri, version: 2 },
      contentChanges: [{ range: { start: at(0, 0).start, end: at(0, 0).start }, text: ' ' }],
    });
    assert.deepEqual(await diagnosticsOf(document), []);
    assert.deepEqual(logged, [`${document.uri} has more than 2 MB: it gets no hints.`]);
  });
});
