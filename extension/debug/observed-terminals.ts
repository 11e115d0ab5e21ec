// Terminals in which all that is started is observed: those that a person opens for it, or by a setting all of the window.
import * as vscode from 'vscode';
import type { AdapterHost } from '../../adapter/host';
import { requireOption, TERMINAL_VARIABLE } from '../../protocol/injection';
import type { HubLink } from '../../viewer/hub-link';
import { shellEnvironment, shellVariable } from '../../viewer/launch';
import { warn } from '../hub-messages';
import { SETTINGS, TERMINAL_PROFILE } from '../ids';

type Host = Pick<AdapterHost, 'link' | 'parts'>;
type Context = Pick<vscode.ExtensionContext, 'environmentVariableCollection' | 'workspaceState'>;

/** Kept for a window that is reloaded: terminals come back, but what they were made with is not told then. */
const OPENED = 'observedTerminal.opened';

export class ObservedTerminals implements vscode.Disposable {
  readonly #host: Host;
  readonly #variables: vscode.EnvironmentVariableCollection;
  readonly #memory: vscode.Memento;
  readonly #store: vscode.Disposable;

  constructor(host: Host, context: Context) {
    this.#host = host;
    this.#variables = context.environmentVariableCollection;
    this.#memory = context.workspaceState;
    this.#store = vscode.Disposable.from(
      vscode.window.registerTerminalProfileProvider(TERMINAL_PROFILE, {
        provideTerminalProfile: async () => new vscode.TerminalProfile(await this.#options()),
      }),
      vscode.window.onDidOpenTerminal(() => this.#serve()),
      vscode.window.onDidCloseTerminal(() => {
        if (vscode.window.terminals.length === 0) void this.#memory.update(OPENED, undefined);
      }),
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
    await this.#memory.update(OPENED, true);
    const env = shellEnvironment(this.#host.parts, process.env);
    return { name: vscode.l10n.t('Observed Terminal'), iconPath: new vscode.ThemeIcon('pulse'), env };
  }

  /** Programs look for the hub when they start. */
  #serve(): void {
    if (isEverywhere() || this.#memory.get(OPENED)) void connect(this.#host.link);
  }

  #applySetting(): void {
    // It outlives the window, so that the terminals it opens with are observed too. Where the extension has gone by then
    // the stub says nothing.
    this.#variables.persistent = true;
    this.#variables.clear();
    if (isEverywhere()) this.#observeAll();
    if (vscode.window.terminals.length > 0) this.#serve();
  }

  #observeAll(): void {
    const { parts } = this.#host;
    try {
      this.#variables.prepend('NODE_OPTIONS', `${requireOption(parts.stub)} `);
      this.#variables.replace(TERMINAL_VARIABLE, shellVariable(parts));
      this.#variables.description = new vscode.MarkdownString(
        vscode.l10n.t('Shows the Node.js programs that are started here in the view Workers.'),
      );
    } catch (error) {
      // Without a stub they open as ever.
      void warn((error as Error).message);
    }
  }
}

function isEverywhere(): boolean {
  return vscode.workspace.getConfiguration().get(SETTINGS.observeTerminals) === true;
}

async function connect(link: HubLink): Promise<void> {
  await link.connect().catch((error: Error) => warn(error.message));
}
