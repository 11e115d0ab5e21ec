// The port of a process's inspector, as far as it can be known from outside, without asking any port of the program's.
import type { HostProcess } from '../host/host-processes';
import type { Listener } from './listeners';

/** https://nodejs.org/api/cli.html#--inspecthostport */
const DEFAULT_PORT = 9229;
const OPENS = /^--inspect(-brk|-wait)?(=|$)/;
const NAMES_PORT = /^--(?:inspect(?:-brk|-wait|-port)?|debug-port)(?:=(?:.*:)?(\d+))?$/;

export interface InspectorFlags {
  /** Where SIGUSR1 would open it; 0 for any. */
  port: number;
  /** It is open since the start. */
  opens: boolean;
}

/** What its options and NODE_OPTIONS say. */
export function inspectorFlags({ argv, environment }: Pick<HostProcess, 'argv' | 'environment'>): InspectorFlags {
  const script = argv.findIndex((word, at) => at > 0 && !word.startsWith('-'));
  const words = [
    ...(environment?.get('NODE_OPTIONS') ?? '').split(' '),
    ...argv.slice(1, script < 0 ? undefined : script),
  ];
  const port = words.map((word) => NAMES_PORT.exec(word)?.[1]).findLast((found) => found !== undefined);
  return { port: port === undefined ? DEFAULT_PORT : Number(port), opens: words.some((word) => OPENS.test(word)) };
}

/** The port of an inspector that is open; null where none is, as far as is known. */
export function openInspectorPort({ port, opens }: InspectorFlags, listeners: readonly Listener[]): number | null {
  if (listeners.some((listener) => listener.port === port)) return port;
  // `--inspect=0` opens it before the program's first line: nothing of the program's own can have listened before.
  return opens && port === 0 ? (listeners.find(({ loopback }) => loopback)?.port ?? null) : null;
}
