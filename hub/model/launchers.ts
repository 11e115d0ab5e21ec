// Package managers and other launchers: Node processes of their own between a person's command and the program.

/** `node --watch`, as a launcher is called. */
export const WATCH = 'node --watch';

/** Scripts that launchers run, by path: as package managers install them, as corepack keeps them, as yarn is committed. */
const SCRIPTS: readonly [name: string, script: RegExp][] = [
  ['npm', /\/npm\/bin\/npm-(cli|prefix)\.js$/],
  ['npx', /\/npm\/bin\/npx-cli\.js$/],
  [
    'yarn',
    /(\/bin\/yarn(pkg)?\.js|\/\.yarn\/releases\/yarn-[^/]+\.[cm]?js|\/corepack\/v\d+\/yarn\/[^/]+\/yarn\.[cm]?js)$/,
  ],
  ['pnpm', /\/bin\/pnp[mx]\.[cm]?js$/],
];

/** Links to them, and corepack's stand-ins for them, bear the command's name. */
const COMMAND = /\/(?:\.?bin\/|corepack\/dist\/)(npm|npx|yarn|pnpm|corepack)(?:pkg)?(?:\.js)?$/;
const WATCHES = /^--watch(-path)?($|=)/;

/**
 * The launcher that a Node process is; `null` where it is the program's.
 * @param script its main script, as in `process.argv[1]`: links are not resolved.
 * @param flags its flags of Node. With `--test`, `--watch` is done by the test runner, which is the program's.
 */
export function launcherOf(script: string, flags: readonly string[]): string | null {
  if (flags.some((flag) => WATCHES.test(flag)) && !flags.includes('--test')) return WATCH;
  const file = script.replaceAll('\\', '/');
  return SCRIPTS.find(([, pattern]) => pattern.test(file))?.[0] ?? COMMAND.exec(file)?.[1] ?? null;
}
