// What a debug configuration of ours says of debugging goes to js-debug, which does it, for each target.
// https://github.com/microsoft/vscode-js-debug/blob/main/OPTIONS.md
import type * as vscode from 'vscode';

/** js-debug's options that mean something for one target of a program that runs. package.json describes each. */
export const DEBUGGER_OPTIONS = [
  'skipFiles',
  'smartStep',
  'showAsyncStacks',
  'sourceMaps',
  'outFiles',
  'resolveSourceMapLocations',
  'sourceMapPathOverrides',
  'sourceMapRenames',
  'pauseForSourceMap',
  'runtimeSourcemapPausePatterns',
  'localRoot',
  'remoteRoot',
  'enableContentValidation',
  'customDescriptionGenerator',
  'timeout',
  'timeouts',
  'trace',
] as const;

/** The agent as its script is named (the bundle's `sourceURL`): js-debug shows it among Node's own, but goes by this name. */
const AGENT = 'worker-lens';

const NODE_INTERNALS = '<node_internals>/**';

/** What js-debug is told for a target of the run that this configuration started; of one started elsewhere, the defaults. */
export function debuggerOptions(configuration: Partial<vscode.DebugConfiguration> = {}): Record<string, unknown> {
  const given = DEBUGGER_OPTIONS.filter((name) => configuration[name] !== undefined);
  const { skipFiles } = configuration;
  return {
    // With smart stepping a pause takes seconds in a process that is idle.
    smartStep: false,
    ...Object.fromEntries(given.map((name) => [name, configuration[name]])),
    skipFiles: [...(Array.isArray(skipFiles) ? skipFiles : [NODE_INTERNALS]), AGENT],
  };
}
