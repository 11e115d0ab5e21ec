// Debug configurations for who has written none: the active file, what package.json names as `main`, and its scripts.
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { DEBUG_TYPE } from '../ids';
import { showError } from '../notices';
import { nodeScripts, packageManagerOf, readManifest, type Script } from './npm-scripts';

/** Languages of what Node runs. */
const LANGUAGES = ['javascript', 'typescript'];

export class ConfigurationProvider implements vscode.DebugConfigurationProvider {
  provideDebugConfigurations(folder: vscode.WorkspaceFolder | undefined): vscode.DebugConfiguration[] {
    return programsOf(folder).map((program) => configurationFor(relativeTo(folder, program)));
  }

  async resolveDebugConfiguration(
    folder: vscode.WorkspaceFolder | undefined,
    given: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    if (given.request === 'attach') return attachConfiguration(given);
    const config = { ...configurationFor(undefined), ...withoutEmpty(given) };
    if (config.program === undefined && config.runtimeArgs === undefined) {
      config.program = programsOf(folder)[0];
      if (!config.program) return tellNothingToRun();
    }
    config.cwd ??= folder?.uri.fsPath;
    // The tree is the place to look; what a program in a terminal prints, its terminal shows.
    if (config.console !== 'internalConsole') config.internalConsoleOptions ??= 'neverOpen';
    return config;
  }

  /** The person's variables are in their places; what is relative is meant from the folder. */
  resolveDebugConfigurationWithSubstitutedVariables(
    folder: vscode.WorkspaceFolder | undefined,
    config: vscode.DebugConfiguration,
  ): vscode.DebugConfiguration {
    const { cwd } = config;
    return folder && typeof cwd === 'string' ? { ...config, cwd: path.resolve(folder.uri.fsPath, cwd) } : config;
  }
}

/** What the editor offers beside the configurations of launch.json. */
export class DynamicConfigurations implements vscode.DebugConfigurationProvider {
  provideDebugConfigurations(folder: vscode.WorkspaceFolder | undefined): vscode.DebugConfiguration[] {
    // The editor also asks for those of no folder, and would offer the active file twice.
    if (!folder && vscode.workspace.workspaceFolders?.length) return [];
    const programs = programsOf(folder).map((program) => configurationFor(relativeTo(folder, program)));
    const scripts = folder ? nodeScripts(folder.uri.fsPath) : [];
    return [...programs, ...scripts.map((script) => scriptConfiguration(folder, script))];
  }
}

/** The same for whoever asks by command: starts the active file, or else the folder's `main`. */
export async function startDefault(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const own = document && vscode.workspace.getWorkspaceFolder(document.uri);
  await vscode.debug.startDebugging(own ?? vscode.workspace.workspaceFolders?.[0], configurationFor(undefined));
}

/** Starts a file, or else what {@link startDefault} does. */
export async function startFile(file: vscode.Uri | undefined): Promise<void> {
  if (!file) return startDefault();
  const folder = vscode.workspace.getWorkspaceFolder(file);
  await vscode.debug.startDebugging(folder, configurationFor(file.fsPath));
}

/** Starts a script of a package.json, with the package manager of its project. */
export async function startScript(script: Script): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(script.folder));
  await vscode.debug.startDebugging(folder, scriptConfiguration(folder, script));
}

function configurationFor(program: string | undefined): vscode.DebugConfiguration {
  const name = program ? vscode.l10n.t('Worker Lens: {0}', path.posix.basename(program)) : 'Worker Lens';
  return { type: DEBUG_TYPE, request: 'launch', name, ...(program ? { program } : {}) };
}

function scriptConfiguration(
  workspace: vscode.WorkspaceFolder | undefined,
  { name, folder }: Script,
): vscode.DebugConfiguration {
  const manager = packageManagerOf(folder, workspace?.uri.fsPath ?? folder);
  return {
    type: DEBUG_TYPE,
    request: 'launch',
    name: vscode.l10n.t('Worker Lens: {0}', `${manager} run ${name}`),
    runtimeExecutable: manager,
    runtimeArgs: ['run', name],
    cwd: relativeTo(workspace, folder),
  };
}

/** Where neither is named, the person picks the process. */
function attachConfiguration(given: vscode.DebugConfiguration): vscode.DebugConfiguration {
  const { processId, port } = given;
  const picked = processId === undefined && port === undefined ? { processId: `\${command:pickProcess}` } : {};
  return { internalConsoleOptions: 'neverOpen', ...given, ...picked };
}

/** VS Code gives empty fields where there is no launch.json. */
function withoutEmpty(config: vscode.DebugConfiguration): Partial<vscode.DebugConfiguration> {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined && value !== ''));
}

/** Programs that a person may want to run, the likeliest first. */
function programsOf(folder: vscode.WorkspaceFolder | undefined): string[] {
  const found = [activeProgram(), folder && mainOf(folder.uri.fsPath)];
  return [...new Set(found.filter((program) => program !== undefined))];
}

function activeProgram(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.uri.scheme !== 'file' || !LANGUAGES.includes(document.languageId)) return undefined;
  const { fsPath } = document.uri;
  return /\.d\.[cm]?ts$/.test(fsPath) ? undefined : fsPath;
}

function mainOf(folder: string): string | undefined {
  const { main } = readManifest(folder) ?? {};
  const file = path.join(folder, typeof main === 'string' ? main : 'index.js');
  return [file, `${file}.js`].find((each) => fs.statSync(each, { throwIfNoEntry: false })?.isFile());
}

function relativeTo(folder: vscode.WorkspaceFolder | undefined, file: string): string {
  if (!folder) return file;
  const relative = path.relative(folder.uri.fsPath, file);
  const outside = relative.startsWith('..') || path.isAbsolute(relative);
  return outside ? file : path.posix.join(`\${workspaceFolder}`, ...relative.split(path.sep));
}

function tellNothingToRun(): undefined {
  const message = vscode.l10n.t(
    'Worker Lens found nothing to run: open a JavaScript or TypeScript file, or name one as "main" in package.json.',
  );
  void showError(message);
  return undefined;
}
