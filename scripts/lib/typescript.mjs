// Lets a script load TypeScript. Needs node_modules.
import { createRequire } from 'node:module';

/**
 * From here on, this process can load TypeScript files.
 *
 * Not by a flag on the command line: programs that a test forks would inherit it in their `execArgv`.
 * @returns {Promise<NodeJS.Require>} loads a file named from the root, such as `./test/vscode/harness/workbench`. The files
 * are CommonJS to Node, whose `import()` does not see the names they export.
 */
export async function loadTypeScript() {
  (await import('tsx/esm/api')).register();
  (await import('tsx/cjs/api')).register();
  return createRequire(new URL('../../package.json', import.meta.url));
}
