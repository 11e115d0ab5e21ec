// A command as a person would type it into their shell. Knows nothing of the editor.

/** A command and its arguments as one line, quoted for the shell of this path. */
export function commandLine(command: readonly string[], shell: string): string {
  const name =
    shell
      .replace(/\.exe$/i, '')
      .split(/[\\/]/)
      .at(-1)
      ?.toLowerCase() ?? '';
  if (/^(pwsh|powershell)/.test(name)) return `& ${command.map(powerShell).join(' ')}`;
  if (name === 'cmd') return command.map(windows).join(' ');
  return command.map(posix).join(' ');
}

/** Bash, zsh, fish, and whatever else is not Windows'. */
function posix(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function powerShell(word: string): string {
  return `'${word.replaceAll("'", "''")}'`;
}

function windows(word: string): string {
  return /^[\w@+=:,./\\-]+$/.test(word) ? word : `"${word.replaceAll('"', '""')}"`;
}
