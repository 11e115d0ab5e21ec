import { fileURLToPath } from 'node:url';
import type { Connection } from 'vscode-languageserver';
import { isSelected, type Selection } from '../lint/files';
import { Globs } from '../lint/globs';
import { isRange } from '../lint/node-range';
import type { Choices } from '../lint/options';
import { readSettings, SETTINGS_SECTION } from '../protocol/language';

/** What the settings say about one document or folder. */
export interface Chosen {
  readonly choices: Choices;
  /** Which files of its workspace folder are checked; undefined where it is in none. */
  readonly selection: Selection | undefined;
}

/** The settings of documents and folders, asked for once each, as each folder of a workspace can have its own. */
export class Settings {
  readonly #connection: Connection;
  readonly #known = new Map<string, Promise<Chosen>>();
  #folders: readonly string[] = [];
  /** Whether the client has settings to be asked for. */
  isSupported = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The paths of the workspace's folders. */
  set folders(uris: readonly string[]) {
    this.#folders = uris.map(pathOf).filter((path) => path !== undefined);
    this.forget();
  }

  /** What is chosen for a document or folder. */
  for(uri: string): Promise<Chosen> {
    const known = this.#known.get(uri);
    if (known) return known;
    const asked = this.#ask(uri);
    this.#known.set(uri, asked);
    return asked;
  }

  forget(uri?: string): void {
    if (uri === undefined) this.#known.clear();
    else this.#known.delete(uri);
  }

  async #ask(uri: string): Promise<Chosen> {
    const asked = this.isSupported
      ? await this.#connection.workspace.getConfiguration({ scopeUri: uri, section: SETTINGS_SECTION })
      : undefined;
    const { rules, lint } = readSettings(asked);
    if (!isRange(lint.nodeVersion)) {
      this.#connection.console.warn(`workerLens.lint.nodeVersion: '${lint.nodeVersion}' is no range of versions.`);
    }
    const root = this.#folderOf(pathOf(uri));
    return {
      choices: {
        severities: rules,
        nodeVersion: isRange(lint.nodeVersion) && lint.nodeVersion !== '' ? lint.nodeVersion : undefined,
      },
      selection: root ? { root, include: new Globs(lint.include), exclude: new Globs(lint.exclude) } : undefined,
    };
  }

  /** The innermost workspace folder that a path is in. */
  #folderOf(path: string | undefined): string | undefined {
    if (path === undefined) return undefined;
    const around = this.#folders.filter((folder) => path === folder || path.startsWith(withSlash(folder)));
    return around.sort((a, b) => b.length - a.length)[0];
  }
}

/** Whether the settings mean a document. One outside of every workspace folder is checked all the same. */
export function isMeant(uri: string, { selection }: Chosen): boolean {
  const path = pathOf(uri);
  return path === undefined || selection === undefined || isSelected(path, selection);
}

/** The path of a file's URI; undefined for one that is on no disk. */
export function pathOf(uri: string): string | undefined {
  return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
}

function withSlash(folder: string): string {
  return folder.endsWith('/') || folder.endsWith('\\') ? folder : `${folder}${folder.includes('\\') ? '\\' : '/'}`;
}
