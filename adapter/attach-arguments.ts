// What a debug configuration with `"request": "attach"` holds, and what it comes to once checked.
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { LaunchErrors } from './errors';

/** An `attach` request as it comes: from a file that a person wrote. */
export interface AttachRequestArguments extends DebugProtocol.AttachRequestArguments {
  /** A number, or its digits where a command of the editor's gave it. */
  processId?: unknown;
  /** Of an inspector on this machine. */
  port?: unknown;
  address?: unknown;
}

/** Which program to attach to: one of the two. */
export type Running = { pid: number; port: null } | { pid: null; port: number };

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];
const MAX_PORT = 65_535;

/**
 * Checks an `attach` request.
 * @throws LaunchError
 */
export function checkAttach(request: AttachRequestArguments | undefined, errors: LaunchErrors): Running {
  const { processId, port, address } = request ?? {};
  if (address !== undefined && !LOOPBACK.includes(String(address))) {
    throw errors.badArgument('address', '"localhost"');
  }
  if (port !== undefined) {
    const number = positive(port);
    if (number === null || number > MAX_PORT) throw errors.badArgument('port', 'a port');
    return { pid: null, port: number };
  }
  const pid = positive(processId);
  if (pid === null) throw errors.badArgument('processId', 'the pid of a process');
  return { pid, port: null };
}

function positive(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number > 0 ? number : null;
}
