// Text from outside, where VS Code would make a link of it.

/**
 * The same text with no link in it. In a notification VS Code makes one of `[text](command:…)`, which runs the command, also
 * where the workspace is not trusted: what a stranger may have written, as a file's name, must not become one.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}
