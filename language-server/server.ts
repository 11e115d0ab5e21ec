// The language server: its own process, spoken to by the extension over stdio or Node's IPC.
import {
  createConnection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  type FileSystemWatcher,
  type InitializeParams,
  type InitializeResult,
  ProposedFeatures,
  TextDocumentSyncKind,
  TextDocuments,
  WatchKind,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  FIX_ALL,
  FIX_ALL_PROGRESS,
  type FixAllRequest,
  readInitializationOptions,
  SETTINGS_SECTION,
} from '../protocol/language';
import { Checker } from './checker';
import { codeActionsFor, KINDS } from './code-actions';
import { completionsFor, TRIGGERS } from './completion';
import { diagnosticFor } from './diagnostics';
import { fixAllIn } from './fix-all';
import { hoverFor } from './hover';
import { Settings } from './settings';

/** What decides about findings besides a document itself: what a package says, and which files there are. */
const WATCHED: FileSystemWatcher[] = [
  { globPattern: '**/{package.json,.nvmrc,.node-version}' },
  { globPattern: '**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}', kind: WatchKind.Create | WatchKind.Delete },
];

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
const settings = new Settings(connection);
const checker = new Checker(settings, connection.console);

const can = { watchFiles: false, refresh: false, haveFolders: false, tellOfSettings: false };
let fixAllCommand = '';

connection.onInitialize(({ capabilities, workspaceFolders, initializationOptions }: InitializeParams) => {
  const { workspace } = capabilities;
  can.watchFiles = workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
  can.refresh = workspace?.diagnostics?.refreshSupport === true;
  can.haveFolders = workspace?.workspaceFolders === true;
  can.tellOfSettings = workspace?.didChangeConfiguration?.dynamicRegistration === true;
  settings.isSupported = workspace?.configuration === true;
  settings.folders = (workspaceFolders ?? []).map(({ uri }) => uri);
  fixAllCommand = readInitializationOptions(initializationOptions).fixAllCommand;
  const result: InitializeResult = {
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      diagnosticProvider: { identifier: 'worker-lens', interFileDependencies: false, workspaceDiagnostics: false },
      codeActionProvider: { codeActionKinds: KINDS },
      hoverProvider: true,
      completionProvider: { triggerCharacters: TRIGGERS },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
    serverInfo: { name: 'Worker Lens' },
  };
  return result;
});

connection.onInitialized(async () => {
  if (can.haveFolders) connection.workspace.onDidChangeWorkspaceFolders(foldersChanged);
  if (can.watchFiles) await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: WATCHED });
  const section = SETTINGS_SECTION;
  if (can.tellOfSettings) await connection.client.register(DidChangeConfigurationNotification.type, { section });
});

connection.onDidChangeWatchedFiles(checkAnew);
connection.onDidChangeConfiguration(() => {
  settings.forget();
  return checkAnew();
});

async function foldersChanged(): Promise<void> {
  const folders = await connection.workspace.getWorkspaceFolders();
  settings.folders = (folders ?? []).map(({ uri }) => uri);
  await checkAnew();
}

async function checkAnew(): Promise<void> {
  checker.forgetAll();
  if (can.refresh) await connection.languages.diagnostics.refresh();
}

connection.languages.diagnostics.on(async ({ textDocument }, token) => {
  const document = documents.get(textDocument.uri);
  const findings = document ? await checker.findingsIn(document, token) : [];
  return {
    kind: DocumentDiagnosticReportKind.Full,
    items: document ? findings.map((finding) => diagnosticFor(finding, document)) : [],
  };
});

connection.onCodeAction(async (params, token) => {
  const document = documents.get(params.textDocument.uri);
  if (!document) return [];
  const [findings, options] = await Promise.all([checker.findingsIn(document, token), checker.optionsFor(document)]);
  return codeActionsFor(params, { document, findings, options, fixAllCommand });
});

connection.onHover(({ textDocument, position }) => {
  const document = documents.get(textDocument.uri);
  const references = document && checker.referencesOf(document);
  return references ? hoverFor(document.offsetAt(position), document, references) : null;
});

connection.onCompletion(({ textDocument, position }) => {
  const document = documents.get(textDocument.uri);
  return document ? completionsFor(position, document) : [];
});

connection.onRequest(FIX_ALL, (request: FixAllRequest, token) =>
  fixAllIn(request, {
    settings,
    token,
    documents: documents.all(),
    onProgress: (files) => void connection.sendNotification(FIX_ALL_PROGRESS, { files }),
  }),
);

documents.onDidChangeContent(({ document }) => checker.overtake(document));
documents.onDidClose(({ document }) => {
  checker.forget(document.uri);
  settings.forget(document.uri);
});
documents.listen(connection);
connection.listen();
