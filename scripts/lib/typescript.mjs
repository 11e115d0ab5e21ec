// Lets a script import TypeScript. Needs node_modules.

/**
 * From here on, this process can import and require TypeScript files.
 *
 * Not a flag on the command line: programs that a test forks would inherit that in their `execArgv`.
 */
export async function loadTypeScript() {
  (await import('tsx/esm/api')).register();
  (await import('tsx/cjs/api')).register();
}
