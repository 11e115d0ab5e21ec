// Debug sessions of type `worker-lens`: each owns a run.
import * as vscode from 'vscode';
import type { AdapterHost } from '../../adapter/host';
import { LaunchSession } from '../../adapter/launch-session';
import { DEBUG_TYPE } from '../ids';

export class RunSessions implements vscode.DebugAdapterDescriptorFactory, vscode.Disposable {
  readonly #host: AdapterHost;
  readonly #sessions = new Map<string, vscode.DebugSession>();
  readonly #store: vscode.Disposable;

  constructor(host: AdapterHost) {
    this.#host = host;
    this.#store = vscode.Disposable.from(
      vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, this),
      vscode.debug.onDidTerminateDebugSession((session) => this.#forget(session)),
    );
  }

  /** The session that started a run; none where another window did, or this one before it was reloaded. */
  ownerOf(run: string): vscode.DebugSession | undefined {
    return this.#sessions.get(run);
  }

  /**
   * Ends a run that this window started, and starts it again in the same session.
   * @throws an Error with a sentence where it can't be started again
   */
  async restart(run: string): Promise<void> {
    await this.ownerOf(run)?.customRequest('restart');
  }

  /** Ends the lens in a run that it was brought into; the run goes on. */
  async letGo(run: string): Promise<void> {
    const owner = this.ownerOf(run);
    // Its end lets go; after a reload of the window there is no session any more.
    if (owner) await vscode.debug.stopDebugging(owner);
    else await this.#host.link.request({ type: 'letGo', run });
  }

  createDebugAdapterDescriptor(session: vscode.DebugSession): vscode.DebugAdapterDescriptor {
    const adapter = new LaunchSession(this.#host, (run) => this.#sessions.set(run, session));
    return new vscode.DebugAdapterInlineImplementation(adapter);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #forget(session: vscode.DebugSession): void {
    for (const [run, owner] of this.#sessions) {
      if (owner.id === session.id) this.#sessions.delete(run);
    }
  }
}
