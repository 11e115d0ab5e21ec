// Terminals for programs. Not those of VS Code's `runInTerminal`: these are closed, with what runs in them, when the
// window reloads, while a terminal made by an extension stays.
// https://github.com/microsoft/vscode/blob/main/src/vs/workbench/contrib/terminal/browser/terminalProcessManager.ts
import * as vscode from 'vscode';
import type { OpenTerminal } from '../../adapter/terminal-program';
import type { HubLink } from '../../viewer/hub-link';
import { commandLine } from './command-line';

/** How long a shell may take to say that it is ready for a command, in ms. One without integration never does. */
const SHELL_READY = 3_000;

/** Runs each program in a terminal of its own, in place of the one that an earlier run of the same name has left. */
export function terminalOpener(link: HubLink): OpenTerminal {
  const runs = new Map<vscode.Terminal, string>();
  return async ({ run, title, cwd, command, env, isCancelled }) => {
    closeEnded(runs, title, link);
    const terminal = vscode.window.createTerminal({ name: title, cwd, env, iconPath: new vscode.ThemeIcon('pulse') });
    runs.set(terminal, run);
    terminal.show(true);
    const line = commandLine(command, vscode.env.shell);
    const shell = await shellIntegration(terminal);
    if (isCancelled()) {
      terminal.dispose();
      throw new Error('cancelled');
    }
    if (shell) shell.executeCommand(line);
    else terminal.sendText(line);
  };
}

function closeEnded(runs: Map<vscode.Terminal, string>, title: string, link: HubLink): void {
  for (const [terminal, run] of runs) {
    const lives = ['starting', 'running'].includes(link.model.runs.get(run)?.state ?? 'ended');
    if (lives || terminal.name !== title) continue;
    runs.delete(terminal);
    terminal.dispose();
  }
}

/** A shell that was typed to before its prompt shows the command twice. */
function shellIntegration(terminal: vscode.Terminal): Promise<vscode.TerminalShellIntegration | undefined> {
  return new Promise((resolve) => {
    const settle = (shell: vscode.TerminalShellIntegration | undefined) => {
      clearTimeout(deadline);
      subscription.dispose();
      resolve(shell);
    };
    const deadline = setTimeout(() => settle(terminal.shellIntegration), SHELL_READY);
    const subscription = vscode.window.onDidChangeTerminalShellIntegration((event) => {
      if (event.terminal === terminal) settle(event.shellIntegration);
    });
  });
}
