// Debug configurations for who has written none: the active file, or what package.json names as `main`.
import * as path from 'node:path';
import * as vscode from 'vscode';
import { DEBUG_TYPE } from '../ids';

export class ConfigurationProvider implements vscode.DebugConfigurationProvider {
  async provideDebugConfigurations(folder: vscode.WorkspaceFolder | undefined): Promise<vscode.DebugConfiguration[]> {
    const programs = await programsOf(folder);
    return programs.map((program) => configurationFor(relativeTo(folder, program)));
  }

  async resolveDebugConfiguration(
    folder: vscode.WorkspaceFolder | undefined,
    given: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    const config = { ...configurationFor(undefined), ...withoutEmpty(given) };
    if (config.program === undefined && config.runtimeArgs === undefined) {
      config.program = (await programsOf(folder))[0];
      if (!config.program) return tellNothingToRun();
    }
    config.cwd ??= folder?.uri.fsPath;
    // The tree is the place to look; what a program in a terminal prints, its terminal shows.
    if (config.console !== 'internalConsole') config.internalConsoleOptions ??= 'neverOpen';
    return config;
  }
}

/** The same for whoever asks by command: starts the active file, or else the folder's `main`. */
export async function startDefault(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const own = document && vscode.workspace.getWorkspaceFolder(document.uri);
  await vscode.debug.startDebugging(own ?? vscode.workspace.workspaceFolders?.[0], configurationFor(undefined));
}

function configurationFor(program: string | undefined): vscode.DebugConfiguration {
  const name = program ? vscode.l10n.t('Worker Lens: {0}', path.posix.basename(program)) : 'Worker Lens';
  return { type: DEBUG_TYPE, request: 'launch', name, ...(program ? { program } : {}) };
}

/** VS Code gives empty fields where there is no launch.json. */
function withoutEmpty(config: vscode.DebugConfiguration): Partial<vscode.DebugConfiguration> {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined && value !== ''));
}

/** Programs that a person may want to run, the likeliest first. */
async function programsOf(folder: vscode.WorkspaceFolder | undefined): Promise<string[]> {
  const found = [activeProgram(), folder && (await mainOf(folder.uri))];
  return [...new Set(found.filter((program) => program !== undefined))];
}

function activeProgram(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.uri.scheme === 'file' && document.languageId === 'javascript' ? document.uri.fsPath : undefined;
}

async function mainOf(folder: vscode.Uri): Promise<string | undefined> {
  const manifest = await readJson(vscode.Uri.joinPath(folder, 'package.json'));
  const main = typeof manifest?.main === 'string' ? manifest.main : 'index.js';
  const candidates = [main, `${main}.js`].map((each) => vscode.Uri.joinPath(folder, each));
  for (const candidate of candidates) {
    if (await isFile(candidate)) return candidate.fsPath;
  }
  return undefined;
}

async function readJson(uri: vscode.Uri): Promise<{ main?: unknown } | undefined> {
  try {
    return JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  } catch {
    return undefined;
  }
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    ({ type }) => (type & vscode.FileType.File) !== 0,
    () => false,
  );
}

function relativeTo(folder: vscode.WorkspaceFolder | undefined, file: string): string {
  if (!folder) return file;
  const relative = path.relative(folder.uri.fsPath, file);
  const outside = relative.startsWith('..') || path.isAbsolute(relative);
  return outside ? file : `\${workspaceFolder}/${relative.split(path.sep).join('/')}`;
}

function tellNothingToRun(): undefined {
  const message = vscode.l10n.t(
    'Worker Lens found nothing to run: open a JavaScript file, or name one as "main" in package.json.',
  );
  void vscode.window.showErrorMessage(message);
  return undefined;
}
