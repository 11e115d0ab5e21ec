// The language server as it is shipped, spoken to as an editor does.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  IPCMessageReader,
  IPCMessageWriter,
  type ProtocolConnection,
  ShutdownRequest,
} from 'vscode-languageserver/node';
import { FIX_ALL, type FixAllAnswer } from '../../../protocol/language';
import { ROOT } from '../../../scripts/lib/ensure.mjs';
import { memoryOf } from '../lib/proc';

export class ServerUnderTest {
  readonly #process: ChildProcess;
  readonly #client: ProtocolConnection;
  readonly #root: string;

  private constructor(process: ChildProcess, root: string) {
    this.#process = process;
    this.#root = root;
    this.#client = createProtocolConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
  }

  static async start(root: string): Promise<ServerUnderTest> {
    const options = { execArgv: [], env: { ...globalThis.process.env, NODE_OPTIONS: '' } };
    const server = new ServerUnderTest(fork(path.join(ROOT, 'dist/server.js'), ['--node-ipc'], options), root);
    await server.#initialize();
    return server;
  }

  async #initialize(): Promise<void> {
    this.#client.listen();
    const uri = pathToFileURL(this.#root).href;
    await this.#client.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ name: 'bench', uri }],
      capabilities: { textDocument: { diagnostic: {} } },
    });
    await this.#client.sendNotification(InitializedNotification.type, {});
  }

  /** Looks through the whole workspace for what can be mended. */
  async fixAll(): Promise<void> {
    const { files } = await this.#client.sendRequest<FixAllAnswer>(FIX_ALL, {
      folders: [pathToFileURL(this.#root).href],
    });
    if (files.length === 0) throw new Error('The server found nothing to mend.');
  }

  /** Opens files, one after the other, waits for what is said of each, and closes it. */
  async openEach(files: readonly string[]): Promise<void> {
    for (const file of files) {
      const uri = pathToFileURL(file).href;
      const textDocument = { uri, languageId: 'javascript', version: 1, text: fs.readFileSync(file, 'utf8') };
      await this.#client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
      await this.#client.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
      await this.#client.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
    }
  }

  /** Resident memory, in bytes. */
  get memory(): number {
    return memoryOf(this.#process.pid!).rss;
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    await this.#client.sendRequest(ShutdownRequest.type);
    await this.#client.sendNotification(ExitNotification.type);
    await ended;
    this.#client.dispose();
  }
}
