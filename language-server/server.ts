// The language server: its own process, spoken to by the extension over stdio or Node's IPC.
import {
  createConnection,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  type InitializeParams,
  type InitializeResult,
  ProposedFeatures,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Checker } from './checker';
import { codeActionsFor, KINDS } from './code-actions';
import { diagnosticFor } from './diagnostics';

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
const checker = new Checker();

let watchesFiles = false;
let refreshesDiagnostics = false;

connection.onInitialize(({ capabilities }: InitializeParams): InitializeResult => {
  watchesFiles = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
  refreshesDiagnostics = capabilities.workspace?.diagnostics?.refreshSupport === true;
  return {
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      diagnosticProvider: { identifier: 'worker-lens', interFileDependencies: false, workspaceDiagnostics: false },
      codeActionProvider: { codeActionKinds: KINDS },
    },
    serverInfo: { name: 'Worker Lens' },
  };
});

connection.onInitialized(async () => {
  // Which Node versions a package runs on decides what is deprecated for it.
  const watchers = [{ globPattern: '**/package.json' }];
  if (watchesFiles) await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
});

connection.onDidChangeWatchedFiles(async () => {
  checker.forgetAll();
  if (refreshesDiagnostics) await connection.languages.diagnostics.refresh();
});

connection.languages.diagnostics.on(({ textDocument }) => {
  const document = documents.get(textDocument.uri);
  const findings = document ? checker.findingsIn(document) : [];
  return {
    kind: DocumentDiagnosticReportKind.Full,
    items: document ? findings.map((finding) => diagnosticFor(finding, document)) : [],
  };
});

connection.onCodeAction((params) => {
  const document = documents.get(params.textDocument.uri);
  return document ? codeActionsFor(params, document, checker) : [];
});

documents.onDidClose(({ document }) => checker.forget(document.uri));
documents.listen(connection);
connection.listen();
