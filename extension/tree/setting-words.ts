// What processes and threads were made with, where it differs from what Node does by itself: as options in code.
import type { ProcessState, ThreadState } from '../../protocol/viewer';

/** What `fork`, `spawn` and `exec` make of `stdio` by themselves. */
const USUAL_STDIO = [
  ['pipe'],
  ['pipe', 'pipe', 'pipe'],
  ['inherit', 'inherit', 'inherit', 'ipc'],
  ['pipe', 'pipe', 'pipe', 'ipc'],
];

/** For example `args: ["a"], silent: true`; empty where nothing differs. `parent` is null where it is not known. */
export function processSettingWords({ settings }: ProcessState, parent: ProcessState | null): string {
  if (!settings) return '';
  const { stdio, ...rest } = settings;
  const usual = {
    exec: parent?.script,
    args: parent?.argv.slice(2),
    execArgv: parent?.execArgv,
    cwd: parent?.cwd,
    silent: false,
    serialization: 'json',
    detached: false,
    windowsHide: false,
  };
  const unusual = USUAL_STDIO.some((each) => isSame(each, stdio)) ? null : stdio;
  return words({ ...rest, stdio: unusual }, usual);
}

export function threadSettingWords({ settings }: ThreadState, process: ProcessState | null): string {
  if (!settings) return '';
  const usual = { execArgv: process?.execArgv, argv: [], env: 'inherited', stdin: false, stdout: false, stderr: false };
  const limits = Object.entries(settings.resourceLimits ?? {}).filter(([, value]) => value !== null);
  return words({ ...settings, resourceLimits: limits.length > 0 ? Object.fromEntries(limits) : null }, usual);
}

function words(settings: object, usual: Record<string, unknown>): string {
  const told = Object.entries(settings).filter(([key, value]) => value !== null && !isSame(value, usual[key]));
  return told.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ');
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
