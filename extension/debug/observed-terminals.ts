// Terminals in which all that is started is observed: those that a person opens for it, or by a setting all of the window.
import * as vscode from 'vscode';
import type { AdapterHost } from '../../adapter/host';
import { requireOption, TERMINAL_VARIABLE, VARIABLE } from '../../protocol/injection';
import type { HubLink } from '../../viewer/hub-link';
import { shellEnvironment, shellVariable } from '../../viewer/launch';
import { warn } from '../hub-messages';
import { SETTINGS, TERMINAL_PROFILE } from '../ids';

type Host = Pick<AdapterHost, 'link' | 'parts'>;

export class ObservedTerminals implements vscode.Disposable {
  readonly #host: Host;
  readonly #variables: vscode.EnvironmentVariableCollection;
  readonly #store: vscode.Disposable;

  constructor(host: Host, variables: vscode.EnvironmentVariableCollection) {
    this.#host = host;
    this.#variables = variables;
    this.#store = vscode.Disposable.from(
      vscode.window.registerTerminalProfileProvider(TERMINAL_PROFILE, {
        provideTerminalProfile: async () => new vscode.TerminalProfile(await this.#options()),
      }),
      vscode.window.onDidOpenTerminal((terminal) => this.#serve(terminal)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTINGS.observeTerminals)) this.#applySetting();
      }),
    );
    this.#applySetting();
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Opens a terminal in which all that is started is observed. */
  async open(): Promise<void> {
    vscode.window.createTerminal(await this.#options()).show();
  }

  async #options(): Promise<vscode.TerminalOptions> {
    await connect(this.#host.link);
    const env = shellEnvironment(this.#host.parts, process.env);
    return { name: vscode.l10n.t('Observed Terminal'), iconPath: new vscode.ThemeIcon('pulse'), env };
  }

  /** Programs look for the hub when they start. */
  #serve(terminal: vscode.Terminal): void {
    if (isEverywhere() || isObserved(terminal)) void connect(this.#host.link);
  }

  #applySetting(): void {
    const { parts } = this.#host;
    // It outlives the window, so that the terminals it opens with are observed too. Where the extension has gone by then
    // the stub says nothing.
    this.#variables.persistent = true;
    this.#variables.clear();
    if (isEverywhere()) {
      this.#variables.description = new vscode.MarkdownString(
        vscode.l10n.t('Shows the Node.js programs that are started here in the view Workers.'),
      );
      this.#variables.prepend('NODE_OPTIONS', `${requireOption(parts.stub)} `);
      this.#variables.replace(TERMINAL_VARIABLE, shellVariable(parts));
    }
    for (const terminal of vscode.window.terminals) this.#serve(terminal);
  }
}

function isEverywhere(): boolean {
  return vscode.workspace.getConfiguration().get(SETTINGS.observeTerminals) === true;
}

/** It was opened for programs to be observed in it. */
function isObserved({ creationOptions }: vscode.Terminal): boolean {
  return 'env' in creationOptions && creationOptions.env !== undefined && VARIABLE in creationOptions.env;
}

async function connect(link: HubLink): Promise<void> {
  await link.connect().catch((error: Error) => warn(error.message));
}
