// What the hub tells people when something went wrong on the lens's side: what, why, and what to do.
import { AGENT_PROTOCOL } from '../protocol/agent';
import type { Notice } from '../protocol/viewer';

export type Notify = (notice: Notice) => void;

export function badMessage(pid: number | null, why: string): Notice {
  const who = pid === null ? 'A process' : `Process ${pid}`;
  const message = `${who} sent a message that the hub does not understand (${why}), and it was left out. Its agent and the hub are probably of different versions: reload the window, then start the program again.`;
  return { code: 'bad-message', message };
}

export function wrongProtocol(pid: number, protocol: number): Notice {
  const message = `Process ${pid} is not observed: its agent speaks version ${protocol} of the protocol, the hub version ${AGENT_PROTOCOL}. Reload the window, then start the program again.`;
  return { code: 'wrong-protocol', message };
}

export function wrongToken(): Notice {
  const message =
    'Something tried to connect to Worker Lens without the right token, and was refused. If a program is missing from the tree, it was started for another hub: start it again.';
  return { code: 'wrong-token', message };
}

export function recordingFailed(file: string, why: string): Notice {
  const message = `The recording ${file} is incomplete: ${why}. The run goes on, unrecorded.`;
  return { code: 'recording-failed', message };
}
