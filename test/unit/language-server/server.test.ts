import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import {
  type CodeAction,
  CodeActionRequest,
  createProtocolConnection,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DiagnosticSeverity,
  DiagnosticTag,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  type Range,
  RegistrationRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

const SERVER = fileURLToPath(new URL('../../../language-server/server.ts', import.meta.url));
const CODE =
  "const cluster = require('cluster');\nif (cluster.isMaster || cluster.isPrimary) {\n  cluster.setupMaster();\n}\n";

describe('the language server', () => {
  let folder: string;
  let bundle: string;
  let server: ChildProcess;
  let client: ProtocolConnection;
  let initialized: InitializeResult;
  const registered: string[] = [];
  let opened = 0;

  before(async function () {
    this.timeout(30_000);
    folder = mkdtempSync(join(tmpdir(), 'worker-lens-server-'));
    bundle = join(folder, 'server.cjs');
    await build({
      entryPoints: [SERVER],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
    });
  });

  beforeEach(async () => {
    registered.length = 0;
    server = spawn(process.execPath, [bundle, '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    client = createProtocolConnection(new StreamMessageReader(server.stdout!), new StreamMessageWriter(server.stdin!));
    client.onRequest(RegistrationRequest.type, ({ registrations }) => {
      registered.push(...registrations.map(({ method }) => method));
    });
    client.listen();
    initialized = await client.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities: {
        textDocument: { diagnostic: {} },
        workspace: { didChangeWatchedFiles: { dynamicRegistration: true }, diagnostics: { refreshSupport: true } },
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

  async function open(text: string, name = 'app.js', languageId = 'javascript'): Promise<TextDocument> {
    const uri = name.startsWith('untitled:') ? name : pathToFileURL(join(folder, `${opened++}-${name}`)).href;
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
    const { textDocumentSync, diagnosticProvider, codeActionProvider } = initialized.capabilities;
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
        'Disable no-deprecated-cluster-api for this line',
        'Disable no-deprecated-cluster-api for this file',
      ],
    );
    assert.equal(actions[0]?.isPreferred, true);
    assert.equal(apply(actions[0], document), CODE.replace('setupMaster', 'setupPrimary'));
    const fixed = "const cluster = require('cluster');\nif (cluster.isPrimary) {\n  cluster.setupPrimary();\n}\n";
    assert.equal(apply(actions[1], document), fixed);
    assert.match(
      apply(actions[2], document),
      /\n {2}\/\/ worker-lens-disable-next-line no-deprecated-cluster-api\n {2}cluster\.s/,
    );
    assert.match(apply(actions[3], document), /^\/\/ worker-lens-disable-file no-deprecated-cluster-api\nconst/);
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
    assert.deepEqual(registered, ['workspace/didChangeWatchedFiles']);
    rmSync(manifest);
  });
});
